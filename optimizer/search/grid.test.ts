import { describe, expect, it } from 'vitest';
import { gridTask, orderOf } from './best-measured.fixture.js';
import { nearestUnused, placesOf } from './grid-levels.js';
import { gridStrategy } from './grid.js';

/** 5 x 5; candidate 5 c + t. */
const TASK = gridTask([1, 2, 3, 4, 5], [10, 20, 30, 40, 50], { budget: 30 });

describe('the grid', () => {
  it('measures the corners, then a grid of three by three, then the rest', async () => {
    const order = await orderOf(gridStrategy(), TASK);
    const sorted = (from: number, to: number) => order.slice(from, to).toSorted((a, b) => a - b);
    expect(sorted(0, 4)).toEqual([0, 4, 20, 24]);
    expect(sorted(4, 9)).toEqual([2, 10, 12, 14, 22]);
    expect(new Set(order.slice(0, 25)).size).toBe(25);
  });

  it('halves an axis of an even number of values as nearly as it can', async () => {
    expect(await orderOf(gridStrategy(), gridTask([1, 2, 3, 4], [10], { budget: 4 }))).toEqual([0, 3, 2, 1]);
  });

  it('measures the coarse grid first where a corner of it is missing too', async () => {
    const order = await orderOf(gridStrategy(), { ...TASK, candidates: TASK.candidates.slice(0, 24) }, 8);
    expect(order.slice(0, 3).toSorted((a, b) => a - b)).toEqual([0, 4, 20]);
    expect(order.slice(3).toSorted((a, b) => a - b)).toEqual([2, 10, 12, 14, 22]);
  });

  it('begins with what is farthest apart, and again when all are seen', async () => {
    const order = await orderOf(gridStrategy(), TASK);
    // The opposite corner is farther than its neighbours.
    expect(order.slice(0, 2)).toEqual([0, 24]);
    expect(order[4]).toBe(12);
    expect(order.slice(25)).toEqual(order.slice(0, 5));
  });

  it('is the same for every seed', async () => {
    expect(await orderOf(gridStrategy(), { ...TASK, seed: 9 })).toEqual(await orderOf(gridStrategy(), TASK));
  });

  it('takes a list that is no product, and a single candidate', async () => {
    const some = { ...TASK, candidates: TASK.candidates.filter((_, index) => index % 3 !== 1), budget: 17 };
    expect(new Set(await orderOf(gridStrategy(), some)).size).toBe(17);
    expect(await orderOf(gridStrategy(), gridTask([1], [10], { budget: 2 }))).toEqual([0, 0]);
  });
});

describe('placesOf', () => {
  it('spaces the values that occur evenly, and leaves out what does not vary', () => {
    const { levels, places } = placesOf(gridTask([1, 10, 500], [100]).candidates);
    expect(levels).toEqual([3]);
    expect(places).toEqual([[0], [0.5], [1]]);
  });
});

describe('nearestUnused', () => {
  it('gives a taken candidate to nobody else', () => {
    expect(nearestUnused([[0], [0.4], [1]], [[0.1], [0], [0.9], [0.5]])).toEqual([0, 1, 2]);
  });
});
