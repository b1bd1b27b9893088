import * as tf from '@tensorflow/tfjs-core';
import { seededRandom } from '../domain/random.js';

/**
 * Feed-forward networks with one hidden tanh layer: `tanh(X K1 + b1) K2 + b2`.
 *
 * Every tensor has `members` as its first axis, so that several networks of one shape are trained and asked
 * by the same batched products. The plain network is one member.
 */
export interface NetworkShape {
  readonly members: number;
  readonly inputs: number;
  readonly hidden: number;
  readonly outputs: number;
}

export const PARAMETER_NAMES = ['hiddenKernel', 'hiddenBias', 'outputKernel', 'outputBias'] as const;
export type ParameterName = (typeof PARAMETER_NAMES)[number];

/** The trained numbers, row-major; {@link parameterShapes} gives the shape of each. */
export type NetworkWeights = Readonly<Record<ParameterName, Float32Array>>;

/** The same as tensors. They stay inside this folder. */
export type NetworkTensors<T extends tf.Tensor3D = tf.Tensor3D> = Readonly<Record<ParameterName, T>>;

/**
 * hiddenKernel [members, inputs, hidden], hiddenBias [members, 1, hidden],
 * outputKernel [members, hidden, outputs], outputBias [members, 1, outputs].
 */
export function parameterShapes(shape: NetworkShape): Record<ParameterName, [number, number, number]> {
  const { members, inputs, hidden, outputs } = shape;
  return {
    hiddenKernel: [members, inputs, hidden],
    hiddenBias: [members, 1, hidden],
    outputKernel: [members, hidden, outputs],
    outputBias: [members, 1, outputs],
  };
}

/** Numbers in one parameter of this shape. */
export function parameterSize(shape: NetworkShape, name: ParameterName): number {
  return parameterShapes(shape)[name].reduce((product, length) => product * length, 1);
}

/** Applies `make` to every parameter, in the order of {@link PARAMETER_NAMES}. */
export function eachParameter<T>(make: (name: ParameterName) => T): Record<ParameterName, T> {
  return {
    hiddenKernel: make('hiddenKernel'),
    hiddenBias: make('hiddenBias'),
    outputKernel: make('outputKernel'),
    outputBias: make('outputBias'),
  };
}

/**
 * Kernels drawn from a normal distribution of variance 1 / (values that flow in), biases 0. Member m draws
 * from `seed + m`: adding members changes none of those that were there.
 */
export function initialWeights(shape: NetworkShape, seed: number): NetworkWeights {
  const members = Array.from({ length: shape.members }, (_, member) => {
    const random = seededRandom(seed + member);
    const kernel = (rows: number, columns: number): number[] =>
      Array.from({ length: rows * columns }, () => random.normal() / Math.sqrt(rows));
    return {
      hiddenKernel: kernel(shape.inputs, shape.hidden),
      outputKernel: kernel(shape.hidden, shape.outputs),
    };
  });
  return {
    hiddenKernel: Float32Array.from(members.flatMap((member) => member.hiddenKernel)),
    hiddenBias: new Float32Array(parameterSize(shape, 'hiddenBias')),
    outputKernel: Float32Array.from(members.flatMap((member) => member.outputKernel)),
    outputBias: new Float32Array(parameterSize(shape, 'outputBias')),
  };
}

/** The caller disposes of the tensors, or calls this inside `tf.tidy`. */
export function tensorsOf(shape: NetworkShape, weights: NetworkWeights): NetworkTensors {
  const shapes = parameterShapes(shape);
  return eachParameter((name) => tf.tensor3d(weights[name], shapes[name]));
}

/**
 * The same rows for every member.
 * @param values - n rows of `columns` numbers, row after row.
 * @returns [members, n, columns].
 */
export function batchOf(members: number, values: Float32Array, columns: number): tf.Tensor3D {
  return tf.tile(tf.tensor3d(values, [1, values.length / columns, columns]), [members, 1, 1]);
}

/**
 * @param x - [members, n, inputs], scaled.
 * @returns the hidden activations [members, n, hidden] and the outputs [members, n, outputs], scaled.
 */
export function forward(
  x: tf.Tensor3D,
  parameters: NetworkTensors,
): { readonly hidden: tf.Tensor3D; readonly outputs: tf.Tensor3D } {
  const { hiddenKernel, hiddenBias, outputKernel, outputBias } = parameters;
  const hidden = tf.tanh(tf.add<tf.Tensor3D>(tf.matMul(x, hiddenKernel), hiddenBias));
  return { hidden, outputs: tf.add(tf.matMul(hidden, outputKernel), outputBias) };
}

/**
 * The outputs of every row in one pass, averaged over the members; no tensor is left behind.
 * @param inputs - n x inputs scaled numbers, row after row.
 * @returns n x outputs scaled numbers, row after row.
 */
export function runNetwork(shape: NetworkShape, weights: NetworkWeights, inputs: Float32Array): Float32Array {
  return tf.tidy(() => {
    const x = batchOf(shape.members, inputs, shape.inputs);
    const mean = tf.mean(forward(x, tensorsOf(shape, weights)).outputs, 0);
    return Float32Array.from(mean.dataSync());
  });
}
