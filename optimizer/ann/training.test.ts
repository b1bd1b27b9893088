import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { CancelledError } from '../domain/errors.js';
import { seededRandom } from '../domain/random.js';
import { prepareBackend } from './backend.js';
import { initialWeights, runMembers, runNetwork, type NetworkShape, type NetworkWeights } from './network.js';
import { memberOf, trainNetwork, type TrainingOptions } from './training.js';
import type { TrainingRows } from './training-rows.js';

beforeAll(async () => {
  await prepareBackend();
});

const SHAPE: NetworkShape = { members: 1, inputs: 3, hidden: [8], outputs: 2, activation: 'tanh' };
const OPTIONS: TrainingOptions = {
  seed: 1,
  learningRate: 0.02,
  schedule: 'constant',
  loss: { kind: 'squared' },
  l2: 0,
  minEpochs: 0,
  maxEpochs: 300,
  patience: 1000,
};

/** Two smooth outputs of three inputs. */
function rows(count: number, seed: number): TrainingRows {
  const random = seededRandom(seed);
  const inputs = Array.from({ length: count }, () => [random.normal(), random.normal(), random.normal()]);
  return {
    inputs: Float32Array.from(inputs.flat()),
    outputs: Float32Array.from(
      inputs.flatMap(([a = 0, b = 0, c = 0]) => [Math.sin(a) + 0.3 * b, 0.5 * c - b]),
    ),
  };
}

function errorOf(weights: NetworkWeights, { inputs, outputs }: TrainingRows): number {
  const predicted = runNetwork(SHAPE, weights, inputs);
  return predicted.reduce((sum, value, i) => sum + (value - (outputs[i] ?? 0)) ** 2, 0) / predicted.length;
}

