import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import { INPUT_NAMES, OUTPUT_NAMES } from '../dataset/columns.js';
import { dataRow, gridRows } from '../dataset/round.fixture.js';
import { kindOf, trainingBox, type ModelArtifact } from './artifact.js';
import { initialWeights } from './network.js';
import { createPredictor } from './predictor.js';
import { fitScaler } from './scaler.js';

const shape = { members: 1, inputs: 3, hidden: [20], outputs: 2, activation: 'tanh' } as const;
const rows = gridRows([5, 50, 200], [100, 1000]);
const artifact: ModelArtifact = {
  kind: kindOf(shape),
  shape,
  inputs: INPUT_NAMES,
  outputs: OUTPUT_NAMES,
  scaler: fitScaler(rows),
  weights: initialWeights(shape, 3),
  datasetHash: 'a'.repeat(64),
  box: trainingBox(rows),
  seed: 3,
};

/** The same network with an output bias so large that one output leaves every sensible range. */
const shifted = (throughput: number, latency: number): ModelArtifact => ({
  ...artifact,
  weights: {
    ...artifact.weights,
    biases: artifact.weights.biases.with(1, Float32Array.of(throughput, latency)),
  },
});

describe('createPredictor', () => {
  it('predicts each point as if it were asked alone', async () => {
    const { predict } = await createPredictor(artifact);
    const together = predict(rows);
    expect(together).toHaveLength(rows.length);
    rows.forEach((row, i) => {
      const [alone] = predict([row]);
      expect(alone?.latencyMeanMs).toBeCloseTo(together[i]?.latencyMeanMs ?? Number.NaN, 2);
      expect(alone?.throughputTps).toBeCloseTo(together[i]?.throughputTps ?? Number.NaN, 2);
    });
  });

  it('predicts nothing for no points', async () => {
    const { predict } = await createPredictor(artifact);
    expect(predict([])).toEqual([]);
  });

  it('never predicts more throughput than is sent', async () => {
    const { predict } = await createPredictor(shifted(1000, 0));
    expect(predict([dataRow({ sendRateTps: 42 })])[0]?.throughputTps).toBe(42);
  });

  it('never predicts a negative value', async () => {
    const { predict } = await createPredictor(shifted(-1e6, -1e6));
    expect(predict([dataRow()])).toEqual([{ throughputTps: 0, latencyMeanMs: 0 }]);
  });

  it('keeps no tensors after predicting', async () => {
    const { predict } = await createPredictor(artifact);
    const before = tf.memory().numTensors;
    predict(rows);
    predict(rows);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('tells which backend answers', async () => {
    expect((await createPredictor(artifact)).backend).toEqual({ name: 'wasm' });
  });
});
