import { describe, expect, it } from 'vitest';
import { mean } from '../../domain/statistics.js';
import { PLACE } from './queue-parameters.js';
import { drawsFrom } from './queue-walk.js';
import { entry } from './queue.fixture.js';

const SPREAD = { latency: 0.1, throughput: 0.1 };

/** Of three parameters about (5, -2, 1): the first and the last correlated, the cap between them by itself. */
const CENTRE = [5, -2, 1];
const PRECISION = [4, 0, 3, 0, 0.25, 0, 3, 0, 9];
const deviation = (theta: ArrayLike<number>, i: number) => entry(theta, i) - entry(CENTRE, i);
const normal = {
  rows: 20,
  cost: (theta: ArrayLike<number>) =>
    PRECISION.reduce(
      (sum, value, at) => sum + (value * deviation(theta, Math.floor(at / 3)) * deviation(theta, at % 3)) / 2,
      0,
    ),
  linearise: () => ({ curvature: Float64Array.from(PRECISION), slope: new Float64Array(3) }),
};

describe('drawsFrom', () => {
  const walks = Array.from({ length: 80 }, (_, seed) => drawsFrom(normal, CENTRE, SPREAD, seed));
  const draws = walks.flat();
  const covariance = (i: number, j: number) =>
    mean(draws.map((draw) => deviation(draw, i) * deviation(draw, j)));

  it('draws from the distribution whose negative logarithm the cost is', () => {
    // The inverse of 4 3 / 3 9 is 9 -3 / -3 4, over 27.
    CENTRE.forEach((_, i) =>
      expect(Math.abs(mean(draws.map((draw) => deviation(draw, i))))).toBeLessThan(0.15),
    );
    expect(covariance(0, 0) / (9 / 27)).toBeCloseTo(1, 0.7);
    expect(covariance(0, 2) / (-3 / 27)).toBeCloseTo(1, 0.7);
    expect(covariance(2, 2) / (4 / 27)).toBeCloseTo(1, 0.7);
    expect(covariance(PLACE.capTransactions, PLACE.capTransactions) / 4).toBeCloseTo(1, 0.7);
  });

  it('crosses to another cap that explains as much, which the curvature where it begins does not show', () => {
    // Two valleys, at caps of -2 and 2, each 0.3 wide; what lies between is 22 dearer.
    const twofold = {
      ...normal,
      cost: (theta: ArrayLike<number>) => {
        const cap = entry(theta, PLACE.capTransactions);
        const others = deviation(theta, 0) ** 2 * 2 + deviation(theta, 2) ** 2 * 4.5;
        return others + Math.min((cap - 2) ** 2, (cap + 2) ** 2) / (2 * 0.3 ** 2);
      },
      linearise: () => ({
        curvature: Float64Array.from([4, 0, 0, 0, 0.3 ** -2, 0, 0, 0, 9]),
        slope: new Float64Array(3),
      }),
    };
    const right = [1, 2, 3, 4, 5].flatMap((seed) =>
      drawsFrom(twofold, CENTRE, SPREAD, seed).map((draw) => Number(entry(draw, PLACE.capTransactions) > 0)),
    );
    expect(mean(right)).toBeGreaterThan(0.25);
    expect(mean(right)).toBeLessThan(0.75);
  });

  it('repeats itself with the same seed, and not with another', () => {
    expect(drawsFrom(normal, CENTRE, SPREAD, 3)).toEqual(walks[3]);
    expect(walks[3]).not.toEqual(walks[4]);
  });

  it('never enters a place whose cost is no number', () => {
    const halved = {
      ...normal,
      cost: (theta: ArrayLike<number>) => (entry(theta, 0) < 5 ? NaN : normal.cost(theta)),
    };
    expect(drawsFrom(halved, CENTRE, SPREAD, 1).every(([first = NaN]) => first >= 5)).toBe(true);
  });

  it('has nothing but the start where the curvature has no root', () => {
    const flat = {
      ...normal,
      linearise: () => ({ curvature: new Float64Array(9), slope: new Float64Array(3) }),
    };
    expect(drawsFrom(flat, CENTRE, SPREAD, 1)).toEqual([CENTRE]);
  });
});
