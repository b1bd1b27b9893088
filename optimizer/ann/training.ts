import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { seededRandom, shuffled, type Random } from '../domain/random.js';
import { throwIfCancelled } from '../domain/wait.js';
import { gradientOf, lossesOf } from './gradient.js';
import { initialWeights, layerSizes, type NetworkShape, type NetworkWeights } from './network.js';
import { createAdam, type Step } from './training-adam.js';
import { createWatch, type MemberLosses, type Watch } from './training-watch.js';
import type { Loss } from './training-loss.js';
import {
  disposeBatch,
  prepareRows,
  type Batch,
  type PreparedRows,
  type TrainingRows,
} from './training-rows.js';

export interface TrainingOptions {
  /** Draws the initial weights and the batches; the same seed and rows give the same weights, bit for bit. */
  readonly seed: number;
  readonly learningRate: number;
  /** `cosine` falls to 1 % of `learningRate` over `maxEpochs` (Loshchilov and Hutter 2017). */
  readonly schedule: 'constant' | 'cosine';
  /** Weight of the squared kernel weights in the loss. */
  readonly l2: number;
  readonly loss: Loss;
  /** Passes before the validation loss may choose. */
  readonly minEpochs: number;
  /** Passes over all rows at most; exactly this many without validation rows. */
  readonly maxEpochs: number;
  /** Passes without a better validation loss after which a member's training is over. */
  readonly patience: number;
  /** Rows in a step, drawn anew in every pass and the same for every member; all rows without. */
  readonly batchSize?: number | undefined;
  /** To start from instead of random ones; taken over, not changed. */
  readonly initialWeights?: NetworkWeights | undefined;
  /** Factor on the last layer's random initial kernel: near 0, the network starts near 0. */
  readonly initialOutputScale?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called now and then, and at the end, with the passes done so far. */
  readonly onEpoch?: ((epoch: number, maxEpochs: number) => void) | undefined;
  /** Called as `onEpoch`, with the losses at that pass; asking for them takes time. */
  readonly onLosses?: ((epoch: number, losses: MemberLosses) => void) | undefined;
}

export interface TrainedNetwork {
  readonly weights: NetworkWeights;
  /** Passes that made each member's weights. */
  readonly epochs: readonly number[];
  /** Loss of each member on the validation rows, scaled, without `l2`; `null` without validation rows. */
  readonly validationLosses: readonly number[] | null;
}

/** Passes between two looks at the validation loss. */
const CHECK_EVERY = 10;

/** Steps between two looks at the signal and the event loop. */
const STEPS_AT_ONCE = 10;

/** What is left of the learning rate at the end of a cosine. */
const LAST_SHARE = 0.01;

/**
 * Trains all members side by side with Adam. With validation rows every member gets the weights that did best
 * on them, at a pass of its own; they take no other part.
 * @throws CancelledError when `signal` is aborted; the tensors are disposed of all the same.
 */
export async function trainNetwork(
  shape: NetworkShape,
  train: TrainingRows,
  validation: TrainingRows | undefined,
  options: TrainingOptions,
): Promise<TrainedNetwork> {
  const { seed, initialOutputScale, initialWeights: given } = options;
  const weights = given ? copyOf(given) : initialWeights(shape, seed, initialOutputScale);
  const rows = prepareRows(shape, train);
  const open: Batch[] = [];
  const opened = (prepared: PreparedRows): Batch => {
    const batch = prepared.batch();
    open.push(batch);
    return batch;
  };
  try {
    const whole = opened(rows);
    const watched = validation && opened(prepareRows(shape, validation));
    const step = createAdam(shape, options.l2);
    return await descend({ shape, weights, rows, whole, watched, step, options });
  } finally {
    open.forEach(disposeBatch);
  }
}

interface Descent {
  readonly shape: NetworkShape;
  /** Changed by every step. */
  readonly weights: NetworkWeights;
  readonly rows: PreparedRows;
  readonly whole: Batch;
  readonly watched: Batch | undefined;
  readonly step: Step;
  readonly options: TrainingOptions;
}

