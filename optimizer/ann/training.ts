import { setImmediate as yieldToOthers } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs-core';
import { throwIfCancelled } from '../domain/wait.js';
import { gradientOf, meanSquaredError, type Batch } from './gradient.js';
import {
  PARAMETER_NAMES,
  batchOf,
  eachParameter,
  initialWeights,
  parameterShapes,
  type NetworkShape,
  type NetworkTensors,
  type NetworkWeights,
} from './network.js';

/** Scaled rows, row after row: n x inputs and n x outputs numbers. */
export interface ScaledRows {
  readonly inputs: Float32Array;
  readonly outputs: Float32Array;
}

export interface TrainingOptions {
  /** Draws the initial weights; the same seed and rows give the same weights, bit for bit. */
  readonly seed: number;
  readonly learningRate: number;
  /** Weight of the squared kernel weights in the loss. */
  readonly l2: number;
  /** Passes before the validation error may choose; see `RECIPE` in train-model.ts for why. */
  readonly minEpochs: number;
  /** Passes over all rows at most; exactly this many without validation rows. */
  readonly maxEpochs: number;
  /** Passes without a better validation error after which training stops. */
  readonly patience: number;
  readonly signal?: AbortSignal | undefined;
  /** Called now and then with the passes done so far. */
  readonly onEpoch?: ((epoch: number, maxEpochs: number) => void) | undefined;
}

export interface TrainedNetwork {
  readonly weights: NetworkWeights;
  /** Passes that made `weights`. */
  readonly epochs: number;
  /** Mean squared error of `weights` on the validation rows, scaled; `null` without validation rows. */
  readonly validationLoss: number | null;
}

/** Passes between two looks at the validation error, the signal and the event loop. */
const CHECK_EVERY = 10;

/**
 * Trains with Adam, every row in every step. With validation rows it stops early and gives the weights that
 * did best on them; they take no other part.
 * @throws CancelledError when `signal` is aborted; the tensors are disposed of all the same.
 */
export async function trainNetwork(
  shape: NetworkShape,
  train: ScaledRows,
  validation: ScaledRows | undefined,
  options: TrainingOptions,
): Promise<TrainedNetwork> {
  const parameters = trainableTensors(shape, initialWeights(shape, options.seed));
  const fitted = tensorBatch(shape, train);
  const watched = validation && tensorBatch(shape, validation);
  // An epsilon of our own: each backend has another default.
  const adam = tf.train.adam(options.learningRate, 0.9, 0.999, 1e-7);
  try {
    return await descend({ parameters, fitted, watched, adam, options });
  } finally {
    adam.dispose();
    tf.dispose([parameters, { ...fitted }, { ...watched }]);
  }
}

interface Descent {
  readonly parameters: NetworkTensors<TrainableTensor>;
  readonly fitted: Batch;
  readonly watched: Batch | undefined;
  readonly adam: tf.Optimizer;
  readonly options: TrainingOptions;
}

async function descend(descent: Descent): Promise<TrainedNetwork> {
  const { parameters, options } = descent;
  let best: WatchedNetwork | undefined;
  for (let epoch = 1; epoch <= options.maxEpochs; epoch += 1) {
    takeStep(descent);
    if (epoch % CHECK_EVERY !== 0 && epoch !== options.maxEpochs) continue;
    await giveWay(epoch, options);
    best = betterOf(best, epoch, descent);
    if (best && epoch - best.epochs >= options.patience) break;
  }
  return best ?? { weights: readWeights(parameters), epochs: options.maxEpochs, validationLoss: null };
}

type WatchedNetwork = TrainedNetwork & { readonly validationLoss: number };

/** The network as it is now, if the validation rows may choose already and like it better than `best`. */
function betterOf(
  best: WatchedNetwork | undefined,
  epochs: number,
  { parameters, watched, options }: Descent,
): WatchedNetwork | undefined {
  if (!watched || epochs < Math.min(options.minEpochs, options.maxEpochs)) return best;
  const validationLoss = lossOf(watched, parameters);
  if (best && validationLoss >= best.validationLoss) return best;
  return { weights: readWeights(parameters), epochs, validationLoss };
}

function takeStep({ parameters, fitted, adam, options }: Descent): void {
  const gradients = gradientOf(fitted, parameters, options.l2);
  // The optimiser finds a variable by its name.
  adam.applyGradients(
    PARAMETER_NAMES.map((name) => ({ name: parameters[name].name, tensor: gradients[name] })),
  );
  tf.dispose(gradients);
}

async function giveWay(epoch: number, { maxEpochs, onEpoch, signal }: TrainingOptions): Promise<void> {
  onEpoch?.(epoch, maxEpochs);
  await yieldToOthers();
  throwIfCancelled(signal);
}

type TrainableTensor = tf.Variable<tf.Rank.R3>;

function trainableTensors(shape: NetworkShape, weights: NetworkWeights): NetworkTensors<TrainableTensor> {
  const shapes = parameterShapes(shape);
  return eachParameter((name) => tf.tidy(() => tf.variable(tf.tensor3d(weights[name], shapes[name]))));
}

function tensorBatch({ members, inputs, outputs }: NetworkShape, rows: ScaledRows): Batch {
  return tf.tidy(() => ({
    x: batchOf(members, rows.inputs, inputs),
    y: batchOf(members, rows.outputs, outputs),
  }));
}

function lossOf(batch: Batch, parameters: NetworkTensors): number {
  return tf.tidy(() => meanSquaredError(batch, parameters).dataSync()[0] ?? Number.NaN);
}

function readWeights(parameters: NetworkTensors): NetworkWeights {
  return eachParameter((name) => Float32Array.from(parameters[name].dataSync()));
}
