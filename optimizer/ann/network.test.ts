import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../domain/random.js';
import { prepareBackend } from './backend.js';
import { gradientOf, meanSquaredError } from './gradient.js';
import {
  PARAMETER_NAMES,
  batchOf,
  eachParameter,
  initialWeights,
  parameterSize,
  runNetwork,
  tensorsOf,
  type NetworkShape,
  type NetworkWeights,
  type ParameterName,
} from './network.js';

beforeAll(async () => {
  await prepareBackend();
});

const SHAPE: NetworkShape = { members: 2, inputs: 3, hidden: 4, outputs: 2 };

function randomArray(length: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length }, () => random.normal());
}

describe('runNetwork', () => {
  it('computes tanh(x k1 + b1) k2 + b2 for every row', () => {
    const shape = { members: 1, inputs: 2, hidden: 1, outputs: 2 };
    const weights = {
      hiddenKernel: Float32Array.of(0.5, -1),
      hiddenBias: Float32Array.of(0.25),
      outputKernel: Float32Array.of(2, -3),
      outputBias: Float32Array.of(0.1, 0.2),
    };
    const outputs = runNetwork(shape, weights, Float32Array.of(1, 2, 3, 4));
    const first = Math.tanh(1 * 0.5 + 2 * -1 + 0.25);
    const second = Math.tanh(3 * 0.5 + 4 * -1 + 0.25);
    [2 * first + 0.1, -3 * first + 0.2, 2 * second + 0.1, -3 * second + 0.2].forEach((expected, i) =>
      expect(outputs[i]).toBeCloseTo(expected, 5),
    );
  });

  it('averages over the members', () => {
    const one = { ...SHAPE, members: 1 };
    const inputs = randomArray(3 * 5, 1);
    const both = runNetwork(SHAPE, initialWeights(SHAPE, 7), inputs);
    const first = runNetwork(one, initialWeights(one, 7), inputs);
    const second = runNetwork(one, initialWeights(one, 8), inputs);
    both.forEach((value, i) => expect(value).toBeCloseTo(((first[i] ?? 0) + (second[i] ?? 0)) / 2, 5));
  });

  it('keeps no tensors', () => {
    const weights = initialWeights(SHAPE, 1);
    const before = tf.memory().numTensors;
    runNetwork(SHAPE, weights, randomArray(30, 1));
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('initialWeights', () => {
  it('repeats for the same seed and differs for another', () => {
    expect(initialWeights(SHAPE, 3)).toEqual(initialWeights(SHAPE, 3));
    expect(initialWeights(SHAPE, 4)).not.toEqual(initialWeights(SHAPE, 3));
  });

  it('fills every parameter of the shape', () => {
    const weights = initialWeights(SHAPE, 1);
    expect(eachParameter((name) => weights[name].length)).toEqual({
      hiddenKernel: 2 * 3 * 4,
      hiddenBias: 2 * 4,
      outputKernel: 2 * 4 * 2,
      outputBias: 2 * 2,
    });
  });
});

describe('gradientOf', () => {
  const L2 = 0.05;
  const ROWS = 5;
  const inputs = randomArray(ROWS * SHAPE.inputs, 1);
  const outputs = randomArray(ROWS * SHAPE.outputs, 2);
  const weights: NetworkWeights = eachParameter((name) =>
    randomArray(parameterSize(SHAPE, name), name.length),
  );

  function lossAt(at: NetworkWeights): number {
    return tf.tidy(() => {
      const batch = { x: batchOf(2, inputs, 3), y: batchOf(2, outputs, 2) };
      const error = meanSquaredError(batch, tensorsOf(SHAPE, at)).dataSync()[0] ?? Number.NaN;
      const decay = [...at.hiddenKernel, ...at.outputKernel].reduce((sum, weight) => sum + weight ** 2, 0);
      return error + L2 * decay;
    });
  }

  /** (loss(w + h) - loss(w - h)) / 2h */
  function slopeAt(name: ParameterName, index: number): number {
    const h = 1e-2;
    const moved = (by: number): NetworkWeights => ({
      ...weights,
      [name]: weights[name].map((weight, i) => (i === index ? weight + by : weight)),
    });
    return (lossAt(moved(h)) - lossAt(moved(-h))) / (2 * h);
  }

  it.each(PARAMETER_NAMES)('is the slope of the loss along every number of %s', (name) => {
    const gradient = tf.tidy(() => {
      const batch = { x: batchOf(2, inputs, 3), y: batchOf(2, outputs, 2) };
      return Float32Array.from(gradientOf(batch, tensorsOf(SHAPE, weights), L2)[name].dataSync());
    });
    expect(gradient).toHaveLength(parameterSize(SHAPE, name));
    // Differences of 32-bit losses are good to about three digits.
    gradient.forEach((slope, i) => expect(Math.abs(slope - slopeAt(name, i))).toBeLessThan(5e-3));
  });

  it('sums over the members the mean squared error of each', () => {
    const one = { ...SHAPE, members: 1 };
    const lossOf = (shape: NetworkShape, seed: number): number =>
      tf.tidy(() => {
        const batch = { x: batchOf(shape.members, inputs, 3), y: batchOf(shape.members, outputs, 2) };
        return meanSquaredError(batch, tensorsOf(shape, initialWeights(shape, seed))).dataSync()[0] ?? 0;
      });
    expect(lossOf(SHAPE, 7)).toBeCloseTo(lossOf(one, 7) + lossOf(one, 8), 4);
  });
});
