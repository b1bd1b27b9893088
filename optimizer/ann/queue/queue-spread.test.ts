import { describe, expect, it } from 'vitest';
import { influence, spreadOf, surprise } from './queue-spread.js';

const of = (...values: number[]) => Float64Array.from(values);

describe('surprise', () => {
  it("is the negative log density of Student's t with 3 degrees of freedom, 0 at 0", () => {
    // (1 + 9 / 3)^-2 = 1 / 16
    expect(surprise(3)).toBeCloseTo(Math.log(16), 12);
    expect(surprise(-3)).toBe(surprise(3));
    expect(surprise(0)).toBe(0);
  });

  it('has the derivative that a squared error of weight influence has', () => {
    for (const error of [-40, -1, 0.3, 2, 1000]) {
      const difference = (surprise(error + 1e-5) - surprise(error - 1e-5)) / 2e-5;
      expect(influence(error) * error).toBeCloseTo(difference, 6);
    }
  });
});

describe('spreadOf', () => {
  it('is the root of the weighted mean square, the expected one counting as 4 rows', () => {
    // Errors 0.3 and -0.1 of weights 1 and 2, at a spread of 0.1: influences 4 / (3 + 9) and 4 / (3 + 1).
    const spread = spreadOf(of(1.3, 1.9), of(1, 2), of(1, 2), { now: 0.1, before: 0.2 });
    expect(spread).toBeCloseTo(Math.sqrt((4 * 0.04 + 0.09 / 3 + 2 * 0.01) / (4 + 3)), 12);
  });

  it('never falls below a hundredth', () => {
    const exact = new Float64Array(10_000);
    expect(
      spreadOf(
        exact,
        exact,
        exact.map(() => 1),
        { now: 0.1, before: 0.12 },
      ),
    ).toBe(0.01);
  });

  it('is moved by little by one absurd row', () => {
    const errors = Float64Array.from({ length: 30 }, (_, i) => (i % 2 === 0 ? 0.1 : -0.1));
    const weights = errors.map(() => 1);
    const at = (values: Float64Array) =>
      spreadOf(values, new Float64Array(30), weights, { now: 0.1, before: 0.1 });
    const absurd = errors.map((error, i) => (i === 3 ? Math.log(1000) : error));
    expect(at(absurd) / at(errors)).toBeLessThan(1.1);
  });
});
