import { expect, it } from 'vitest';
import type { OrdererSettings } from '../domain/settings.js';
import { SETTINGS } from '../dataset/round.fixture.js';
import { worthAsking } from './screening.js';

/** 40 byte limits for each of 50 counts and 50 timeouts. */
const MANY: OrdererSettings[] = Array.from({ length: 100_000 }, (_, i) => ({
  ...SETTINGS,
  maxMessageCount: Math.round(1.2 ** (i % 50)) + (i % 50),
  batchTimeoutMs: Math.round(10 * 1.13 ** (Math.floor(i / 50) % 50)),
  preferredMaxBytes: Math.round(4096 * 1.15 ** Math.floor(i / 2500)),
}));

it('asks about all of a few, as they are', () => {
  const few = MANY.slice(0, 8000);
  expect(
    worthAsking(few, () => {
      throw new Error('nobody is to be asked twice');
    }),
  ).toBe(few);
});

it('finds the best of very many by asking about a tenth of them', () => {
  const target = { maxMessageCount: 90, batchTimeoutMs: 77, preferredMaxBytes: 60_000 };
  const badness = (each: OrdererSettings) =>
    Math.log(each.maxMessageCount / target.maxMessageCount) ** 2 +
    3 * Math.log(each.batchTimeoutMs / target.batchTimeoutMs) ** 2 +
    Math.abs(Math.log(each.preferredMaxBytes / target.preferredMaxBytes));
  let asked = 0;
  const worth = worthAsking(MANY, (some) => {
    asked += some.length;
    return Float64Array.from(some, badness);
  });
  expect(asked + worth.length).toBeLessThan(13_000);
  const best = (among: readonly OrdererSettings[]) =>
    Math.min(...among.slice(0, 50_000).map(badness), ...among.slice(50_000).map(badness));
  expect(best(worth)).toBe(best(MANY));
  expect(worth[0]).toBe(MANY[0]);
  expect(new Set(worth).size).toBe(worth.length);
});
