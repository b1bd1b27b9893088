import { describe, expect, it } from 'vitest';
import { colorSpan, logTicks, shortNumber } from './plot-style.js';
import { tilesOf } from './surface-plot.js';

describe('axes of charts', () => {
  it('have ticks at 1, 2 and 5 inside their range', () => {
    expect(logTicks(10, 500)).toEqual([10, 20, 50, 100, 200, 500]);
    expect(logTicks(30, 60)).toEqual([50]);
  });

  it('say thousands shortly', () => {
    expect([5, 0.25, 999, 1000, 2500, 10_485.76].map(shortNumber)).toEqual([
      '5',
      '0.25',
      '999',
      '1k',
      '2.5k',
      '10.5k',
    ]);
  });
});

describe('colours of a map', () => {
  it('reach from the least to the greatest value', () => {
    expect(colorSpan([30, 10, 20])).toEqual([10, 30]);
  });

  it('do not make a map of noise: what differs by less than a tenth is nearly one colour', () => {
    // The middle by ratio of 100 and 101 is 100.499; a tenth apart around it.
    expect(colorSpan([100, 101])).toEqual([
      expect.closeTo(100.499 / Math.sqrt(1.1), 2),
      expect.closeTo(100.499 * Math.sqrt(1.1), 2),
    ]);
    expect(colorSpan([5])).toEqual([expect.closeTo(5 / Math.sqrt(1.1)), expect.closeTo(5 * Math.sqrt(1.1))]);
  });

  it('have a span where there is nothing, or nothing above 0', () => {
    expect([colorSpan([]), colorSpan([0]), colorSpan([0, 4])]).toEqual([
      [0, 1],
      [-1, 1],
      [0, 4],
    ]);
  });
});

describe('tiles of a map', () => {
  it('reach half way to their neighbours, in ratio, and end at the outermost values', () => {
    const tiles = tilesOf([
      { batchTimeoutMs: 10, maxMessageCount: 1 },
      { batchTimeoutMs: 1000, maxMessageCount: 1 },
    ]);
    expect(tiles.map(({ x1, x2, y1, y2 }) => [x1, x2, y1, y2])).toEqual([
      [10, 100, 1, 1],
      [100, 1000, 1, 1],
    ]);
  });
});
