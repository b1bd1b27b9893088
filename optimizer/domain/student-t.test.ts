import { describe, expect, it } from 'vitest';
import { studentT975, studentTTwoSidedP } from './student-t.js';

describe('studentT975', () => {
  it('is the tabled quantile up to 30 degrees of freedom', () => {
    expect(studentT975(1)).toBe(12.706);
    expect(studentT975(30)).toBe(2.042);
  });

  it('comes close to published values beyond the table', () => {
    expect(studentT975(31)).toBeCloseTo(2.0395, 3);
    expect(studentT975(120)).toBeCloseTo(1.9799, 3);
  });
});

describe('studentTTwoSidedP', () => {
  // Expected values by scipy 1.17.1: `2 * stats.t.sf(t, degrees)`.
  it.each([
    [1, 1, 0.5],
    [2, 2, 0.18350341907227397],
    [12, 3, 0.0012450158007893362],
    [2.776, 4, 0.05002277831997642],
    [-8, 4, 0.0013238969092171672],
    [3.5, 5, 0.017284431785293358],
    [2.262, 9, 0.05001284550245463],
    [0, 4, 1],
  ])('of t = %d with %i degrees of freedom agrees with scipy', (t, degrees, expected) => {
    expect(studentTTwoSidedP(t, degrees)).toBeCloseTo(expected, 12);
  });
});
