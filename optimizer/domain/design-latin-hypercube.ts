import type { UnitPoint } from './design-space.js';
import { shuffled, type Random } from './random.js';

/**
 * A Latin hypercube: on every axis each of `count` strata of equal width holds exactly one point, at a random
 * place inside it. Source: McKay, Beckman and Conover, Technometrics 21(2), 1979.
 * @returns `count` points of `dimensions` coordinates in [0, 1).
 */
export function latinHypercube(count: number, dimensions: number, random: Random): UnitPoint[] {
  const strata = Array.from({ length: count }, (_, stratum) => stratum);
  const columns = Array.from({ length: dimensions }, () =>
    shuffled(strata, random.below(2 ** 31)).map((stratum) => (stratum + random.next()) / count),
  );
  return strata.map((row) => columns.map((column) => column[row] ?? 0));
}

/**
 * The smallest Euclidean distance between two points: what a maximin design makes large. Source: Johnson,
 * Moore and Ylvisaker, J. Statistical Planning and Inference 26, 1990. Infinite for fewer than two points.
 */
export function leastDistance(points: readonly UnitPoint[]): number {
  let least = Infinity;
  points.forEach((a, index) => {
    for (let other = 0; other < index; other += 1) {
      const b = points[other] ?? [];
      least = Math.min(
        least,
        a.reduce((sum, value, axis) => sum + (value - (b[axis] ?? 0)) ** 2, 0),
      );
    }
  });
  return Math.sqrt(least);
}
