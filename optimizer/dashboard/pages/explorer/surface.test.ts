import { describe, expect, it } from 'vitest';
import type { SurfaceView } from '../../api-views.js';
import { cellsOf, nearestCell, uncertaintyPct, valueOf } from './surface.js';

/** Two counts and three timeouts; latencies 1 to 6, the first with an interval from 0.5 to 2. */
const surface: SurfaceView = {
  modelId: 'm',
  sendRateTps: 100,
  preferredMaxBytes: 1,
  absoluteMaxBytes: 1,
  maxMessageCounts: [10, 100],
  batchTimeoutsMs: [50, 500, 5000],
  throughputTps: { values: [90, 91, 92, 93, 94, 95], intervalWidths: [0, 0, 0, 0, 0, 0] },
  latencyMeanMs: { values: [1, 2, 3, 4, 5, 6], intervalWidths: [1.5, 0, 0, 0, 0, 0] },
  binding: ['count', 'count', 'count', 'timeout', 'timeout', 'bytes'],
  measured: [],
  warnings: [],
};

describe('a surface cell by cell', () => {
  const cells = cellsOf(surface);

  it('runs through the timeouts of one count after the other', () => {
    expect(
      cells.map(({ maxMessageCount, batchTimeoutMs, by }) => [maxMessageCount, batchTimeoutMs, by]),
    ).toEqual([
      [10, 50, 'count'],
      [10, 500, 'count'],
      [10, 5000, 'count'],
      [100, 50, 'timeout'],
      [100, 500, 'timeout'],
      [100, 5000, 'bytes'],
    ]);
    expect(cells.map((cell) => valueOf(cell, 'latencyMeanMs'))).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it('tells an interval by its width alone, of even ratio around the value', () => {
    // 0.5 = 1 / 2 and 2 = 1 * 2: as wide as 1.5, with 1 in the middle by ratio.
    const { low, high } = cells[0]?.figures.latencyMeanMs?.interval ?? { low: 0, high: 0 };
    expect([low, high]).toEqual([expect.closeTo(0.5), expect.closeTo(2)]);
  });

  it('is as uncertain as half the interval, in % of the mean latency', () => {
    expect(cells.map(uncertaintyPct)).toEqual([expect.closeTo(75), 0, 0, 0, 0, 0]);
    expect(valueOf(cells[0] ?? expect.fail(), 'uncertainty')).toBeCloseTo(75);
  });

  it('leaves out what the model does not tell', () => {
    expect(valueOf(cells[0] ?? expect.fail(), 'latencyP95Ms')).toBeUndefined();
  });

  it('finds the nearest cell by ratio', () => {
    // 40 is four times 10, and two and a half times less than 100.
    const found = nearestCell(cells, { maxMessageCount: 40, batchTimeoutMs: 200 });
    expect(found).toMatchObject({ maxMessageCount: 100, batchTimeoutMs: 500 });
    expect(nearestCell([], { maxMessageCount: 1, batchTimeoutMs: 1 })).toBeUndefined();
  });
});
