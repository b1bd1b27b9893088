import { describe, expect, it } from 'vitest';
import { between, gridSteps, leastSteps, stepsBetween } from './screening-grid.js';

const NAMES = ['count', 'bytes', 'timeoutMs'] as const;
/** Counts 1, 9, 10; timeouts 5, 50, 500; always the same bytes; the last place of the grid is missing. */
const ITEMS = [9, 1, 10].flatMap((count) =>
  [500, 5, 50]
    .map((timeoutMs) => ({ count, bytes: 7, timeoutMs }))
    .filter(({ timeoutMs }) => count < 10 || timeoutMs < 500),
);
const placeOf = (count: number, timeoutMs: number): number =>
  ITEMS.findIndex((item) => item.count === count && item.timeoutMs === timeoutMs);

describe('gridSteps', () => {
  const grid = gridSteps(ITEMS, NAMES);

  it('counts values from the least up, and leaves out what never differs', () => {
    expect(grid.axes.map(({ length }) => length)).toEqual([3, 3]);
    expect(grid.axes.map(({ steps }) => [...steps])).toEqual([
      [1, 1, 1, 0, 0, 0, 2, 2],
      [2, 0, 1, 2, 0, 1, 0, 1],
    ]);
  });

  it('finds the item at given steps, and none where the grid has a hole', () => {
    expect(grid.itemAt([0, 1])).toBe(placeOf(1, 50));
    expect(grid.itemAt([2, 0])).toBe(placeOf(10, 5));
    expect(grid.itemAt([2, 2])).toBeUndefined();
  });

  it('tells items apart by steps, not by ratios', () => {
    expect(stepsBetween(grid, placeOf(1, 5), placeOf(10, 50))).toBe(2 ** 2 + 1 ** 2);
    const seeds = [placeOf(1, 5), placeOf(10, 50)];
    expect(leastSteps(grid, seeds)[placeOf(9, 500)]).toBe(1 + 1);
    expect(leastSteps(grid, seeds)[placeOf(1, 5)]).toBe(0);
  });

  it('mixes the values of two items in every way', () => {
    const mixed = between(grid, [placeOf(9, 500)], placeOf(1, 5));
    expect(new Set(mixed)).toEqual(new Set([placeOf(9, 500), placeOf(1, 500), placeOf(9, 5), placeOf(1, 5)]));
    // 10 messages and 500 ms would be the hole.
    expect(new Set(between(grid, [placeOf(10, 5)], placeOf(1, 500)))).toEqual(
      new Set([placeOf(10, 5), placeOf(1, 5), placeOf(1, 500)]),
    );
  });
});
