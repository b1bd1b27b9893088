import * as tf from '@tensorflow/tfjs-core';

export const ACTIVATIONS = ['tanh', 'relu', 'sigmoid', 'swish'] as const;
export type Activation = (typeof ACTIVATIONS)[number];

/** What a hidden layer gives on, and how fast that changes with what came in. */
export interface Activated {
  /** Of the same shape as the layer's sums. */
  readonly value: tf.Tensor3D;
  /** The derivative of `value` by the layer's sums, of the same shape; made where it is asked for. */
  readonly slope: () => tf.Tensor3D;
}

const MAKE: Readonly<Record<Activation, (sums: tf.Tensor3D) => Activated>> = {
  // tanh(z) = 2 sigmoid(2z) - 1. On WebAssembly tanh itself takes five times as long.
  tanh: (sums) => {
    const value = tf.sub<tf.Tensor3D>(tf.mul(tf.sigmoid(tf.mul(sums, 2)), 2), 1);
    return { value, slope: () => tf.sub(1, tf.square(value)) };
  },
  relu: (sums) => ({ value: tf.relu(sums), slope: () => tf.step(sums) }),
  sigmoid: (sums) => {
    const value = tf.sigmoid(sums);
    return { value, slope: () => tf.mul(value, tf.sub(1, value)) };
  },
  // z sigmoid(z) (Ramachandran et al. 2017); its slope is value + sigmoid(z) (1 - value).
  swish: (sums) => {
    const gate = tf.sigmoid(sums);
    const value = tf.mul<tf.Tensor3D>(sums, gate);
    return { value, slope: () => tf.add(value, tf.mul(gate, tf.sub(1, value))) };
  },
};

/** The tensors belong to the caller's `tf.tidy`. */
export function activate(activation: Activation, sums: tf.Tensor3D): Activated {
  return MAKE[activation](sums);
}

/**
 * Variance of initial kernel numbers times the values that flow in: 1 where the activation passes on about
 * what comes in (Glorot and Bengio 2010), 2 where it cuts half of it off (He et al. 2015).
 */
export function initialVariance(activation: Activation): number {
  return activation === 'relu' || activation === 'swish' ? 2 : 1;
}
