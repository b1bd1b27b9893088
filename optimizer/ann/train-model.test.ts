import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { datasetHash } from '../dataset/hash.js';
import { gridRows } from '../dataset/round.fixture.js';
import { inCanonicalOrder } from '../dataset/rows.js';
import { splitByPoint } from '../dataset/split.js';
import { CancelledError, NotEnoughDataError } from '../domain/errors.js';
import { BASELINES } from './evaluation/baselines.js';
import { scoresOf } from './evaluation/metrics.js';
import { predictWith } from './predictor.js';
import { fitScaler } from './scaler.js';
import { trainModel, type TrainedModel } from './train-model.js';

const ROWS = inCanonicalOrder(gridRows([5, 20, 80, 200], [50, 250, 1000], 2));
const SEED = 4;

let model: TrainedModel;
beforeAll(async () => {
  model = await trainModel(ROWS, { seed: SEED });
}, 60_000);

describe('trainModel', () => {
  it('delivers a 3-20-2 network with all that a prediction needs and what it was made from', () => {
    const { artifact } = model;
    expect(artifact.kind).toBe('feed-forward 3-20-2');
    expect(artifact.inputs).toEqual(['maxMessageCount', 'batchTimeoutMs', 'sendRateTps']);
    expect(artifact.outputs).toEqual(['throughputTps', 'latencyMeanMs']);
    expect(artifact.datasetHash).toBe(datasetHash(ROWS));
    expect(artifact.box.maxMessageCount).toEqual({ min: 5, max: 200 });
    expect(artifact.box.batchTimeoutMs).toEqual({ min: 50, max: 1000 });
    expect(artifact.seed).toBe(SEED);
  });

  it('follows the surface that it was trained on, between the measured points too', () => {
    const between = gridRows([10, 40, 120], [100, 500]);
    const { latencyMeanMs, throughputTps } = scoresOf(between, predictWith(model.artifact, between));
    expect(latencyMeanMs.mapePct).toBeLessThan(10);
    expect(throughputTps.mapePct).toBeLessThan(5);
  });

  it('scores the network that never saw the test rows, on the test rows', () => {
    const { train, validation, test } = splitByPoint(ROWS, SEED);
    expect(model.rows).toEqual({ train: train.length, validation: validation.length, test: test.length });
    expect(model.scores).toEqual(scoresOf(test, predictWith(model.scored, test)));
    expect(model.scored.scaler).toEqual(fitScaler(train));
  });

  it('scores every trivial baseline, fitted to the same training rows, on the same test rows', () => {
    const { train, test } = splitByPoint(ROWS, SEED);
    expect(Object.keys(model.baselines)).toEqual([
      'trainingMean',
      'nearestPoint',
      'constantShare',
      'cutModel',
    ]);
    expect(model.baselines['nearestPoint']).toEqual(scoresOf(test, BASELINES.nearestPoint(train)(test)));
  });

  it('fits the delivered network to all rows', () => {
    expect(model.artifact.scaler).toEqual(fitScaler(ROWS));
    expect(model.artifact.weights).not.toEqual(model.scored.weights);
  });

  it('lets the test rows change neither scaler nor weights of the scored network', async () => {
    const held = new Set(splitByPoint(ROWS, SEED).test.map(({ roundId }) => roundId));
    const tampered = ROWS.map((row) =>
      held.has(row.roundId) ? { ...row, latencyMeanMs: 1000 * row.latencyMeanMs, throughputTps: 1 } : row,
    );
    const other = await trainModel(tampered, { seed: SEED });
    expect(other.scored).toEqual(model.scored);
    expect(other.scores).not.toEqual(model.scores);
  });

  it('repeats for the same seed, whatever order the rows come in', async () => {
    const again = await trainModel(ROWS.toReversed(), { seed: SEED });
    expect(again.scores).toEqual(model.scores);
    expect(again.artifact).toEqual(model.artifact);
  });

  it('keeps no tensors', async () => {
    const before = tf.memory().numTensors;
    await trainModel(gridRows([5, 50, 200], [250]), { seed: 1 });
    expect(tf.memory().numTensors).toBe(before);
  });

  it('reports the time by the clock that it is given, and its progress up to the end', async () => {
    const times = [1000, 3500];
    const progress: [number, number][] = [];
    const { trainSeconds } = await trainModel(gridRows([5, 50, 200], [250]), {
      seed: 1,
      now: () => times.shift() ?? 0,
      onProgress: (done, total) => progress.push([done, total]),
    });
    expect(trainSeconds).toBe(2.5);
    const done = progress.map(([passes]) => passes);
    expect(done).toEqual(done.toSorted((a, b) => a - b));
    const [last, total] = progress.at(-1) ?? [];
    expect(last).toBe(total);
  });

  it('refuses fewer than three points, however many rounds', async () => {
    await expect(trainModel(gridRows([5, 50], [250], 10), { seed: 1 })).rejects.toThrow(NotEnoughDataError);
  });

  it('can be cancelled', async () => {
    await expect(trainModel(ROWS, { seed: 1, signal: AbortSignal.abort() })).rejects.toThrow(CancelledError);
  });
});
