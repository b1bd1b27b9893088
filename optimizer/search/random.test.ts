import { expect, it } from 'vitest';
import { gridTask, orderOf } from './best-measured.fixture.js';
import { randomStrategy } from './random.js';

const TASK = gridTask([1, 10], [100, 200, 300], { budget: 14 });

it('measures every candidate once before any twice, in another order each time', async () => {
  const order = await orderOf(randomStrategy(), TASK);
  const passes = [order.slice(0, 6), order.slice(6, 12)];
  for (const pass of passes) expect(pass.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5]);
  expect(passes[0]).not.toEqual(passes[1]);
  expect(order).toHaveLength(14);
});

it('follows from the seed', async () => {
  expect(await orderOf(randomStrategy(), TASK)).toEqual(await orderOf(randomStrategy(), { ...TASK }));
  const orders = await Promise.all([1, 2, 3].map((seed) => orderOf(randomStrategy(), { ...TASK, seed })));
  expect(new Set(orders.map(String)).size).toBe(3);
});

it('begins with each candidate about equally often', async () => {
  const firsts = Array<number>(6).fill(0);
  for (let seed = 1; seed <= 600; seed += 1) {
    const [first = 0] = await orderOf(randomStrategy(), { ...TASK, seed }, 1);
    firsts[first] = (firsts[first] ?? 0) + 1;
  }
  // 100 expected, standard deviation 9: beyond 5 of them once in a million.
  for (const count of firsts) expect(Math.abs(count - 100)).toBeLessThan(46);
});

it('stops where there is nothing to measure', async () => {
  const next = await randomStrategy().next({ ...TASK, candidates: [] }, []);
  expect(next).toEqual({ kind: 'stop', reason: 'there is no candidate to measure' });
});
