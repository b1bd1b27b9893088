import { expect, it } from 'vitest';
import { failureEstimate } from './failure-estimate.js';

const HERE = { maxMessageCount: 100, batchTimeoutMs: 250, sendRateTps: 60 };
const counts = (succeeded: number, failed: number, place = {}) => ({ ...HERE, succeeded, failed, ...place });

it('is the Gamma posterior of the failures measured at a place', () => {
  // No failure among 1,000: P(rate <= 0.1 %) of Gamma(1/2, 1000) at 0.001, which is erf(1).
  expect(failureEstimate([counts(1000, 0)])(HERE, 0.1)).toBeCloseTo(0.842_700_79, 6);
});

it('is surer with more transactions, and less sure with failures among them', () => {
  const chance = (...args: [number, number]) => failureEstimate([counts(...args)])(HERE, 0.5);
  expect(chance(4000, 0)).toBeGreaterThan(chance(1000, 0));
  expect(chance(4000, 10)).toBeLessThan(chance(4000, 0));
  expect(chance(3000, 1000)).toBeLessThan(1e-6);
});

it('counts rounds less the further they are away, by ratio', () => {
  const around = (place: object) => failureEstimate([counts(1000, 0), counts(500, 500, place)])(HERE, 1);
  // Twice the count is one deviation away, eight times three.
  expect(around({ maxMessageCount: 200 })).toBeLessThan(0.01);
  expect(around({ maxMessageCount: 6400 })).toBeGreaterThan(0.99);
  expect(around({ maxMessageCount: 200 })).toBeCloseTo(around({ batchTimeoutMs: 125 }), 9);
});

it('knows nothing where nothing was measured near by, except what holds always', () => {
  const far = failureEstimate([counts(1e5, 0, { batchTimeoutMs: 60_000, sendRateTps: 1 })]);
  expect(far(HERE, 1)).toBeLessThan(0.01);
  expect(far(HERE, 100)).toBe(1);
  expect(failureEstimate([])(HERE, 1)).toBe(0);
});
