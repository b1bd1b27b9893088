import * as tf from '@tensorflow/tfjs-core';

/**
 * What an output costs that is `e = output - target` away, both scaled:
 *
 * - `squared`: `e^2`.
 * - `huber`: `e^2` up to `delta`, from there on the straight line `delta (2|e| - delta)`, so that a few wild
 *   rounds do not rule the rest. Twice the loss of Huber (1964): near 0 it is the squared one.
 * - `logistic`: `ln(1 + exp(output)) - target output`, the cross-entropy of a target from 0 to 1 and
 *   `sigmoid(output)`: the network then gives the log-odds of a class.
 */
export type Loss =
  | { readonly kind: 'squared' }
  | { readonly kind: 'huber'; readonly delta: number }
  | { readonly kind: 'logistic' };

/** @returns what each output costs, of the same shape. */
export function costsOf(loss: Loss, outputs: tf.Tensor3D, targets: tf.Tensor3D): tf.Tensor3D {
  if (loss.kind === 'logistic') return tf.sub(tf.softplus(outputs), tf.mul(targets, outputs));
  const errors = tf.sub<tf.Tensor3D>(outputs, targets);
  if (loss.kind === 'squared') return tf.square(errors);
  const size = tf.abs(errors);
  const inner = tf.minimum<tf.Tensor3D>(size, loss.delta);
  return tf.mul(inner, tf.sub(tf.mul(size, 2), inner));
}

/** @returns the derivative of each cost by its output, of the same shape. */
export function costSlopes(loss: Loss, outputs: tf.Tensor3D, targets: tf.Tensor3D): tf.Tensor3D {
  if (loss.kind === 'logistic') return tf.sub(tf.sigmoid(outputs), targets);
  const errors = tf.sub<tf.Tensor3D>(outputs, targets);
  const bounded = loss.kind === 'huber' ? tf.clipByValue(errors, -loss.delta, loss.delta) : errors;
  return tf.mul(bounded, 2);
}
