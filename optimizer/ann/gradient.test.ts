import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '../domain/random.js';
import { prepareBackend } from './backend.js';
import { gradientOf, lossesOf } from './gradient.js';
import { initialWeights, type NetworkShape, type NetworkWeights } from './network.js';
import { ACTIVATIONS, type Activation } from './network-activation.js';
import { runOne, type PlainWeights } from './network.fixture.js';
import { memberOf } from './training.js';
import type { Loss } from './training-loss.js';
import { disposeBatch, prepareRows, type TrainingRows } from './training-rows.js';

beforeAll(async () => {
  await prepareBackend();
});

const ROWS = 6;
const MEMBERS = 2;
const LOSSES: Loss[] = [{ kind: 'squared' }, { kind: 'huber', delta: 0.7 }, { kind: 'logistic' }];

function randomArray(length: number, seed: number): Float32Array {
  const random = seededRandom(seed);
  return Float32Array.from({ length }, () => random.normal());
}

const shapeOf = (activation: Activation, hidden: readonly number[], outputs = 2): NetworkShape => ({
  members: MEMBERS,
  inputs: 3,
  hidden,
  outputs,
  activation,
});

function randomWeights(shape: NetworkShape): NetworkWeights {
  const weights = initialWeights(shape, 5);
  weights.biases.forEach((bias, layer) => bias.set(randomArray(bias.length, 40 + layer)));
  return weights;
}

/** Rows of which each member is held out of others, and one value is missing for all. */
function weighted(shape: NetworkShape): TrainingRows {
  const { outputs: height } = shape;
  const weights = randomArray(MEMBERS * ROWS * height, 3).map((value) => 0.2 + Math.abs(value));
  weights.fill(0, 0, height); // member 0, row 0
  weights.fill(0, (ROWS + 1) * height, (ROWS + 2) * height); // member 1, row 1
  const outputs = randomArray(ROWS * height, 2);
  outputs[2 * height] = Number.NaN; // row 2, output 0
  for (const member of [0, 1]) weights[(member * ROWS + 2) * height] = 0;
  return { inputs: randomArray(ROWS * 3, 1), outputs, weights };
}

const unweighted = (shape: NetworkShape): TrainingRows => ({
  inputs: randomArray(ROWS * 3, 1),
  outputs: randomArray(ROWS * shape.outputs, 2),
});

const ofEachMember = (shape: NetworkShape): TrainingRows => ({
  inputs: randomArray(MEMBERS * ROWS * 3, 1),
  outputs: randomArray(MEMBERS * ROWS * shape.outputs, 2),
  rows: ROWS,
});

function costOf(loss: Loss, output: number, target: number): number {
  const error = output - target;
  if (loss.kind === 'logistic') return Math.log(1 + Math.exp(output)) - target * output;
  if (loss.kind === 'squared' || Math.abs(error) <= loss.delta) return error ** 2;
  return loss.delta * (2 * Math.abs(error) - loss.delta);
}

/** The mean loss of one member by its definition, in double precision. */
function lossByHand(
  { shape, rows, loss, member }: { shape: NetworkShape; rows: TrainingRows; loss: Loss; member: number },
  own: PlainWeights,
): number {
  const { outputs: height } = shape;
  const inputStart = rows.inputs.length === ROWS * 3 ? 0 : member * ROWS * 3;
  const outputStart = rows.outputs.length === ROWS * height ? 0 : member * ROWS * height;
  let sum = 0;
  let total = 0;
  for (let row = 0; row < ROWS; row += 1) {
    const at = inputStart + 3 * row;
    const predicted = runOne({ ...shape, members: 1 }, own, [...rows.inputs.subarray(at, at + 3)]);
    predicted.forEach((value, i) => {
      const weight = rows.weights?.[(member * ROWS + row) * height + i] ?? 1;
      if (weight === 0) return;
      total += weight;
      sum += weight * costOf(loss, value, rows.outputs[outputStart + row * height + i] ?? 0);
    });
  }
  return sum / total;
}

