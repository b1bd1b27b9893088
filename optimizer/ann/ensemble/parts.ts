import { shuffled } from '../../domain/random.js';

/** Parts that are left out in turn: each once where points are few. */
export function partsFor(points: number): number {
  if (points <= 12) return points;
  if (points < 60) return 8;
  return points < 1000 ? 5 : 4;
}

/** The part of each point. */
export function parted(points: number, seed: number): number[] {
  const parts = partsFor(points);
  const partOf = Array<number>(points).fill(0);
  shuffled([...partOf.keys()], seed).forEach((row, place) => {
    partOf[row] = place % parts;
  });
  return partOf;
}
