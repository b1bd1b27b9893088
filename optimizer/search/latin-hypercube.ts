import { latinHypercube } from '../domain/design-latin-hypercube.js';
import { seededRandom } from '../domain/random.js';
import { plannedSearch } from './best-measured.js';
import { nearestUnused, placesOf } from './grid-levels.js';
import type { SearchTask, Strategy } from './strategy.js';

/**
 * Measures a Latin hypercube of as many points as the budget has: every axis is cut into as many equal strata, each
 * of which is met once, so that the values of every setting come about equally often. Each point is moved to the
 * nearest candidate that is not yet used. When all are seen another hypercube follows. Recommends the best measured.
 */
export function latinHypercubeStrategy(): Strategy {
  return plannedSearch('latin-hypercube', hypercubeOrder);
}

function hypercubeOrder({ candidates, budget, seed }: SearchTask): number[] {
  const { levels, places } = placesOf(candidates);
  const random = seededRandom(seed);
  const order: number[] = [];
  while (order.length < budget && candidates.length > 0) {
    const count = Math.min(budget - order.length, candidates.length);
    const targets = latinHypercube(count, levels.length, random).map((unit) =>
      unit.map((share, axis) => levelPlace(share, levels[axis] ?? 2)),
    );
    order.push(...nearestUnused(places, targets));
  }
  return order;
}

/** Each of the levels owns an equal part of the axis; its place runs from 0 to 1. */
function levelPlace(share: number, levels: number): number {
  return Math.floor(share * levels) / (levels - 1);
}