async function descend(descent: Descent): Promise<TrainedNetwork> {
  const { shape, weights, watched, options } = descent;
  const random = seededRandom(options.seed);
  const watch = watched && createWatch(shape, options);
  const pause = pauseNowAndThen(options.signal);
  for (let epoch = 1; epoch <= options.maxEpochs; epoch += 1) {
    for (const indices of batchesOf(descent, random)) {
      takeStep(descent, indices, rateAt(epoch, options));
      await pause();
    }
    if (isCheck(epoch, options) && isOver(descent, epoch, watch)) break;
  }
  const epochs = Array<number>(shape.members).fill(options.maxEpochs);
  return watch?.best() ?? { weights, epochs, validationLosses: null };
}

function isCheck(epoch: number, { maxEpochs }: TrainingOptions): boolean {
  return epoch % CHECK_EVERY === 0 || epoch === maxEpochs;
}

/** Gives way to the event loop every few steps. */
function pauseNowAndThen(signal: AbortSignal | undefined): () => Promise<void> {
  let steps = 0;
  return async () => {
    steps += 1;
    if (steps % STEPS_AT_ONCE !== 0) return;
    await yieldToOthers();
    throwIfCancelled(signal);
  };
}

/** Reports how far it came. @returns whether the validation rows end the training here. */
function isOver(
  { shape, weights, whole, watched, options }: Descent,
  epoch: number,
  watch: Watch | undefined,
): boolean {
  throwIfCancelled(options.signal);
  const { loss, maxEpochs, onEpoch, onLosses } = options;
  const validation = watched && lossesOf(shape, weights, watched, loss);
  onEpoch?.(epoch, maxEpochs);
  if (onLosses) onLosses(epoch, { train: lossesOf(shape, weights, whole, loss), validation });
  return watch && validation ? watch.look(epoch, validation, weights) : false;
}

/** The rows of each step of a pass; undefined stands for all of them. */
function batchesOf({ rows, options }: Descent, random: Random): (readonly number[] | undefined)[] {
  const { batchSize } = options;
  if (batchSize === undefined || batchSize >= rows.count) return [undefined];
  const order = shuffled(
    Array.from({ length: rows.count }, (_, i) => i),
    random.below(2 ** 31),
  );
  const count = Math.ceil(rows.count / batchSize);
  return Array.from({ length: count }, (_, i) => order.slice(i * batchSize, (i + 1) * batchSize));
}

function takeStep(
  { shape, weights, rows, whole, step, options }: Descent,
  indices: readonly number[] | undefined,
  rate: number,
): void {
  const batch = indices ? rows.batch(indices) : whole;
  step(weights, gradientOf(shape, weights, batch, options.loss), rate);
  if (indices) disposeBatch(batch);
}

function rateAt(epoch: number, { learningRate, schedule, maxEpochs }: TrainingOptions): number {
  if (schedule === 'constant') return learningRate;
  const done = (epoch - 1) / Math.max(1, maxEpochs - 1);
  return learningRate * (LAST_SHARE + ((1 - LAST_SHARE) * (1 + Math.cos(Math.PI * done))) / 2);
}

function copyOf({ kernels, biases }: NetworkWeights): NetworkWeights {
  return {
    kernels: kernels.map((kernel) => kernel.slice()),
    biases: biases.map((bias) => bias.slice()),
  };
}

/** One member of a network, as a network of one. @throws RangeError if there is no such member. */
export function memberOf(
  shape: NetworkShape,
  { kernels, biases }: NetworkWeights,
  member: number,
): NetworkWeights {
  if (!(member >= 0 && member < shape.members)) throw new RangeError(`there is no member ${member}`);
  const part = (values: readonly Float32Array[]): Float32Array[] =>
    layerSizes(shape).map((_, layer) => {
      const all = values[layer] ?? new Float32Array();
      const length = all.length / shape.members;
      return all.slice(member * length, (member + 1) * length);
    });
  return { kernels: part(kernels), biases: part(biases) };
}
