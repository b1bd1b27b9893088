import { expect, it } from 'vitest';
import { seededRandom, shuffled } from './random.js';

it('draws alike for one seed, and evenly over seeds that are close', () => {
  const firsts = Array.from({ length: 400 }, (_, seed) => seededRandom(seed).next());
  expect(seededRandom(7).next()).toBe(firsts[7]);
  // Of evenly spread numbers, 40 fall into each tenth, give or take six standard deviations.
  const tenths = Array.from({ length: 10 }, (_, tenth) =>
    firsts.filter((value) => Math.floor(10 * value) === tenth),
  );
  for (const tenth of tenths) expect(Math.abs(tenth.length - 40)).toBeLessThan(36);
  expect(new Set(firsts).size).toBe(400);
});

it('shuffles every item into every place', () => {
  const lasts = Array.from({ length: 200 }, (_, seed) => shuffled([0, 1, 2, 3], seed).at(-1));
  for (const item of [0, 1, 2, 3]) expect(lasts.filter((last) => last === item).length).toBeGreaterThan(20);
});
