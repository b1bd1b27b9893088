import { describe, expect, it } from 'vitest';
import type { UnitPoint } from './design-space.js';
import { directionsOf, MOST_DIMENSIONS, scrambledSobol } from './design-sobol.js';
import { seededRandom } from './random.js';

function take(count: number, dimensions: number, seed: number): UnitPoint[] {
  const sequence = scrambledSobol(dimensions, seededRandom(seed));
  return Array.from({ length: count }, () => sequence.next().value);
}

function randomPoints(count: number, dimensions: number, seed: number): UnitPoint[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => Array.from({ length: dimensions }, () => random.next()));
}

/**
 * Centred L2 discrepancy, 0 for a perfectly even filling. Source: Hickernell, A generalized discrepancy and
 * quadrature error bound, Mathematics of Computation 67(221), 1998, equation 5.1c.
 */
function centredDiscrepancy(points: readonly UnitPoint[]): number {
  const n = points.length;
  const dimensions = points[0]?.length ?? 0;
  const product = (factor: (axis: number) => number) =>
    Array.from({ length: dimensions }, (_, axis) => factor(axis)).reduce((all, value) => all * value, 1);
  const from = (x: UnitPoint, axis: number) => Math.abs((x[axis] ?? 0) - 0.5);
  let single = 0;
  let pairs = 0;
  for (const x of points) {
    single += product((axis) => 1 + from(x, axis) / 2 - from(x, axis) ** 2 / 2);
    for (const y of points) {
      pairs += product(
        (axis) => 1 + from(x, axis) / 2 + from(y, axis) / 2 - Math.abs((x[axis] ?? 0) - (y[axis] ?? 0)) / 2,
      );
    }
  }
  return Math.sqrt((13 / 12) ** dimensions - (2 / n) * single + pairs / n ** 2);
}

it('measures discrepancy as Hickernell defines it', () => {
  // One point in the middle of one dimension: 13/12 - 2 + 1 = 1/12.
  expect(centredDiscrepancy([[0.5]])).toBeCloseTo(Math.sqrt(1 / 12));
  // One at the corner: 13/12 - 2 (1 + 1/4 - 1/8) + (1 + 1/4 + 1/4) = 1/3.
  expect(centredDiscrepancy([[0]])).toBeCloseTo(Math.sqrt(1 / 3));
});

it('follows the recurrence of Joe and Kuo in each dimension', () => {
  // m_4, from the first m and the polynomial: dimension 1 has none, its m are all 1.
  const expected = [
    1,
    // m = 1, then m_k = 2 m_(k-1) ^ m_(k-1): 3, 5, 15
    (2 * 5) ^ 5,
    // m = 1, 3, then 2 m_(k-1) ^ 4 m_(k-2) ^ m_(k-2): m_3 = 6 ^ 4 ^ 1 = 3
    (2 * 3) ^ (4 * 3) ^ 3,
    // m = 1, 3, 1 and x^3 + x + 1: 4 m_2 ^ 8 m_1 ^ m_1
    (4 * 3) ^ 8 ^ 1,
    // m = 1, 1, 1 and x^3 + x^2 + 1: 2 m_3 ^ 8 m_1 ^ m_1
    2 ^ 8 ^ 1,
  ];
  expect(expected.map((_, dimension) => (directionsOf(dimension)[3] ?? 0) / 2 ** 28)).toEqual(expected);
});

describe('scrambledSobol', () => {
  it.each([2, 4, 8, 64])('puts the first %i points into as many equal strata of each axis', (count) => {
    for (const seed of [1, 2, 3]) {
      const points = take(count, MOST_DIMENSIONS, seed);
      for (let axis = 0; axis < MOST_DIMENSIONS; axis += 1) {
        expect(new Set(points.map((point) => Math.floor((point[axis] ?? Number.NaN) * count))).size).toBe(
          count,
        );
      }
    }
  });

  it('puts one of 64 points into each of the 8 x 8 cells of its first two axes', () => {
    const cells = take(64, 2, 9).map(([x = NaN, y = NaN]) => `${Math.floor(x * 8)} ${Math.floor(y * 8)}`);
    expect(new Set(cells).size).toBe(64);
  });

  it('stays below 1, repeats for a seed and differs between seeds and axes', () => {
    const points = take(1000, MOST_DIMENSIONS, 1);
    expect(points.every((point) => point.every((value) => value >= 0 && value < 1))).toBe(true);
    expect(take(1000, MOST_DIMENSIONS, 1)).toEqual(points);
    expect(take(1000, MOST_DIMENSIONS, 2)).not.toEqual(points);
    expect(points.some(([x, y]) => x !== y)).toBe(true);
  });

  it.each([
    [10, 2],
    [30, 3],
    [50, 5],
    [64, 5],
    [100, 4],
  ])(
    'fills space better with %i points in %i dimensions than random points ever did',
    (count, dimensions) => {
      const seeds = Array.from({ length: 20 }, (_, seed) => seed);
      const sobol = seeds.map((seed) => centredDiscrepancy(take(count, dimensions, seed)));
      const random = seeds.map((seed) => centredDiscrepancy(randomPoints(count, dimensions, seed)));
      expect(Math.max(...sobol)).toBeLessThan(Math.min(...random));
    },
  );
});
