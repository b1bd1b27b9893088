import * as tf from '@tensorflow/tfjs-core';
import { seededRandom } from '../domain/random.js';
import { activate, initialVariance, type Activated, type Activation } from './network-activation.js';

/**
 * Feed-forward networks: hidden layers `a(K x + b)` with one activation, then a linear layer.
 *
 * Several networks of one shape, the members, are trained and asked by the same batched products: every
 * tensor of weights has `members` as its first axis. The plain network is one member.
 */
export interface NetworkShape {
  readonly members: number;
  readonly inputs: number;
  /** Neurons of each hidden layer, one or more. */
  readonly hidden: readonly number[];
  readonly outputs: number;
  readonly activation: Activation;
}

/** The trained numbers, layer by layer: kernels [members, in, out] and biases [members, 1, out], row-major. */
export interface NetworkWeights {
  readonly kernels: readonly Float32Array[];
  readonly biases: readonly Float32Array[];
}

/** Values that flow into and out of one layer. */
export interface LayerSize {
  readonly in: number;
  readonly out: number;
}

export function layerSizes({ inputs, hidden, outputs }: NetworkShape): LayerSize[] {
  const widths = [...hidden, outputs];
  return widths.map((out, layer) => ({ in: layer === 0 ? inputs : (widths[layer - 1] ?? 0), out }));
}

/** Numbers in one member: 122 for 3-20-2. */
export function weightsPerMember(shape: NetworkShape): number {
  return layerSizes(shape).reduce((sum, layer) => sum + (layer.in + 1) * layer.out, 0);
}

/**
 * Kernels drawn from a normal distribution of variance {@link initialVariance} / (values that flow in), those
 * of the last layer of variance 1 / (values that flow in); biases 0. Member m draws from `seed + m`: adding
 * members changes none of those that were there.
 * @param outputScale - factor on the last layer's kernel; near 0, the network starts near 0 everywhere.
 */
export function initialWeights(shape: NetworkShape, seed: number, outputScale = 1): NetworkWeights {
  const sizes = layerSizes(shape);
  const kernels = sizes.map((size) => new Float32Array(shape.members * size.in * size.out));
  for (let member = 0; member < shape.members; member += 1) {
    const random = seededRandom(seed + member);
    sizes.forEach((size, layer) => {
      const last = layer === sizes.length - 1;
      const deviation = last ? outputScale : Math.sqrt(initialVariance(shape.activation));
      const length = size.in * size.out;
      const drawn = Float32Array.from({ length }, () => (random.normal() * deviation) / Math.sqrt(size.in));
      kernels[layer]?.set(drawn, member * length);
    });
  }
  return { kernels, biases: sizes.map(({ out }) => new Float32Array(shape.members * out)) };
}

/** One layer's kernel [members, in, out] and bias [members, out, 1]. Tensors stay inside this folder. */
export interface LayerTensors {
  readonly kernel: tf.Tensor3D;
  readonly bias: tf.Tensor3D;
}

/**
 * The caller disposes of the tensors, or calls this inside `tf.tidy`.
 * @throws RangeError if the weights are not those of such a network.
 */
export function tensorsOf(shape: NetworkShape, { kernels, biases }: NetworkWeights): LayerTensors[] {
  const { members } = shape;
  return layerSizes(shape).map((size, layer) => {
    const kernel = kernels[layer];
    const bias = biases[layer];
    if (kernel?.length !== members * size.in * size.out || bias?.length !== members * size.out) {
      throw new RangeError(
        `the weights do not fit layer ${layer}: ${size.in} x ${size.out}, ${members} members`,
      );
    }
    return {
      kernel: tf.tensor3d(kernel, [members, size.in, size.out]),
      // [members, 1, out] and [members, out, 1] lie in memory alike.
      bias: tf.tensor3d(bias, [members, size.out, 1]),
    };
  });
}

/**
 * The values that flow into a layer, n rows: either the same for every member, held both ways round because
 * a product with a constant plain matrix on its right is ten times as quick as a batched one, or of each member.
 */
