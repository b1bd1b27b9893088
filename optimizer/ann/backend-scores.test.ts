import * as tf from '@tensorflow/tfjs-core';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { gridRows } from '../dataset/round.fixture.js';
import { seededRandom } from '../domain/random.js';
import { prepareBackend, type BackendName } from './backend.js';
import { runNetwork, type NetworkShape } from './network.js';
import { plainNetwork } from './plain-network.js';
import { installFolder, isInstalled } from './tensorflow-node.js';
import { trainNetwork } from './training.js';

const MINUTE_MS = 60_000;
const OTHERS = ['cpu', 'node'] as const;

function skipUnlessInstalled(name: BackendName, skip: (condition: boolean, note: string) => void): void {
  const missing = name === 'node' && !isInstalled(installFolder());
  skip(missing, 'tfjs-node is not installed: `npm run setup:tensorflow` installs it');
}

afterEach(() => vi.unstubAllEnvs());

async function use(name: BackendName): Promise<void> {
  vi.stubEnv('GRIDTUNE_TENSORFLOW', name);
  // Without a size, the backend of the test before would go on.
  expect(await prepareBackend({ multiplyAddsPerStep: 0 })).toEqual({ name });
}

const SHAPE: NetworkShape = { members: 3, inputs: 3, hidden: [16], outputs: 2, activation: 'tanh' };

/** Two smooth outputs of three inputs, with as much noise as the error that will be left. */
function noisyRows(count: number, seed: number): { inputs: Float32Array; outputs: Float32Array } {
  const random = seededRandom(seed);
  const points = Array.from({ length: count }, () => [random.normal(), random.normal(), random.normal()]);
  const outputs = points.flatMap(([a = 0, b = 0, c = 0]) => [Math.sin(a) + 0.3 * b, 0.5 * c - b]);
  return {
    inputs: Float32Array.from(points.flat()),
    outputs: Float32Array.from(outputs, (value) => value + 0.1 * random.normal()),
  };
}

/** The mean absolute error on rows not trained on, after a number of passes that nothing chooses. */
async function errorOn(name: BackendName, seed: number): Promise<number> {
  await use(name);
  const { weights } = await trainNetwork(SHAPE, noisyRows(60, seed), undefined, {
    seed,
    learningRate: 0.01,
    schedule: 'constant',
    l2: 0.003,
    loss: { kind: 'squared' },
    minEpochs: 0,
    maxEpochs: 300,
    patience: 300,
  });
  const { inputs, outputs } = noisyRows(40, seed + 100);
  const answers = runNetwork(SHAPE, weights, inputs);
  return answers.reduce((sum, answer, i) => sum + Math.abs(answer - (outputs[i] ?? 0)), 0) / answers.length;
}

function largestDifference(values: readonly number[], reference: readonly number[]): number {
  expect(values.length).toBe(reference.length);
  return Math.max(...values.map((value, i) => Math.abs(value / (reference[i] ?? 0) - 1)));
}

describe('scores of the same training', () => {
  it.for(OTHERS)(
    'are those of WebAssembly to three digits on %s',
    { timeout: MINUTE_MS },
    async (name, { skip }) => {
      skipUnlessInstalled(name, skip);
      for (const seed of [1, 2]) {
        const reference = await errorOn('wasm', seed);
        const error = await errorOn(name, seed);
        expect(Math.abs(error / reference - 1)).toBeLessThan(1e-3);
      }
    },
  );

  it('are the same numbers when it is repeated on tfjs-node', { timeout: MINUTE_MS }, async ({ skip }) => {
    skipUnlessInstalled('node', skip);
    expect(await errorOn('node', 1)).toBe(await errorOn('node', 1));
  });
});

describe('predictions of the same recipe', () => {
  const rows = gridRows([5, 20, 80, 200], [50, 250, 1000], 2);

  async function latenciesOn(name: BackendName): Promise<number[]> {
    await use(name);
    const model = await plainNetwork().fit(rows, { seed: 4 });
    return model.predict(rows).map(({ latencyMeanMs }) => latencyMeanMs);
  }

  // The validation rows choose the number of passes; where their error is flat, its last digits do.
  it.for(OTHERS)(
    'are within 1 % of those of WebAssembly on %s',
    { timeout: MINUTE_MS },
    async (name, { skip }) => {
      skipUnlessInstalled(name, skip);
      expect(largestDifference(await latenciesOn(name), await latenciesOn('wasm'))).toBeLessThan(0.01);
    },
  );
});

describe('the engine that tfjs-node computes with', () => {
  it('is the one of our tfjs-core, which knows its tensors', async ({ skip }) => {
    skipUnlessInstalled('node', skip);
    await use('node');
    expect(tf.getBackend()).toBe('tensorflow');
    const before = tf.memory().numTensors;
    const product = tf.matMul(tf.tensor2d([[1, 2]]), tf.tensor2d([[3], [-1]]));
    expect(product).toBeInstanceOf(tf.Tensor);
    expect([...product.dataSync()]).toEqual([1]);
    expect(tf.memory().numTensors).toBe(before + 3);
  });

  it('hands a tensor over to the backend that is switched to', async ({ skip }) => {
    skipUnlessInstalled('node', skip);
    await use('node');
    const made = tf.tanh(tf.tensor1d([0.5]));
    await use('wasm');
    expect(tf.add(made, 1).dataSync()[0]).toBeCloseTo(1 + Math.tanh(0.5), 6);
  });
});
