import { describe, expect, it } from 'vitest';
import { factorise, solve, solveUpper } from './cholesky.js';
import { entry } from './queue.fixture.js';

const of = (...values: number[]) => Float64Array.from(values);
/** 4 2 / 2 5 = L L' with L = 2 0 / 1 2. */
const LOWER = of(2, 0, 1, 2);

describe('factorise', () => {
  it('gives the lower triangle of a system worked by hand', () => {
    expect(factorise(of(4, 2, 2, 5), 2)).toEqual(LOWER);
    // 2 0 0 / 6 1 0 / -8 5 3 times its transpose
    expect(factorise(of(4, 12, -16, 12, 37, -43, -16, -43, 98), 3)).toEqual(of(2, 0, 0, 6, 1, 0, -8, 5, 3));
  });

  it('damps the diagonal alone, by a share of itself', () => {
    expect(factorise(of(2, 2, 2, 2.5), 2, 1)).toEqual(LOWER);
  });

  it('reads the lower triangle only', () => {
    expect(factorise(of(4, NaN, 2, 5), 2)).toEqual(LOWER);
  });

  it.each([
    ['indefinite', of(1, 2, 2, 1)],
    ['singular', of(1, 1, 1, 1)],
    ['negative', of(-1, 0, 0, 1)],
    ['not a number', of(1, 0, NaN, 1)],
  ])('answers undefined for a matrix that is %s', (_, matrix) => {
    expect(factorise(matrix, 2)).toBeUndefined();
  });
});

describe('solve', () => {
  it('solves a system worked by hand and leaves the right side alone', () => {
    // 4 * 0.75 + 2 * 2.5 = 8, 2 * 0.75 + 5 * 2.5 = 14
    const right = of(8, 14);
    expect(solve(LOWER, right)).toEqual(of(0.75, 2.5));
    expect(right).toEqual(of(8, 14));
  });

  it('solves three equations', () => {
    const matrix = of(4, 12, -16, 12, 37, -43, -16, -43, 98);
    // Rows of the matrix times (1, 2, 3).
    const lower = factorise(matrix, 3) ?? of();
    const x = solve(lower, of(4 + 24 - 48, 12 + 74 - 129, -16 - 86 + 294));
    [1, 2, 3].forEach((wanted, i) => expect(x[i]).toBeCloseTo(wanted, 10));
  });
});

describe('solveUpper', () => {
  it('solves with the transpose', () => {
    // 2 * 0.5 + 1 * 3 = 4, 2 * 3 = 6
    expect(solveUpper(LOWER, of(4, 6))).toEqual(of(0.5, 3));
  });

  it("turns independent numbers into ones of covariance (L L')^-1", () => {
    const [x, y] = [solveUpper(LOWER, of(1, 0)), solveUpper(LOWER, of(0, 1))];
    const covariance = (i: number, j: number) => entry(x, i) * entry(x, j) + entry(y, i) * entry(y, j);
    // The inverse of 4 2 / 2 5 is 5 -2 / -2 4, over 16.
    expect(covariance(0, 0)).toBeCloseTo(5 / 16, 12);
    expect(covariance(0, 1)).toBeCloseTo(-2 / 16, 12);
    expect(covariance(1, 1)).toBeCloseTo(4 / 16, 12);
  });
});
