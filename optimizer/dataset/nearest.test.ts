import { describe, expect, it } from 'vitest';
import { seededRandom } from '../domain/random.js';
import { NearestPlaces } from './nearest.js';

/** Whole numbers from a small range, so that equal values and equal distances are frequent. */
function places(count: number, axes: number, seed: number): number[][] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => Array.from({ length: axes }, () => random.below(12)));
}

function byComparingAll(known: readonly number[][], place: readonly number[], count: number): number[] {
  const distance = (other: readonly number[]) =>
    other.reduce((sum, v, i) => sum + (v - (place[i] ?? 0)) ** 2, 0);
  return known
    .map((other, index) => [distance(other), index] as const)
    .toSorted((a, b) => a[0] - b[0] || a[1] - b[1])
    .slice(0, count)
    .map(([, index]) => index);
}

describe('NearestPlaces', () => {
  it.each([
    [1, 2],
    [15, 1],
    [300, 3],
    [1000, 8],
  ])('agrees with comparing all of %i places of %i dimensions', (count, axes) => {
    const known = places(count, axes, 1);
    const nearest = new NearestPlaces(known);
    for (const place of places(50, axes, 2)) {
      expect(nearest.nearest(place, 1)).toEqual(byComparingAll(known, place, 1));
      expect(nearest.nearest(place, 5)).toEqual(byComparingAll(known, place, 5));
    }
  });

  it('arranges places that are all the same, or have no dimension', () => {
    const same = Array.from({ length: 100 }, () => [1, 2]);
    expect(new NearestPlaces(same).nearest([0, 0], 2)).toEqual([0, 1]);
    expect(new NearestPlaces([[], [], []]).nearest([], 2)).toEqual([0, 1]);
  });

  it('arranges places of which nearly all share their least value', () => {
    const known = [...Array.from({ length: 100 }, () => [0]), [1], [2]];
    expect(new NearestPlaces(known).nearest([1.6], 2)).toEqual([101, 100]);
  });
});
