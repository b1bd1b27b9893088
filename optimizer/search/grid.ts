import { plannedSearch } from './best-measured.js';
import { distance, placesOf } from './grid-levels.js';
import type { SearchTask, Strategy } from './strategy.js';

/**
 * Measures a grid that grows finer, in a fixed order: first the smallest and largest value of every setting
 * crossed, then their middles too, then the quarters, and so on; within a grid, always the candidate farthest from
 * all before it. When all are seen it starts again. Recommends the best measured.
 */
export function gridStrategy(): Strategy {
  return plannedSearch('grid', gridOrder);
}

function gridOrder({ candidates, budget }: SearchTask): number[] {
  const { levels, places } = placesOf(candidates);
  const generation = levels.map(generationsOf);
  const generations = places.map((place) =>
    Math.max(
      0,
      ...place.map(
        (share, axis) => generation[axis]?.get(Math.round(share * ((levels[axis] ?? 1) - 1))) ?? 0,
      ),
    ),
  );
  const left = new Set(candidates.keys());
  // Squared distance to the nearest of those already in the order.
  const apart = candidates.map(() => Infinity);
  const order: number[] = [];
  while (left.size > 0 && order.length < budget) {
    const index = farthest([...left], generations, apart);
    left.delete(index);
    order.push(index);
    const place = places[index] ?? [];
    for (const other of left) {
      apart[other] = Math.min(apart[other] ?? Infinity, distance(places[other] ?? [], place));
    }
  }
  return order;
}

/** The coarsest grid comes first; within it the candidate farthest from all before, of equal ones the first. */
function farthest(left: readonly number[], generations: readonly number[], apart: readonly number[]): number {
  return left.reduce((best, index) => {
    const [own, bests] = [generations[index] ?? 0, generations[best] ?? 0];
    if (own !== bests) return own < bests ? index : best;
    return (apart[index] ?? 0) > (apart[best] ?? 0) ? index : best;
  });
}

/** @returns for each of `count` levels, by its place, the first grid of 2, 3, 5, 9, ... even steps that holds it. */
function generationsOf(count: number): Map<number, number> {
  const found = new Map<number, number>();
  for (let generation = 0; found.size < count; generation += 1) {
    const steps = 2 ** generation;
    for (let step = 0; step <= steps; step += 1) {
      const level = Math.round((step * (count - 1)) / steps);
      if (!found.has(level)) found.set(level, generation);
    }
  }
  return found;
}
