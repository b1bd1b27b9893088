import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import type { DataRow } from '../dataset/columns.js';
import { dataRow, gridRows } from '../dataset/round.fixture.js';
import { CancelledError, NotEnoughDataError } from '../domain/errors.js';
import { mean } from '../domain/statistics.js';
import { plainNetwork } from './plain-network.js';
import type { FittedModel } from './recipe.js';

const ROWS = gridRows([5, 20, 80, 200], [50, 250, 1000], 2);

let model: FittedModel;
beforeAll(async () => {
  model = await plainNetwork().fit(ROWS, { seed: 4 });
}, 60_000);

/** Mean of |predicted - measured| / measured of the latency. */
function latencyError(fitted: FittedModel, rows: readonly DataRow[]): number {
  const predicted = fitted.predict(rows);
  return mean(rows.map((row, i) => Math.abs((predicted[i]?.latencyMeanMs ?? 0) / row.latencyMeanMs - 1)));
}

describe('plainNetwork', () => {
  it('is called by its shape', () => {
    expect(plainNetwork().name).toBe('feed-forward 3-20-2');
    expect(plainNetwork({ hidden: [20, 20] }).name).toBe('feed-forward 3-20-20-2');
    expect(plainNetwork({ activation: 'relu' }).name).toBe('feed-forward 3-20-2 relu');
  });

  it('follows the surface that it was trained on, between the measured points too', () => {
    expect(latencyError(model, gridRows([10, 40, 120], [100, 500]))).toBeLessThan(0.1);
  });

  it('can be deeper', async () => {
    const deep = await plainNetwork({ hidden: [20, 20] }).fit(ROWS, { seed: 4 });
    expect(latencyError(deep, gridRows([10, 40, 120], [100, 500]))).toBeLessThan(0.15);
  });

  it('sees three inputs only', () => {
    const [plain] = model.predict([dataRow()]);
    const [other] = model.predict([dataRow({ txBytes: 5000, preferredMaxBytes: 1024, consensus: 'bft' })]);
    expect(other).toEqual(plain);
  });

  it('never predicts more throughput than is sent, nor a negative latency', () => {
    const far = [1, 10_000].map((sendRateTps) =>
      dataRow({ sendRateTps, maxMessageCount: 1, batchTimeoutMs: 60_000 }),
    );
    model.predict(far).forEach(({ throughputTps, latencyMeanMs }, i) => {
      expect(throughputTps).toBeLessThanOrEqual(far[i]?.sendRateTps ?? 0);
      expect(throughputTps).toBeGreaterThanOrEqual(0);
      expect(latencyMeanMs).toBeGreaterThanOrEqual(0);
    });
    // A network of 40 tps and more says so for a rate of 1 too: the limit is what gives 1.
    expect(model.predict([dataRow({ sendRateTps: 1 })])[0]?.throughputTps).toBe(1);
  });

  it('repeats for the same seed, whatever order the rows come in', async () => {
    const again = await plainNetwork().fit(ROWS.toReversed(), { seed: 4 });
    expect(again.predict(ROWS)).toEqual(model.predict(ROWS));
    const other = await plainNetwork().fit(ROWS, { seed: 5 });
    expect(other.predict(ROWS)).not.toEqual(model.predict(ROWS));
  });

  it('learns from every point in the end, those that were held back for the number of passes too', async () => {
    const rows = gridRows([5, 50, 200], [1000]);
    const plain = await plainNetwork().fit(rows, { seed: 4 });
    for (const row of rows) {
      const changed = rows.map((other) =>
        other === row ? { ...other, latencyMeanMs: 3 * other.latencyMeanMs } : other,
      );
      const fitted = await plainNetwork().fit(changed, { seed: 4 });
      const [before, after] = [plain, fitted].map((made) => made.predict([row])[0]?.latencyMeanMs ?? 0);
      expect((after ?? 0) / (before ?? 0)).toBeGreaterThan(1.5);
    }
  });

  it('predicts nothing for no points, and keeps no tensors', async () => {
    const before = tf.memory().numTensors;
    const small = await plainNetwork().fit(gridRows([5, 50, 200], [250]), { seed: 1 });
    expect(small.predict([])).toEqual([]);
    small.predict(ROWS);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('tells its progress up to the end', async () => {
    const shares: number[] = [];
    await plainNetwork().fit(gridRows([5, 50, 200], [250]), { seed: 1, onProgress: (s) => shares.push(s) });
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it('refuses fewer than three points and can be cancelled', async () => {
    await expect(plainNetwork().fit(gridRows([5, 50], [250]), { seed: 1 })).rejects.toThrow(
      NotEnoughDataError,
    );
    const signal = AbortSignal.abort();
    await expect(plainNetwork().fit(ROWS, { seed: 1, signal })).rejects.toThrow(CancelledError);
  });
});
