import { describe, expect, it } from 'vitest';
import { usableRowsOf } from '../../optimizer/ann/evaluation/results-rows.js';
import type { Recipe } from '../../optimizer/ann/recipe.js';
import type { DataRow } from '../../optimizer/dataset/columns.js';
import {
  replicateSpread,
  SURFACE_FILE,
  surfaceCells,
  surfaceError,
  surfaceFloor,
} from './prediction-surface.js';

it('reads the recorded surface without a fault: 7 counts x 6 timeouts x 4 rates, twice', async () => {
  const { rows, setAside } = await usableRowsOf(SURFACE_FILE);
  expect(setAside).toBe(0);
  expect(rows).toHaveLength(7 * 6 * 4 * 2);
  expect(new Set(rows.map((row) => row.maxMessageCount)).size).toBe(7);
  expect(new Set(rows.map((row) => row.batchTimeoutMs)).size).toBe(6);
  const cells = await surfaceCells();
  expect(cells.map(({ length }) => length)).toEqual(Array.from({ length: 7 * 6 * 4 }, () => 2));
});

function cellOf(maxMessageCount: number, ...latencies: number[]): DataRow[] {
  return latencies.map((latencyMeanMs, place) => ({
    roundId: `${maxMessageCount}/${place}`,
    pointId: String(maxMessageCount),
    maxMessageCount,
    batchTimeoutMs: 1,
    sendRateTps: 1,
    throughputTps: 1,
    latencyMeanMs,
  }));
}

describe('the error on cells', () => {
  const cells = [cellOf(1, 90, 110), cellOf(2, 150, 250), cellOf(3, 400, 400)];

  it('is the median over the cells, each taken at the median of its rounds', async () => {
    const constant: Recipe = {
      name: 'constant',
      fit: () =>
        Promise.resolve({
          predict: (points) => points.map(() => ({ throughputTps: 1, latencyMeanMs: 400 })),
        }),
    };
    // The cells lie at 100, 200 and 400: off by 300, 100 and 0 %.
    expect(await surfaceError(constant, cells, { count: 0, draw: 1 })).toBe(100);
  });

  it('is of other cells than those learnt from, of which every round is seen', async () => {
    const learnt: number[] = [];
    const asked: number[] = [];
    const watching: Recipe = {
      name: 'watching',
      fit: (rows) => {
        learnt.push(...rows.map(({ maxMessageCount }) => maxMessageCount));
        return Promise.resolve({
          predict: (points) => {
            asked.push(...points.map(({ maxMessageCount }) => maxMessageCount));
            return points.map(() => ({ throughputTps: 1, latencyMeanMs: 1 }));
          },
        });
      },
    };
    await surfaceError(watching, cells, { count: 2, draw: 1 });
    expect(learnt).toHaveLength(4);
    expect([...new Set(learnt), ...asked].toSorted((a, b) => a - b)).toEqual([1, 2, 3]);
  });

  it('is told beside how far replicates are apart, half of which even a perfect model is off', () => {
    // Apart by 20, 50 and 0 %.
    expect(replicateSpread(cells, 'latencyMeanMs').middle).toBe(20);
    expect(surfaceFloor(cells)).toBe(10);
  });
});
