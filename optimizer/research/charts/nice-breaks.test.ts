import { describe, expect, it } from 'vitest';
import { niceBreaks, spansDecades } from './nice-breaks.js';

describe('niceBreaks', () => {
  it('steps within decades over a wide range', () => {
    expect(niceBreaks(17, 1900, 7)).toEqual([20, 50, 100, 200, 500, 1000]);
  });

  it('takes finer steps where there is room for them', () => {
    expect(niceBreaks(40, 400, 8)).toEqual([50, 70, 100, 150, 200, 300]);
  });

  it('takes coarser steps over very wide ranges', () => {
    expect(niceBreaks(0.5, 20_000, 5)).toEqual([1, 10, 100, 1000, 10_000]);
  });

  it('takes equal steps over a narrow range', () => {
    expect(niceBreaks(58.7, 60.4, 7)).toEqual([59, 59.5, 60]);
    expect(niceBreaks(-3, 12, 5)).toEqual([0, 5, 10]);
  });

  it('stays strictly inside and never gives more than asked', () => {
    for (const [low, high] of [
      [1, 9],
      [100, 200],
      [3, 3000],
      [0, 63],
      [0.1, 0.7],
    ] as const) {
      const breaks = niceBreaks(low, high, 6);
      expect(breaks.length).toBeGreaterThan(0);
      expect(breaks.length).toBeLessThanOrEqual(6);
      expect(breaks.every((value) => value > low && value < high)).toBe(true);
    }
  });

  it('finds nothing between equal or missing ends', () => {
    expect(niceBreaks(5, 5, 6)).toEqual([]);
    expect(niceBreaks(Infinity, -Infinity, 6)).toEqual([]);
  });
});

describe('spansDecades', () => {
  it('needs positive values and a wide range', () => {
    expect(spansDecades([10, 90])).toBe(true);
    expect(spansDecades([10, 70])).toBe(false);
    expect(spansDecades([0, 1000])).toBe(false);
  });
});
