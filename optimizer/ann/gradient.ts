import * as tf from '@tensorflow/tfjs-core';
import { forward, type NetworkTensors } from './network.js';

/** Rows to fit, scaled: `x` [members, n, inputs], `y` [members, n, outputs]. */
export interface Batch {
  readonly x: tf.Tensor3D;
  readonly y: tf.Tensor3D;
}

/**
 * The mean squared error over rows and outputs, summed over the members: each member's gradient is then that
 * of its own error, whatever the others do.
 * @returns a scalar.
 */
export function meanSquaredError(batch: Batch, parameters: NetworkTensors): tf.Scalar {
  return tf.tidy(() => {
    const { outputs } = forward(batch.x, parameters);
    const [, rows, columns] = batch.y.shape;
    return tf.div(tf.sum(tf.square(tf.sub(outputs, batch.y))), rows * columns);
  });
}

/**
 * The gradient of `meanSquaredError + l2 * (sum of squared kernel weights)`, by backpropagation written out.
 * Biases are not decayed: they only place the surface.
 *
 * Written out because tfjs-core's Node bundle registers no gradient functions, so that `tf.variableGrads`
 * fails on it; for one hidden layer the rule is short, and takes half the operations.
 * @returns one tensor a parameter, each of that parameter's shape.
 */
export function gradientOf(batch: Batch, parameters: NetworkTensors, l2: number): NetworkTensors {
  return tf.tidy(() => {
    const { hidden, outputs } = forward(batch.x, parameters);
    const [, rows, columns] = batch.y.shape;
    const outputError = tf.mul<tf.Tensor3D>(tf.sub(outputs, batch.y), 2 / (rows * columns));
    const slope = tf.sub(1, tf.square(hidden)); // of tanh
    const hiddenError = tf.mul<tf.Tensor3D>(
      tf.matMul(outputError, parameters.outputKernel, false, true),
      slope,
    );
    const decay = (kernel: tf.Tensor3D): tf.Tensor3D => tf.mul(kernel, 2 * l2);
    return {
      hiddenKernel: tf.add(tf.matMul(batch.x, hiddenError, true), decay(parameters.hiddenKernel)),
      hiddenBias: tf.sum(hiddenError, 1, true),
      outputKernel: tf.add(tf.matMul(hidden, outputError, true), decay(parameters.outputKernel)),
      outputBias: tf.sum(outputError, 1, true),
    };
  });
}
