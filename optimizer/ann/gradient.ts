import * as tf from '@tensorflow/tfjs-core';
import {
  forward,
  tensorsOf,
  type LayerInput,
  type LayerTensors,
  type NetworkShape,
  type NetworkWeights,
} from './network.js';
import { costsOf, costSlopes, type Loss } from './training-loss.js';
import type { Batch } from './training-rows.js';

/**
 * The weighted mean loss of every member over rows and outputs.
 * @returns one number a member.
 */
export function lossesOf(
  shape: NetworkShape,
  weights: NetworkWeights,
  batch: Batch,
  loss: Loss,
): Float32Array {
  return tf.tidy(() => {
    const { outputs } = forward(shape.activation, tensorsOf(shape, weights), batch.input);
    const costs = tf.mul(costsOf(loss, outputs, batch.targets), batch.weights);
    return Float32Array.from(tf.sum(costs, [1, 2]).dataSync());
  });
}

/**
 * The gradient of {@link lossesOf}, each member's of its own loss whatever the others do, by backpropagation
 * written out (Rumelhart et al. 1986).
 *
 * Written out because tfjs-core's Node bundle registers no gradient functions, so that `tf.variableGrads`
 * fails on it; for plain layers the rule is short, and takes half the operations.
 * @returns numbers laid out as the weights are; no tensor is left behind.
 */
export function gradientOf(
  shape: NetworkShape,
  weights: NetworkWeights,
  batch: Batch,
  loss: Loss,
): NetworkWeights {
  return tf.tidy(() => {
    const layers = tensorsOf(shape, weights);
    const { outputs, hidden } = forward(shape.activation, layers, batch.input);
    const kernels: Float32Array[] = [];
    const biases: Float32Array[] = [];
    let slopes = tf.mul<tf.Tensor3D>(costSlopes(loss, outputs, batch.targets), batch.weights);
    for (let layer = layers.length - 1; layer >= 0; layer -= 1) {
      const before = hidden[layer - 1];
      const input: LayerInput = before ? { shared: false, values: before.value } : batch.input;
      kernels.unshift(numbersOf(kernelGradient(input, slopes)));
      biases.unshift(numbersOf(tf.sum(slopes, 2)));
      const tensors = layers[layer];
      if (before && tensors) slopes = tf.mul(backThrough(tensors, slopes), before.slope());
    }
    return { kernels, biases };
  });
}

/** @returns the sum over the rows of input times slope, [members, in, out]. */
function kernelGradient(input: LayerInput, slopes: tf.Tensor3D): tf.Tensor3D {
  if (!input.shared) return tf.matMul(input.values, slopes, false, true);
  const [members, out, n] = slopes.shape;
  const products = tf.matMul<tf.Tensor2D>(tf.reshape(slopes, [members * out, n]), input.rows);
  return tf.transpose(tf.reshape(products, [members, out, -1]), [0, 2, 1]);
}

/** Up to here a sum of outer products is quicker than the batched product. */
const FEW_OUTPUTS = 8;

/** @returns `K slopes`, [members, in, n]. */
function backThrough({ kernel }: LayerTensors, slopes: tf.Tensor3D): tf.Tensor3D {
  const [members, width, out] = kernel.shape;
  if (out > FEW_OUTPUTS) return tf.matMul(kernel, slopes);
  const n = slopes.shape[2];
  const parts = Array.from({ length: out }, (_, i) =>
    tf.mul<tf.Tensor3D>(
      tf.slice(kernel, [0, 0, i], [members, width, 1]),
      tf.slice(slopes, [0, i, 0], [members, 1, n]),
    ),
  );
  return parts.reduce((sum, part) => tf.add(sum, part));
}

function numbersOf(tensor: tf.Tensor): Float32Array {
  return Float32Array.from(tensor.dataSync());
}
