import { expect, it } from 'vitest';
import { once } from './once.js';

it('does the work once for all who ask', async () => {
  let times = 0;
  const ask = once(async () => (times += 1));
  expect(await Promise.all([ask(), ask()])).toEqual([1, 1]);
  expect(await ask()).toBe(1);
});

it('does work again that failed, and not for those who waited for it', async () => {
  let times = 0;
  const ask = once(async () => {
    times += 1;
    if (times === 1) throw new Error('the network is down');
    return times;
  });
  const first = await Promise.allSettled([ask(), ask()]);
  expect(first.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  expect(await ask()).toBe(2);
});