export type LayerInput =
  | { readonly shared: true; readonly columns: tf.Tensor2D; readonly rows: tf.Tensor2D }
  | { readonly shared: false; readonly values: tf.Tensor3D };

/**
 * @param inputs - n x columns numbers for all members alike, or members x n x columns.
 * @returns `columns` [columns, n] and `rows` [n, columns], or `values` [members, columns, n].
 * @throws RangeError if it is neither.
 */
export function layerInput(
  inputs: Float32Array,
  { members, n, columns }: { readonly members: number; readonly n: number; readonly columns: number },
): LayerInput {
  if (inputs.length === n * columns) {
    const rows = tf.tensor2d(inputs, [n, columns]);
    return { shared: true, rows, columns: tf.transpose(rows) };
  }
  if (inputs.length === members * n * columns) {
    const values = tf.tidy(() => tf.transpose(tf.tensor3d(inputs, [members, n, columns]), [0, 2, 1]));
    return { shared: false, values };
  }
  throw new RangeError(
    `${inputs.length} inputs are neither ${n} rows of ${columns} nor those of ${members} members`,
  );
}

/** @returns `K x + b` of every member and row, [members, out, n]. */
function sumsOf({ kernel, bias }: LayerTensors, input: LayerInput): tf.Tensor3D {
  const [members, width, out] = kernel.shape;
  if (!input.shared) return tf.add(tf.matMul(kernel, input.values, true), bias);
  const stacked = tf.reshape(tf.transpose(kernel, [0, 2, 1]), [members * out, width]);
  const products = tf.matMul<tf.Tensor2D>(stacked, input.columns);
  return tf.add(tf.reshape(products, [members, out, -1]), bias);
}

/**
 * @returns the outputs [members, outputs, n] and what every hidden layer gave on, first to last.
 */
export function forward(
  activation: Activation,
  layers: readonly LayerTensors[],
  input: LayerInput,
): { readonly outputs: tf.Tensor3D; readonly hidden: readonly Activated[] } {
  const hidden: Activated[] = [];
  let flowing = input;
  for (const layer of layers.slice(0, -1)) {
    const activated = activate(activation, sumsOf(layer, flowing));
    hidden.push(activated);
    flowing = { shared: false, values: activated.value };
  }
  const last = layers.at(-1);
  if (!last) throw new RangeError('a network has at least one layer');
  return { outputs: sumsOf(last, flowing), hidden };
}

/**
 * The outputs of every member for every row in one pass; no tensor is left behind.
 * @param inputs - n x inputs scaled numbers for all members alike, or members x n x inputs.
 * @param rows - n; must be given where each member has inputs of its own.
 * @returns members x n x outputs scaled numbers, row-major.
 */
export function runMembers(
  shape: NetworkShape,
  weights: NetworkWeights,
  inputs: Float32Array,
  rows = inputs.length / shape.inputs,
): Float32Array {
  const outputs = tf.tidy(() => {
    const input = layerInput(inputs, { members: shape.members, n: rows, columns: shape.inputs });
    return tf.transpose(forward(shape.activation, tensorsOf(shape, weights), input).outputs, [0, 2, 1]);
  });
  // Read outside: `tidy` looks for tensors in every element of what it is given back.
  const values = Float32Array.from(outputs.dataSync());
  outputs.dispose();
  return values;
}

/**
 * As {@link runMembers} with inputs shared, averaged over the members.
 * @returns n x outputs scaled numbers, row after row.
 */
export function runNetwork(shape: NetworkShape, weights: NetworkWeights, inputs: Float32Array): Float32Array {
  const each = runMembers(shape, weights, inputs);
  const length = each.length / shape.members;
  return Float32Array.from({ length }, (_, i) => {
    let sum = 0;
    for (let member = 0; member < shape.members; member += 1) sum += each[member * length + i] ?? 0;
    return sum / shape.members;
  });
}
