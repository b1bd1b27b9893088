import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../domain/random.js';
import { mean } from '../../domain/statistics.js';
import { stackingShares } from './stacking.js';

/** Laplace errors of a mean size. */
function errors(size: number, rows: number, random = seededRandom(123_456)): number[] {
  return Array.from(
    { length: rows },
    () => -size * Math.log(1 - random.next()) * (random.next() < 0.5 ? -1 : 1),
  );
}

describe('stackingShares', () => {
  it('weighs by exp(-n ln(mean absolute error))', () => {
    // Sizes 1 and 1.1 over three rows: 1 to 1.1^-3.
    const [one = NaN, other = NaN] = stackingShares([
      [1, -1, 1],
      [1.1, 1.1, -1.1],
    ]);
    expect(one).toBeCloseTo(1 / (1 + 1.1 ** -3), 9);
    expect(one + other).toBeCloseTo(1, 12);
  });

  it('gives all of the say to the better of two with many rows', () => {
    expect(stackingShares([errors(1, 300), errors(0.8, 300)])).toEqual([0, 1]);
    expect(stackingShares([errors(0.8, 300), errors(1, 300)])).toEqual([1, 0]);
  });

  it('shares the say with few', () => {
    const random = seededRandom(1);
    const shares = Array.from({ length: 200 }, () =>
      stackingShares([errors(1, 5, random), errors(0.8, 5, random)]),
    ).map(([, better]) => better ?? NaN);
    // The better one has 0.8^-5 = 3 times the say where the rows show both as they are.
    expect(mean(shares)).toBeGreaterThan(0.55);
    expect(mean(shares)).toBeLessThan(0.8);
    expect(stackingShares([errors(1, 5), errors(1, 5)])).toEqual([0.5, 0.5]);
  });

  it('does not grow surer than 400 rows make it: errors lean on each other', () => {
    const of = (rows: number) => [Array<number>(rows).fill(1), Array<number>(rows).fill(0.995)];
    expect(stackingShares(of(400))[1]).toBeLessThan(0.9);
    expect(stackingShares(of(40_000))[1]).toBeCloseTo(stackingShares(of(400))[1] ?? NaN, 9);
    expect(stackingShares(of(40))[1]).toBeLessThan(stackingShares(of(400))[1] ?? NaN);
  });

  it('leaves rows out that were not measured, and counts only the others', () => {
    const [one, other] = [errors(1, 8), errors(0.9, 8, seededRandom(2))];
    const gaps = (each: number[]) => each.flatMap((error) => [error, NaN, NaN]);
    expect(stackingShares([gaps(one), gaps(other)])).toEqual(stackingShares([one, other]));
  });

  it('lets one absurd row not decide', () => {
    const good = errors(0.5, 60);
    const absurd = good.map((error, row) => (row === 7 ? 1e6 : error));
    expect(stackingShares([errors(1, 60), absurd])[1]).toBeGreaterThan(0.99);
  });

  it('takes the first where nothing was measured', () => {
    expect(stackingShares([[NaN], [NaN]])).toEqual([1, 0]);
    expect(stackingShares([[], []])).toEqual([1, 0]);
  });

  it('knows what to do where a way makes no error at all', () => {
    expect(stackingShares([[1, 1, 1], new Float64Array(3)])).toEqual([0, 1]);
    expect(stackingShares([new Float64Array(3), new Float64Array(3)])).toEqual([0.5, 0.5]);
  });

  it('drops a say that is not worth a pass', () => {
    // 0.9^40 = 0.015 is below 3 %.
    expect(stackingShares([Array<number>(40).fill(1), Array<number>(40).fill(0.9)])).toEqual([0, 1]);
  });
});
