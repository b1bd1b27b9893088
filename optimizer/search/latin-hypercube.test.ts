import { expect, it } from 'vitest';
import { gridTask, orderOf } from './best-measured.fixture.js';
import { latinHypercubeStrategy } from './latin-hypercube.js';

const TASK = gridTask([1, 2, 3, 4, 5, 6], [10, 20, 30, 40, 50, 60], { budget: 6 });

const counts = (values: number[]) => values.toSorted((a, b) => a - b).join(' ');

it('meets the values of each setting equally often', async () => {
  expect.assertions(40);
  for (let seed = 1; seed <= 20; seed += 1) {
    const order = await orderOf(latinHypercubeStrategy(), { ...TASK, seed });
    expect(counts(order.map((index) => Math.floor(index / 6)))).toBe('0 1 2 3 4 5');
    expect(counts(order.map((index) => index % 6))).toBe('0 1 2 3 4 5');
  }
});

it('measures no candidate twice before all are seen, and goes on with another hypercube', async () => {
  const task = { ...TASK, budget: 40 };
  const order = await orderOf(latinHypercubeStrategy(), task);
  expect(new Set(order.slice(0, 36)).size).toBe(36);
  expect(order).toHaveLength(40);
});

it('follows from the seed', async () => {
  const of = (seed: number) => orderOf(latinHypercubeStrategy(), { ...TASK, seed });
  expect(await of(1)).toEqual(await of(1));
  expect(await of(1)).not.toEqual(await of(2));
});
