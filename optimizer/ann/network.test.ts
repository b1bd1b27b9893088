import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../domain/random.js';
import { prepareBackend } from './backend.js';
import { initialWeights, runMembers, runNetwork, weightsPerMember, type NetworkShape } from './network.js';
import { ACTIVATIONS } from './network-activation.js';
import { activations, runOne } from './network.fixture.js';
import { memberOf } from './training.js';

beforeAll(async () => {
  await prepareBackend();
});

const SHAPE: NetworkShape = { members: 2, inputs: 3, hidden: [4], outputs: 2, activation: 'tanh' };

function randomArray(length: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length }, () => random.normal());
}

describe('runMembers', () => {
  it('computes tanh(x k1 + b1) k2 + b2 for every row', () => {
    const shape: NetworkShape = { members: 1, inputs: 2, hidden: [1], outputs: 2, activation: 'tanh' };
    const weights = {
      kernels: [Float32Array.of(0.5, -1), Float32Array.of(2, -3)],
      biases: [Float32Array.of(0.25), Float32Array.of(0.1, 0.2)],
    };
    const outputs = runMembers(shape, weights, Float32Array.of(1, 2, 3, 4));
    const first = Math.tanh(1 * 0.5 + 2 * -1 + 0.25);
    const second = Math.tanh(3 * 0.5 + 4 * -1 + 0.25);
    [2 * first + 0.1, -3 * first + 0.2, 2 * second + 0.1, -3 * second + 0.2].forEach((expected, i) =>
      expect(outputs[i]).toBeCloseTo(expected, 5),
    );
  });

  it.each(ACTIVATIONS)('agrees with the formula written out for %s in two hidden layers', (activation) => {
    const shape: NetworkShape = { members: 3, inputs: 3, hidden: [5, 9], outputs: 2, activation };
    const weights = initialWeights(shape, 1);
    weights.biases.forEach((bias, layer) => bias.set(randomArray(bias.length, layer)));
    const inputs = randomArray(3 * 4, 1);
    const outputs = runMembers(shape, weights, inputs);
    expect(outputs).toHaveLength(3 * 4 * 2);
    for (let member = 0; member < 3; member += 1) {
      const own = memberOf(shape, weights, member);
      for (let row = 0; row < 4; row += 1) {
        const expected = runOne({ ...shape, members: 1 }, own, [...inputs.subarray(3 * row, 3 * row + 3)]);
        expected.forEach((value, i) => expect(outputs[(member * 4 + row) * 2 + i]).toBeCloseTo(value, 5));
      }
    }
  });

  it('takes inputs of each member', () => {
    const weights = initialWeights(SHAPE, 7);
    const [a, b] = [randomArray(3 * 5, 1), randomArray(3 * 5, 2)];
    const both = runMembers(SHAPE, weights, Float32Array.of(...a, ...b), 5);
    const ofA = runMembers(SHAPE, weights, a);
    const ofB = runMembers(SHAPE, weights, b);
    const expected = [...ofA.subarray(0, 10), ...ofB.subarray(10)];
    expected.forEach((value, i) => expect(both[i]).toBeCloseTo(value, 5));
  });

  it('refuses inputs that are neither, and weights of another shape', () => {
    const weights = initialWeights(SHAPE, 7);
    expect(() => runMembers(SHAPE, weights, randomArray(9, 1), 5)).toThrow(RangeError);
    expect(() => runMembers({ ...SHAPE, hidden: [5] }, weights, randomArray(9, 1))).toThrow(
      /do not fit layer 0/,
    );
  });

  it('keeps no tensors', () => {
    const weights = initialWeights(SHAPE, 1);
    const before = tf.memory().numTensors;
    runMembers(SHAPE, weights, randomArray(30, 1));
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('runNetwork', () => {
  it('averages over the members', () => {
    const one = { ...SHAPE, members: 1 };
    const inputs = randomArray(3 * 5, 1);
    const both = runNetwork(SHAPE, initialWeights(SHAPE, 7), inputs);
    const first = runNetwork(one, initialWeights(one, 7), inputs);
    const second = runNetwork(one, initialWeights(one, 8), inputs);
    both.forEach((value, i) => expect(value).toBeCloseTo(((first[i] ?? 0) + (second[i] ?? 0)) / 2, 5));
  });
});

describe('activations', () => {
  it.each(ACTIVATIONS)('%s saturates as it should and is never NaN', (activation) => {
    const shape: NetworkShape = { members: 1, inputs: 1, hidden: [1], outputs: 1, activation };
    const one = {
      kernels: [Float32Array.of(1), Float32Array.of(1)],
      biases: [new Float32Array(1), new Float32Array(1)],
    };
    const at = [-100, -1, 0, 1, 100];
    const outputs = runMembers(shape, one, Float32Array.from(at));
    at.forEach((z, i) => expect(outputs[i]).toBeCloseTo(activations[activation](z), 4));
  });
});

describe('initialWeights', () => {
  it('repeats for the same seed and differs for another', () => {
    expect(initialWeights(SHAPE, 3)).toEqual(initialWeights(SHAPE, 3));
    expect(initialWeights(SHAPE, 4)).not.toEqual(initialWeights(SHAPE, 3));
  });

  it('gives members of neighbouring seeds nothing in common', () => {
    const kernel = (seed: number) => initialWeights({ ...SHAPE, members: 1 }, seed).kernels[0] ?? [];
    const firsts = Array.from({ length: 30 }, (_, seed) => Math.abs(kernel(seed)[0] ?? 0) * Math.sqrt(3));
    // Of standard normal numbers: thirty are hardly all outside of three standard deviations, or of one.
    expect(firsts.filter((value) => value > 3).length).toBeLessThan(3);
    expect(firsts.filter((value) => value > 1).length).toBeLessThan(20);
  });

  it('draws kernels of variance 1 / in, of twice that before relu, and biases of 0', () => {
    const spread = (activation: 'tanh' | 'relu') => {
      const shape: NetworkShape = { members: 1, inputs: 50, hidden: [200], outputs: 1, activation };
      const { kernels, biases } = initialWeights(shape, 1);
      expect(biases.every((bias) => bias.every((value) => value === 0))).toBe(true);
      const kernel = kernels[0] ?? new Float32Array();
      return kernel.reduce((sum, value) => sum + value ** 2, 0) / kernel.length;
    };
    expect(50 * spread('tanh')).toBeCloseTo(1, 1);
    expect(50 * spread('relu')).toBeCloseTo(2, 1);
  });

  it('scales only the last kernel', () => {
    const whole = initialWeights(SHAPE, 3);
    const small = initialWeights(SHAPE, 3, 0.1);
    expect(small.kernels[0]).toEqual(whole.kernels[0]);
    expect(small.kernels[1]?.[0]).toBeCloseTo(0.1 * (whole.kernels[1]?.[0] ?? 0), 6);
  });

  it('fills every parameter of the shape', () => {
    const weights = initialWeights({ ...SHAPE, hidden: [4, 6] }, 1);
    expect(weights.kernels.map(({ length }) => length)).toEqual([2 * 3 * 4, 2 * 4 * 6, 2 * 6 * 2]);
    expect(weights.biases.map(({ length }) => length)).toEqual([2 * 4, 2 * 6, 2 * 2]);
  });

  it('has 122 numbers in a 3-20-2 network', () => {
    expect(weightsPerMember({ ...SHAPE, hidden: [20] })).toBe(122);
  });
});
