import { layerSizes, type NetworkShape, type NetworkWeights } from './network.js';
import type { Activation } from './network-activation.js';

/** The activations by their textbook formulas, in double precision. */
export const activations: Record<Activation, (z: number) => number> = {
  tanh: Math.tanh,
  relu: (z) => Math.max(0, z),
  sigmoid: (z) => 1 / (1 + Math.exp(-z)),
  swish: (z) => z / (1 + Math.exp(-z)),
};

/** Weights as plain numbers. */
export interface PlainWeights {
  readonly kernels: readonly ArrayLike<number>[];
  readonly biases: readonly ArrayLike<number>[];
}

/** One row through a network of one member, number by number in double precision. */
export function runOne(shape: NetworkShape, weights: NetworkWeights | PlainWeights, row: number[]): number[] {
  const sizes = layerSizes(shape);
  return sizes.reduce((flowing, size, layer) => {
    const kernel = weights.kernels[layer] ?? [];
    const bias = weights.biases[layer] ?? [];
    return Array.from({ length: size.out }, (_, to) => {
      const sum = flowing.reduce(
        (total, value, from) => total + value * (kernel[from * size.out + to] ?? 0),
        bias[to] ?? 0,
      );
      return layer === sizes.length - 1 ? sum : activations[shape.activation](sum);
    });
  }, row);
}
