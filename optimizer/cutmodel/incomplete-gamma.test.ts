import { describe, expect, it } from 'vitest';
import { erfc, gammaP, poissonDensity } from './incomplete-gamma.js';

// mpmath: gammainc(s, 0, x, regularized=True) at 30 digits.
const REFERENCE = [
  [0.1, 0.05, 0.7755386354510306],
  [0.5, 2, 0.9544997361036416],
  [1.5, 37, 0.9999999999999994],
  [12.25, 9.5, 0.2247219665387338],
  [37.4, 40, 0.6807892674801213],
  [999.5, 1010, 0.6336367279226648],
  [9999, 10000, 0.505319197898918],
  [9999, 9700, 0.001275845435306955],
  [600000, 600500, 0.7407788152374982],
  [64.5, 20, 2.390641304655455e-15],
] as const;

/** P(N >= s) for N Poisson of mean x, term by term from the far end. */
function poissonTail(s: number, x: number): number {
  let sum = 0;
  for (let n = Math.ceil(s + x + 40 * Math.sqrt(s + x) + 40); n >= s; n -= 1) {
    let logTerm = n * Math.log(x) - x;
    for (let i = 2; i <= n; i += 1) logTerm -= Math.log(i);
    sum += Math.exp(logTerm);
  }
  return sum;
}

describe('gammaP', () => {
  it.each([
    [1, 0.001],
    [1, 30],
    [2, 1.5],
    [5, 5],
    [19, 12],
    [19, 30],
    [20, 18],
    [21, 21],
    [60, 90],
    [120, 119],
    [300, 330],
  ])('is the chance that a Poisson number of mean x is at least %d, x = %d', (s, x) => {
    expect(gammaP(s, x)).toBeCloseTo(poissonTail(s, x), 9);
  });

  it.each(REFERENCE)('is right for real and large shapes: s = %d, x = %d', (s, x, expected) => {
    expect(Math.abs(gammaP(s, x) - expected)).toBeLessThan(1e-9);
  });

  it('takes no step where one method follows another', () => {
    for (const x of [10, 19, 20, 21, 40]) {
      expect(Math.abs(gammaP(20 - 1e-9, x) - gammaP(20, x))).toBeLessThan(1e-9);
    }
    for (const s of [0.3, 3, 17.5]) {
      expect(Math.abs(gammaP(s, s + 1 - 1e-9) - gammaP(s, s + 1))).toBeLessThan(1e-8);
    }
  });

  it('satisfies P(s, x) - P(s + 1, x) = e^-x x^s / Γ(s + 1)', () => {
    for (const s of [0.2, 1, 7.5, 8, 29.5, 100.25, 9999]) {
      for (const x of [0.5 * s, s, 1.1 * s, 3 * s]) {
        expect(Math.abs(gammaP(s, x) - gammaP(s + 1, x) - poissonDensity(s, x))).toBeLessThan(1e-9);
      }
    }
  });
});

describe('erfc', () => {
  it.each([
    [0, 1],
    [0.5, 0.4795001221869535],
    [1, 0.15729920705028513],
    [3, 2.2090496998585441e-5],
    [-1, 2 - 0.15729920705028513],
  ])('of %d is %d', (x, expected) => {
    expect(Math.abs(erfc(x) - expected)).toBeLessThan(1e-10);
  });
});
