import { expect, it } from 'vitest';
import { sumsAround } from './neighbourhood.js';

const HERE = { maxMessageCount: 100, batchTimeoutMs: 250, sendRateTps: 60 };

it('weighs rows by their distance in logarithms, a factor of 2 for one deviation', () => {
  const rows = [HERE, { ...HERE, maxMessageCount: 200 }, { ...HERE, batchTimeoutMs: 125, sendRateTps: 30 }];
  const [ones, tens] = sumsAround(
    rows,
    rows.map(() => [1, 10]),
  )(HERE);
  const expected = 1 + Math.exp(-1 / 2) + Math.exp(-2 / 2);
  expect(ones).toBeCloseTo(expected, 9);
  expect(tens).toBeCloseTo(10 * expected, 9);
});

it('lumps rows together only where that hardly matters', () => {
  const rows = Array.from({ length: 40 }, (_, i) => ({
    ...HERE,
    maxMessageCount: Math.round(10 * 1.07 ** i),
    sendRateTps: 59 + (i % 3),
  }));
  const [sum = 0] = sumsAround(
    rows,
    rows.map(() => [1]),
  )(HERE);
  const exact = rows.reduce((total, { maxMessageCount, sendRateTps }) => {
    const squared = Math.log2(maxMessageCount / 100) ** 2 + Math.log2(sendRateTps / 60) ** 2;
    return total + Math.exp(-squared / 2);
  }, 0);
  expect(Math.abs(sum / exact - 1)).toBeLessThan(0.02);
});

it('is empty without rows', () => {
  expect(sumsAround([], [])(HERE)).toEqual([]);
});
