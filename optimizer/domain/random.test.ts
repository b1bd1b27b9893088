import { expect, it } from 'vitest';
import { betaDraw, seededRandom, shuffled } from './random.js';
import { mean } from './statistics.js';

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

it.each([
  [2, 5],
  [0.4, 3.6],
  [0.05, 4],
  [30, 1],
])('draws shares from the beta distribution of %f and %f', (a, b) => {
  const random = seededRandom(11);
  const draws = Array.from({ length: 8000 }, () => betaDraw(a, b, random));
  expect(draws.every((draw) => draw >= 0 && draw <= 1)).toBe(true);
  // Mean a / (a + b), variance ab / ((a + b)^2 (a + b + 1)); five standard errors of the mean.
  const middle = a / (a + b);
  const variance = (a * b) / ((a + b) ** 2 * (a + b + 1));
  expect(Math.abs(mean(draws) - middle)).toBeLessThan(5 * Math.sqrt(variance / draws.length));
  const found = mean(draws.map((draw) => (draw - middle) ** 2));
  expect(found / variance).toBeGreaterThan(0.85);
  expect(found / variance).toBeLessThan(1.15);
});

it('draws evenly from the beta distribution of 1 and 1', () => {
  const random = seededRandom(5);
  const draws = Array.from({ length: 40_000 }, () => betaDraw(1, 1, random)).toSorted((a, b) => a - b);
  // Kolmogorov's distance: beyond 2.2 / sqrt(n) once in ten thousand samples.
  const farthest = Math.max(...draws.map((draw, place) => Math.abs(draw - place / draws.length)));
  expect(farthest).toBeLessThan(2.2 / Math.sqrt(draws.length));
});
