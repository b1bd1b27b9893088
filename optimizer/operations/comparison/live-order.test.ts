import { describe, expect, it } from 'vitest';
import { balancedOrder } from './live-order.js';

const sorted = (values: readonly number[]): number[] => values.toSorted((a, b) => a - b);

describe('balancedOrder', () => {
  it.each([2, 3, 4, 5])('visits each of %i once a repeat, and each stands once at each place', (count) => {
    const rows = balancedOrder(count, count, 11);
    const all = Array.from({ length: count }, (_, index) => index);
    expect(rows.map(sorted)).toEqual(all.map(() => all));
    for (const place of all) expect(sorted(rows.map((row) => row[place] ?? -1))).toEqual(all);
  });

  it.each([
    [4, 4, 1],
    [5, 10, 2],
  ])('lets each of %i follow each other equally often in %i repeats', (count, repeats, times) => {
    const follows = balancedOrder(count, repeats, 3).flatMap((row) =>
      row.slice(1).map((name, index) => `${row[index]}>${name}`),
    );
    const pairs = new Set(follows);
    expect(pairs.size).toBe(count * (count - 1));
    for (const pair of pairs) expect(follows.filter((each) => each === pair)).toHaveLength(times);
  });

  it('goes on with another draw where there are more repeats than rows', () => {
    const rows = balancedOrder(3, 8, 5);
    expect(rows.map(sorted)).toEqual(Array.from({ length: 8 }, () => [0, 1, 2]));
  });

  it('is the same for the same seed, and another for another', () => {
    expect(balancedOrder(5, 5, 7)).toEqual(balancedOrder(5, 5, 7));
    expect(balancedOrder(5, 5, 7)).not.toEqual(balancedOrder(5, 5, 8));
  });
});
