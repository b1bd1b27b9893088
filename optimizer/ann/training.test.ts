import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { CancelledError } from '../domain/errors.js';
import { seededRandom } from '../domain/random.js';
import { prepareBackend } from './backend.js';
import { initialWeights, runNetwork, type NetworkWeights } from './network.js';
import { trainNetwork, type ScaledRows, type TrainingOptions } from './training.js';

beforeAll(async () => {
  await prepareBackend();
});

const SHAPE = { members: 1, inputs: 3, hidden: 8, outputs: 2 };
const OPTIONS: TrainingOptions = {
  seed: 1,
  learningRate: 0.02,
  l2: 0,
  minEpochs: 0,
  maxEpochs: 300,
  patience: 1000,
};

/** Two smooth outputs of three inputs. */
function rows(count: number, seed: number): ScaledRows {
  const random = seededRandom(seed);
  const inputs = Array.from({ length: count }, () => [random.normal(), random.normal(), random.normal()]);
  return {
    inputs: Float32Array.from(inputs.flat()),
    outputs: Float32Array.from(
      inputs.flatMap(([a = 0, b = 0, c = 0]) => [Math.sin(a) + 0.3 * b, 0.5 * c - b]),
    ),
  };
}

function errorOf(weights: NetworkWeights, { inputs, outputs }: ScaledRows): number {
  const predicted = runNetwork(SHAPE, weights, inputs);
  return predicted.reduce((sum, value, i) => sum + (value - (outputs[i] ?? 0)) ** 2, 0) / predicted.length;
}

describe('trainNetwork', () => {
  it('learns: a hundred times less error than before', async () => {
    const train = rows(40, 1);
    const { weights, epochs, validationLoss } = await trainNetwork(SHAPE, train, undefined, {
      ...OPTIONS,
      maxEpochs: 600,
    });
    expect(errorOf(weights, train)).toBeLessThan(errorOf(initialWeights(SHAPE, 1), train) / 100);
    expect({ epochs, validationLoss }).toEqual({ epochs: 600, validationLoss: null });
  });

  it('repeats bit for bit with the same seed, and not with another', async () => {
    const run = (seed: number) => trainNetwork(SHAPE, rows(20, 1), rows(5, 2), { ...OPTIONS, seed });
    expect(await run(1)).toEqual(await run(1));
    expect((await run(2)).weights).not.toEqual((await run(1)).weights);
  });

  it('restores the weights that did best on the validation rows', async () => {
    const validation = rows(4, 2);
    const { weights, epochs, validationLoss } = await trainNetwork(SHAPE, rows(6, 1), validation, OPTIONS);
    expect(errorOf(weights, validation)).toBeCloseTo(validationLoss ?? Number.NaN, 5);
    // Six rows are overfitted long before the end: the last weights are worse than the restored ones.
    expect(epochs).toBeLessThan(OPTIONS.maxEpochs);
    const last = await trainNetwork(SHAPE, rows(6, 1), undefined, OPTIONS);
    expect(errorOf(last.weights, validation)).toBeGreaterThan(validationLoss ?? Number.NaN);
  });

  it('stops when the validation error has not fallen for as long as its patience', async () => {
    const seen: number[] = [];
    const { epochs } = await trainNetwork(SHAPE, rows(6, 1), rows(4, 2), {
      ...OPTIONS,
      patience: 50,
      onEpoch: (epoch) => seen.push(epoch),
    });
    expect(seen.at(-1)).toBe(epochs + 50);
  });

  it('gives the validation rows no say before minEpochs', async () => {
    const free = await trainNetwork(SHAPE, rows(6, 1), rows(4, 2), OPTIONS);
    const minEpochs = free.epochs + 100;
    const held = await trainNetwork(SHAPE, rows(6, 1), rows(4, 2), { ...OPTIONS, minEpochs });
    expect(held.epochs).toBeGreaterThanOrEqual(minEpochs);
  });

  it('keeps weights small with weight decay', async () => {
    const size = async (l2: number): Promise<number> => {
      const { weights } = await trainNetwork(SHAPE, rows(20, 1), undefined, { ...OPTIONS, l2 });
      return weights.hiddenKernel.reduce((sum, weight) => sum + weight ** 2, 0);
    };
    expect(await size(0.1)).toBeLessThan((await size(0)) / 2);
  });

  it('keeps no tensors, whether it ends or is cancelled', async () => {
    await trainNetwork(SHAPE, rows(6, 1), rows(4, 2), { ...OPTIONS, maxEpochs: 20 });
    const before = tf.memory().numTensors;
    await trainNetwork(SHAPE, rows(6, 1), rows(4, 2), { ...OPTIONS, maxEpochs: 20 });
    await expect(
      trainNetwork(SHAPE, rows(6, 1), undefined, { ...OPTIONS, signal: AbortSignal.abort() }),
    ).rejects.toThrow(CancelledError);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('stops soon after it is cancelled', async () => {
    const abort = new AbortController();
    const seen: number[] = [];
    const training = trainNetwork(SHAPE, rows(6, 1), undefined, {
      ...OPTIONS,
      signal: abort.signal,
      onEpoch: (epoch) => {
        seen.push(epoch);
        if (epoch === 100) abort.abort();
      },
    });
    await expect(training).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(seen.at(-1)).toBe(100);
  });
});