function expectSlopes(shape: NetworkShape, rows: TrainingRows, loss: Loss): void {
  const weights = randomWeights(shape);
  const batch = prepareRows(shape, rows).batch();
  const gradient = gradientOf(shape, weights, batch, loss);
  const losses = lossesOf(shape, weights, batch, loss);
  disposeBatch(batch);
  const h = 1e-5;
  for (let member = 0; member < MEMBERS; member += 1) {
    const { kernels, biases } = memberOf(shape, weights, member);
    // Plain numbers: steps of 1e-5 would drown in 32-bit ones.
    const own = { kernels: kernels.map((k) => [...k]), biases: biases.map((b) => [...b]) };
    const at = { shape, rows, loss, member };
    expect(losses[member]).toBeCloseTo(lossByHand(at, own), 5);
    const found = memberOf(shape, gradient, member);
    for (const part of ['kernels', 'biases'] as const) {
      own[part].forEach((values, layer) => {
        values.forEach((value, i) => {
          values[i] = value + h;
          const above = lossByHand(at, own);
          values[i] = value - h;
          const below = lossByHand(at, own);
          values[i] = value;
          expect(found[part][layer]?.[i]).toBeCloseTo((above - below) / (2 * h), 4);
        });
      });
    }
  }
}

describe('gradientOf is the slope of the loss by its definition', () => {
  for (const activation of ACTIVATIONS) {
    for (const loss of LOSSES) {
      it(`for ${activation}, ${loss.kind} loss, two hidden layers, weights with zeros`, () => {
        const shape = shapeOf(activation, [5, 4]);
        expectSlopes(shape, weighted(shape), loss);
      });
    }
  }

  it('for one hidden layer without weights', () => {
    expectSlopes(shapeOf('tanh', [4]), unweighted(shapeOf('tanh', [4])), { kind: 'squared' });
  });

  it('for wide layers', () => {
    const shape = shapeOf('tanh', [4, 12], 10);
    expectSlopes(shape, weighted(shape), { kind: 'squared' });
  });

  it('for inputs and outputs of each member', () => {
    const shape = shapeOf('tanh', [4, 3]);
    expectSlopes(shape, ofEachMember(shape), { kind: 'squared' });
  });
});

describe('prepareRows', () => {
  const shape = shapeOf('tanh', [4]);

  it('cuts batches whose gradients average to that of all rows', () => {
    const weights = randomWeights(shape);
    const prepared = prepareRows(shape, weighted(shape));
    const gradient = (indices?: readonly number[]): number[] => {
      const batch = prepared.batch(indices);
      const found = [...(gradientOf(shape, weights, batch, { kind: 'squared' }).kernels[0] ?? [])];
      disposeBatch(batch);
      return found;
    };
    const [first, second] = [gradient([4, 0, 2]), gradient([1, 5, 3])];
    gradient().forEach((whole, i) => expect(((first[i] ?? 0) + (second[i] ?? 0)) / 2).toBeCloseTo(whole, 5));
  });

  it('leaves no tensors when batches are disposed of', () => {
    const before = tf.memory().numTensors;
    for (const rows of [weighted(shape), unweighted(shape), ofEachMember(shape)]) {
      const batch = prepareRows(shape, rows).batch([0, 1]);
      gradientOf(shape, randomWeights(shape), batch, { kind: 'huber', delta: 1 });
      disposeBatch(batch);
    }
    expect(tf.memory().numTensors).toBe(before);
  });

  it('refuses what does not fit', () => {
    const rows = weighted(shape);
    const nothing = new Float32Array(MEMBERS * ROWS * 2);
    expect(() => prepareRows(shape, { ...rows, weights: nothing })).toThrow('member 0 has no row');
    expect(() => prepareRows(shape, { ...rows, weights: new Float32Array(3) })).toThrow('3 weights');
    expect(() => prepareRows(shape, { ...rows, weights: undefined })).toThrow('target 4 is NaN');
    const counted = (rows.weights ?? nothing).map(() => 1);
    expect(() => prepareRows(shape, { ...rows, weights: counted })).toThrow(
      'target 4 is NaN and has a weight',
    );
    expect(() => prepareRows(shape, { ...ofEachMember(shape), rows: 5 })).toThrow('24 outputs are neither');
  });
});
