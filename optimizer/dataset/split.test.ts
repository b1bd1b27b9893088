import { describe, expect, it } from 'vitest';
import { NotEnoughDataError } from '../domain/errors.js';
import { seededRandom } from '../domain/random.js';
import { dataRow } from './round.fixture.js';
import { splitByPoint } from './split.js';

/** `points` points with 1 to 4 replicates each. */
function rowsOf(points: number, seed: number) {
  const random = seededRandom(seed);
  return Array.from({ length: points }, (_, point) =>
    Array.from({ length: 1 + random.below(4) }, (__, replicate) =>
      dataRow({ pointId: `p${point}`, roundId: `p${point}/${replicate}` }),
    ),
  ).flat();
}

const pointsIn = (rows: readonly { pointId: string }[]) => new Set(rows.map(({ pointId }) => pointId));

describe('splitByPoint', () => {
  it('for 3 to 60 points: every row once, no point in two parts, none empty, about 70/15/15', () => {
    for (let points = 3; points <= 60; points += 1) {
      const rows = rowsOf(points, points);
      const { train, validation, test } = splitByPoint(rows, points);
      const sizes = [train, validation, test].map((part) => pointsIn(part).size);

      expect([...train, ...validation, ...test].map(({ roundId }) => roundId).toSorted()).toEqual(
        rows.map(({ roundId }) => roundId).toSorted(),
      );
      // Were a point in two parts, its points would be counted twice.
      expect(sizes.reduce((a, b) => a + b)).toBe(points);
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(1);
      const heldOut = Math.max(1, Math.round(0.15 * points));
      expect(sizes).toEqual([points - 2 * heldOut, heldOut, heldOut]);
    }
  });

  it('repeats for the same seed and differs for another', () => {
    const rows = rowsOf(20, 1);
    expect(splitByPoint(rows, 5)).toEqual(splitByPoint(rows, 5));
    expect(splitByPoint(rows, 6)).not.toEqual(splitByPoint(rows, 5));
  });

  it('does not depend on the order of the rows', () => {
    const rows = rowsOf(20, 1);
    expect(pointsIn(splitByPoint(rows.toReversed(), 5).test)).toEqual(pointsIn(splitByPoint(rows, 5).test));
  });

  it.each([0, 1, 2])('refuses %i points and says how many are needed', (points) => {
    const split = () => splitByPoint(rowsOf(points, 1), 1);
    expect(split).toThrow(NotEnoughDataError);
    expect(split).toThrow(`at least 3 different points, got ${points}`);
  });
});
