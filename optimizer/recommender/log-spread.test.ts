import { describe, expect, it } from 'vitest';
import { seededRandom } from '../domain/random.js';
import {
  atMost,
  expected,
  inTheLongRun,
  logSpread,
  normalQuantile,
  productOf,
  ratioBelow,
  ratioQuantile,
  toPower,
  type LogSpread,
} from './log-spread.js';

const LOPSIDED = logSpread(100, { low: 80, high: 300 });
const SURE = logSpread(100, { low: 100, high: 100 });

/** Draws figures as the distribution is defined: a half-normal logarithm on either side of the median. */
function drawn({ median, below, above }: LogSpread, count: number, seed: number): number[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => {
    const z = random.normal();
    return Math.exp(median + z * (z < 0 ? below : above));
  });
}

describe('a spread', () => {
  it('has the median and the 5 % and 95 % quantiles of the interval', () => {
    for (const [value, share] of [
      [80, 0.05],
      [100, 0.5],
      [300, 0.95],
    ] as const)
      expect(atMost(LOPSIDED, Math.log(value))).toBeCloseTo(share, 8);
  });

  it('is a step where nothing is in doubt', () => {
    expect(atMost(SURE, Math.log(99.9))).toBe(0);
    expect(atMost(SURE, Math.log(100))).toBe(1);
    expect(expected(SURE)).toBeCloseTo(100, 6);
  });

  it('has the mean of what is drawn from it', () => {
    const figures = drawn(LOPSIDED, 200_000, 3);
    const mean = figures.reduce((sum, value) => sum + value, 0) / figures.length;
    // The standard error of the mean of 200,000 draws is under 0.2.
    expect(Math.abs(expected(LOPSIDED) - mean)).toBeLessThan(1);
  });

  it('is e^(s² / 2) medians on average where both sides are alike', () => {
    const s = Math.log(2) / 1.644_853_626_951_472_6;
    expect(expected(logSpread(100, { low: 50, high: 200 }))).toBeCloseTo(100 * Math.exp(s ** 2 / 2), 6);
  });

  it('stays finite whatever the interval', () => {
    expect(Number.isFinite(expected(logSpread(1, { low: 0, high: Number.MAX_VALUE })))).toBe(true);
  });

  it('is narrower by the root of the rounds that tell of the middle, and never wider', () => {
    expect(inTheLongRun(LOPSIDED, 4)).toEqual({
      median: LOPSIDED.median,
      below: LOPSIDED.below / 2,
      above: LOPSIDED.above / 2,
    });
    expect(inTheLongRun(LOPSIDED, 0.1)).toEqual(LOPSIDED);
  });

  it('turns round under a negative power, and adds up in a product', () => {
    const inverse = toPower(LOPSIDED, -2);
    expect(atMost(inverse, Math.log(300 ** -2))).toBeCloseTo(0.05, 8);
    expect(atMost(inverse, Math.log(80 ** -2))).toBeCloseTo(0.95, 8);
    expect(atMost(productOf(LOPSIDED, LOPSIDED), Math.log(300 ** 2))).toBeCloseTo(0.95, 8);
  });
});

describe('a ratio', () => {
  it('of two log-normal figures is log-normal', () => {
    const a = logSpread(100, { low: 50, high: 200 });
    const b = logSpread(150, { low: 75, high: 300 });
    // ln(a / b) is normal around ln(2 / 3) with the root of 2 times the deviation of either.
    const deviation = (Math.SQRT2 * Math.log(2)) / 1.644_853_626_951_472_6;
    expect(ratioQuantile(a, b, 0.5)).toBeCloseTo(Math.log(2 / 3), 3);
    expect(ratioQuantile(a, b, 0.95)).toBeCloseTo(Math.log(2 / 3) + 1.644_853_626_951_472_6 * deviation, 2);
    expect(ratioBelow(a, b, Math.log(2 / 3))).toBeCloseTo(0.5, 3);
  });

  it('agrees with pairs that are drawn', () => {
    const other = logSpread(130, { low: 60, high: 140 });
    const [a, b] = [drawn(LOPSIDED, 100_000, 5), drawn(other, 100_000, 6)];
    const share = a.filter((value, i) => value < (b[i] ?? NaN)).length / a.length;
    // Three standard errors of a share of 100,000 are 0.005.
    expect(Math.abs(ratioBelow(LOPSIDED, other) - share)).toBeLessThan(0.008);
  });

  it('of sure figures is sure; equal ones are not better than each other', () => {
    expect(ratioBelow(SURE, logSpread(101, { low: 101, high: 101 }))).toBe(1);
    expect(ratioBelow(SURE, SURE)).toBe(0);
  });
});

it('finds quantiles of the standard normal distribution', () => {
  expect(normalQuantile(0.95)).toBeCloseTo(1.644_853_627, 8);
  expect(normalQuantile(0.5)).toBeCloseTo(0, 8);
});
