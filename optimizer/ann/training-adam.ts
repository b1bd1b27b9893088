import { layerSizes, type NetworkShape, type NetworkWeights } from './network.js';

const MEAN_DECAY = 0.9;
const SQUARE_DECAY = 0.999;
const EPSILON = 1e-7;

/** Changes weights in place by one step against their gradient. */
export type Step = (weights: NetworkWeights, gradient: NetworkWeights, learningRate: number) => void;

/**
 * Adam (Kingma and Ba 2015, algorithm 1) on `loss + l2 * (sum of squared kernel weights)`; biases are not
 * decayed, as they only place the surface.
 *
 * On plain numbers: the optimiser of TensorFlow.js spends more time on its many small tensors than all
 * products of a step together, and its learning rate cannot be changed on the way.
 */
export function createAdam(shape: NetworkShape, l2: number): Step {
  const sizes = layerSizes(shape);
  const ofKernels = sizes.map((size) => momentsOf(shape.members * size.in * size.out));
  const ofBiases = sizes.map((size) => momentsOf(shape.members * size.out));
  let steps = 0;
  return (weights, gradient, learningRate) => {
    steps += 1;
    const rate = (learningRate * Math.sqrt(1 - SQUARE_DECAY ** steps)) / (1 - MEAN_DECAY ** steps);
    weights.kernels.forEach((kernel, i) => move(kernel, gradient.kernels[i], ofKernels[i], rate, 2 * l2));
    weights.biases.forEach((bias, i) => move(bias, gradient.biases[i], ofBiases[i], rate, 0));
  };
}

interface Moments {
  readonly mean: Float32Array;
  readonly square: Float32Array;
}

function momentsOf(length: number): Moments {
  return { mean: new Float32Array(length), square: new Float32Array(length) };
}

function move(
  values: Float32Array,
  gradient: Float32Array | undefined,
  moments: Moments | undefined,
  rate: number,
  decay: number,
): void {
  if (!gradient || !moments) throw new RangeError('weights, gradient and moments have the same layers');
  const { mean, square } = moments;
  for (let i = 0; i < values.length; i += 1) {
    const value = values[i] ?? 0;
    const slope = (gradient[i] ?? 0) + decay * value;
    const first = MEAN_DECAY * (mean[i] ?? 0) + (1 - MEAN_DECAY) * slope;
    const second = SQUARE_DECAY * (square[i] ?? 0) + (1 - SQUARE_DECAY) * slope * slope;
    mean[i] = first;
    square[i] = second;
    values[i] = value - (rate * first) / (Math.sqrt(second) + EPSILON);
  }
}
