import { expect, it } from 'vitest';
import { usableRowsOf } from '../../optimizer/ann/evaluation/results-rows.js';
import type { FittedModel, Recipe } from '../../optimizer/ann/recipe.js';
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
  expect(rows.every(({ latencyP95Ms, latencyMeanMs }) => (latencyP95Ms ?? 0) >= latencyMeanMs / 2)).toBe(
    true,
  );
  const cells = await surfaceCells();
  expect(cells.map(({ length }) => length)).toEqual(Array.from({ length: 7 * 6 * 4 }, () => 2));
});

it('judges a prediction by the median error on the cells that were not learnt from', async () => {
  const row = { maxMessageCount: 1, batchTimeoutMs: 1, sendRateTps: 1, throughputTps: 1 };
  const cellOf = (pointId: string, ...latencies: number[]) =>
    latencies.map((latencyMeanMs, place) => ({
      ...row,
      roundId: `${pointId}/${place}`,
      pointId,
      latencyMeanMs,
    }));
  const cells = [cellOf('a', 90, 110), cellOf('b', 150, 250), cellOf('c', 400, 400)];
  const learnt: string[][] = [];
  const answering = (latencyMeanMs: number): Recipe => ({
    name: 'constant',
    fit: (rows) => {
      learnt.push(rows.map(({ pointId }) => pointId));
      const model: FittedModel = {
        predict: (points) => points.map(() => ({ throughputTps: 1, latencyMeanMs })),
      };
      return Promise.resolve(model);
    },
  });
  // The cells lie at 100, 200 and 400: off by 300, 100 and 0 %.
  expect(await surfaceError(answering(400), cells, { count: 0, draw: 1 })).toBe(100);
  await surfaceError(answering(400), cells, { count: 1, draw: 1 });
  expect(learnt[1]).toHaveLength(2);
  expect(new Set(learnt[1]).size).toBe(1);
  // Replicates apart by 20, 50 and 0 %.
  expect(replicateSpread(cells, 'latencyMeanMs').middle).toBe(20);
  expect(surfaceFloor(cells)).toBe(10);
});