describe('trainNetwork', () => {
  it('learns: a hundred times less error than before', async () => {
    const train = rows(40, 1);
    const { weights, epochs, validationLosses } = await trainNetwork(SHAPE, train, undefined, {
      ...OPTIONS,
      maxEpochs: 600,
    });
    expect(errorOf(weights, train)).toBeLessThan(errorOf(initialWeights(SHAPE, 1), train) / 100);
    expect({ epochs, validationLosses }).toEqual({ epochs: [600], validationLosses: null });
  });

  it('repeats bit for bit with the same seed, and not with another', async () => {
    const run = (seed: number) => trainNetwork(SHAPE, rows(20, 1), rows(5, 2), { ...OPTIONS, seed });
    expect(await run(1)).toEqual(await run(1));
    expect((await run(2)).weights).not.toEqual((await run(1)).weights);
  });

  it('restores the weights that did best on the validation rows', async () => {
    const validation = rows(4, 2);
    const trained = await trainNetwork(SHAPE, rows(6, 1), validation, OPTIONS);
    const { weights, epochs } = trained;
    const validationLoss = trained.validationLosses?.[0];
    expect(errorOf(weights, validation)).toBeCloseTo(validationLoss ?? Number.NaN, 5);
    // Six rows are overfitted long before the end: the last weights are worse than the restored ones.
    expect(epochs[0]).toBeLessThan(OPTIONS.maxEpochs);
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
    expect(seen.at(-1)).toBe((epochs[0] ?? 0) + 50);
  });

  it('gives the validation rows no say before minEpochs', async () => {
    const free = await trainNetwork(SHAPE, rows(6, 1), rows(4, 2), OPTIONS);
    const minEpochs = (free.epochs[0] ?? 0) + 100;
    const held = await trainNetwork(SHAPE, rows(6, 1), rows(4, 2), { ...OPTIONS, minEpochs });
    expect(held.epochs[0]).toBeGreaterThanOrEqual(minEpochs);
  });

  it('keeps weights small with weight decay', async () => {
    const size = async (l2: number): Promise<number> => {
      const { weights } = await trainNetwork(SHAPE, rows(20, 1), undefined, { ...OPTIONS, l2 });
      return (weights.kernels[0] ?? new Float32Array()).reduce((sum, weight) => sum + weight ** 2, 0);
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
    await trainNetwork(SHAPE, rows(6, 1), rows(4, 2), { ...OPTIONS, maxEpochs: 20, batchSize: 4 });
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

describe('members', () => {
  const three: NetworkShape = { ...SHAPE, members: 3 };
  const two: NetworkShape = { ...SHAPE, members: 2 };

  it.each([
    ['all rows at once', {}],
    ['batches', { batchSize: 3 }],
  ])('are trained as if each were alone, with %s', async (_, change) => {
    const options = { ...OPTIONS, ...change, patience: 50, maxEpochs: 150 };
    const together = await trainNetwork(three, rows(8, 1), rows(4, 2), options);
    for (const member of [0, 1, 2]) {
      const weights = initialWeights(SHAPE, OPTIONS.seed + member);
      const alone = await trainNetwork(SHAPE, rows(8, 1), rows(4, 2), {
        ...options,
        initialWeights: weights,
      });
      const own = memberOf(three, together.weights, member);
      expect(together.epochs[member]).toBe(alone.epochs[0]);
      alone.weights.kernels.forEach((kernel, layer) =>
        kernel.forEach((value, i) => expect(own.kernels[layer]?.[i]).toBeCloseTo(value, 3)),
      );
    }
    // Else the test would not tell a stop of each from a stop of all.
    expect(new Set(together.epochs).size).toBeGreaterThan(1);
  });

  it('do not see the rows that are held out from them', async () => {
    const all = rows(6, 1);
    const weights = new Float32Array(2 * 6 * 2).fill(1);
    weights.fill(0, 0, 2); // row 0 of member 0
    const spoilt = { ...all, outputs: all.outputs.with(0, 1000) };
    const train = (given: TrainingRows) => trainNetwork(two, { ...given, weights }, undefined, OPTIONS);
    const [clean, other] = [await train(all), await train(spoilt)];
    expect(memberOf(two, other.weights, 0)).toEqual(memberOf(two, clean.weights, 0));
    expect(memberOf(two, other.weights, 1)).not.toEqual(memberOf(two, clean.weights, 1));
  });

  it('can have inputs and outputs of their own', async () => {
    const [a, b] = [rows(8, 1), rows(8, 2)];
    const both = {
      inputs: Float32Array.of(...a.inputs, ...b.inputs),
      outputs: Float32Array.of(...a.outputs, ...b.outputs),
      rows: 8,
    };
    const { weights } = await trainNetwork(two, both, undefined, { ...OPTIONS, maxEpochs: 600 });
    expect(errorOf(memberOf(two, weights, 0), a)).toBeLessThan(0.01);
    expect(errorOf(memberOf(two, weights, 1), b)).toBeLessThan(0.01);
    expect(errorOf(memberOf(two, weights, 0), b)).toBeGreaterThan(0.1);
  });
});

describe('options', () => {
  it('batches: the same seed gives the same weights, and they learn too', async () => {
    const options = { ...OPTIONS, batchSize: 8, maxEpochs: 200 };
    const run = () => trainNetwork(SHAPE, rows(40, 1), undefined, options);
    const { weights } = await run();
    expect(weights).toEqual((await run()).weights);
    expect(errorOf(weights, rows(40, 1))).toBeLessThan(0.05);
  });

  it('cosine: the first step is of the full rate, the last of a hundredth of it', async () => {
    const run = async (schedule: 'constant' | 'cosine', maxEpochs: number): Promise<Float32Array> => {
      const options = { ...OPTIONS, schedule, maxEpochs, learningRate: 0.1 };
      const { weights } = await trainNetwork(SHAPE, rows(20, 1), undefined, options);
      return weights.kernels[0] ?? new Float32Array();
    };
    const first = await run('cosine', 1);
    expect(first).toEqual(await run('constant', 1));
    const furthest = (to: Float32Array): number =>
      Math.max(...to.map((value, i) => Math.abs(value - (first[i] ?? 0))));
    // Adam's steps are about as long as the rate.
    expect(furthest(await run('constant', 2))).toBeGreaterThan(0.05);
    expect(furthest(await run('cosine', 2))).toBeLessThan(0.002);
  });

  it('huber: one wild row moves the rest less', async () => {
    const clean = rows(30, 1);
    const wild = { ...clean, outputs: clean.outputs.with(0, 100) };
    const errorWith = async (loss: TrainingOptions['loss']): Promise<number> => {
      const { weights } = await trainNetwork(SHAPE, wild, undefined, { ...OPTIONS, l2: 0.003, loss });
      const held = rows(30, 5);
      return errorOf(weights, held);
    };
    expect(await errorWith({ kind: 'huber', delta: 1 })).toBeLessThan(
      (await errorWith({ kind: 'squared' })) / 2,
    );
  });

  it('logistic: learns the log-odds of a class', async () => {
    const { inputs } = rows(60, 1);
    const shape: NetworkShape = { ...SHAPE, outputs: 1 };
    const classes = Float32Array.from({ length: 60 }, (_, i) => Number((inputs[3 * i] ?? 0) > 0));
    const { weights } = await trainNetwork(shape, { inputs, outputs: classes }, undefined, {
      ...OPTIONS,
      loss: { kind: 'logistic' },
    });
    const odds = runMembers(shape, weights, inputs);
    expect([...odds].map((value) => Number(value > 0))).toEqual([...classes]);
  });

  it('starts from given weights and leaves them as they were', async () => {
    const start = initialWeights(SHAPE, 99);
    const first = start.kernels[0]?.slice();
    const { weights } = await trainNetwork(SHAPE, rows(6, 1), undefined, {
      ...OPTIONS,
      maxEpochs: 1,
      initialWeights: start,
    });
    expect(start.kernels[0]).toEqual(first);
    weights.kernels[0]?.forEach((value, i) =>
      expect(Math.abs(value - (first?.[i] ?? 0))).toBeLessThan(1.01 * OPTIONS.learningRate),
    );
    expect(weights.kernels[0]).not.toEqual(first);
  });

  it('starts a residual network near 0', async () => {
    const { weights } = await trainNetwork(SHAPE, rows(6, 1), undefined, {
      ...OPTIONS,
      learningRate: 0,
      maxEpochs: 1,
      initialOutputScale: 0.001,
    });
    expect(Math.max(...runNetwork(SHAPE, weights, rows(6, 1).inputs).map(Math.abs))).toBeLessThan(0.01);
  });

  it('tells the losses on both parts when asked', async () => {
    const seen: [number, number, number][] = [];
    const validation = rows(4, 2);
    const { weights } = await trainNetwork(SHAPE, rows(6, 1), validation, {
      ...OPTIONS,
      maxEpochs: 20,
      onLosses: (epoch, losses) => seen.push([epoch, losses.train[0] ?? 0, losses.validation?.[0] ?? 0]),
    });
    expect(seen.map(([epoch]) => epoch)).toEqual([10, 20]);
    expect(seen[1]?.[1]).toBeLessThan(seen[0]?.[1] ?? 0);
    expect(seen.map(([, , loss]) => loss)).toContainEqual(expect.closeTo(errorOf(weights, validation), 5));
  });
});
