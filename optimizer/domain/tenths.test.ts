import { expect, it } from 'vitest';
import { everyTenth } from './tenths.js';

it('tells each tenth once, in whatever steps the work comes, and never goes back', () => {
  const told: number[] = [];
  const done = everyTenth((tenths) => told.push(tenths));
  for (const share of [0, 0.05, 0.1, 0.19, 0.45, 0.3, 0.49, 1]) done(share);
  expect(told).toEqual([1, 4, 10]);
});
