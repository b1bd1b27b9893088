import { INPUT_NAMES, OUTPUT_NAMES, type DataRow, type ModelInput } from '../dataset/columns.js';
import { inCanonicalOrder } from '../dataset/rows.js';
import { splitByPoint } from '../dataset/split.js';
import type { Prediction } from '../domain/objective.js';
import { prepareBackend } from './backend.js';
import { runNetwork, type NetworkShape, type NetworkWeights } from './network.js';
import type { Activation } from './network-activation.js';
import type { FitOptions, Recipe } from './recipe.js';
import { fitScaler, scaleInputs, scaleOutputs, unscaleOutputs, type Scaler } from './scaler.js';
import { trainNetwork, type TrainingOptions } from './training.js';
import type { TrainingRows } from './training-rows.js';

/**
 * Chosen by measurement on sweeps of 12 to 60 rounds computed from the waiting time of block cutting plus noise.
 *
 * - Weight decay is what keeps 122 weights from following 10 rows: of 0 to 0.03, values from 0.002 to 0.004
 *   were best or close to it at every size, and with them the number of passes hardly matters.
 * - Few rows leave 1 to 4 validation points, on which the first passes often look best by luck. Stopping
 *   there made the median latency error 1.4 to 1.6 times as large, so the validation error has no say before
 *   `minEpochs`.
 */
export const PLAIN_TRAINING = {
  learningRate: 0.01,
  schedule: 'constant',
  loss: { kind: 'squared' },
  l2: 0.003,
  minEpochs: 500,
  maxEpochs: 1500,
  patience: 300,
} as const satisfies Partial<TrainingOptions>;

export interface PlainNetworkOptions {
  /** Neurons of each hidden layer; `[20]` without. */
  readonly hidden?: readonly number[] | undefined;
  /** `tanh` without. */
  readonly activation?: Activation | undefined;
}

/**
 * A plain network of maximum messages, timeout and send rate alone, with the two outputs throughput and mean
 * latency; it knows nothing of how blocks are cut. 3-20-2, its default, is the shape of the published work
 * that this project repeats (docs/study.md), and one of the baselines of every other model.
 *
 * `fit` holds 15 % of the points back to find the number of passes, then fits all rows anew for as many:
 * rounds are dear, and on grids of 16 to 36 of them, leaving 30 % unused made the latency error 1.6 to 2.3 times
 * as large. It throws NotEnoughDataError under three points, CancelledError when cancelled.
 */
export function plainNetwork({ hidden = [20], activation = 'tanh' }: PlainNetworkOptions = {}): Recipe {
  const shape: NetworkShape = {
    members: 1,
    inputs: INPUT_NAMES.length,
    hidden,
    outputs: OUTPUT_NAMES.length,
    activation,
  };
  return {
    name: plainName(shape),
    async fit(rows, options) {
      await prepareBackend();
      const all = inCanonicalOrder(rows);
      const { scaler, weights } = await fitAll(shape, all, options);
      return { predict: (points) => predictPlain({ shape, scaler, weights }, points) };
    },
  };
}

/** `feed-forward 3-20-2`; an activation other than tanh is named behind it. */
export function plainName({ inputs, hidden, outputs, activation }: NetworkShape): string {
  const name = `feed-forward ${[inputs, ...hidden, outputs].join('-')}`;
  return activation === 'tanh' ? name : `${name} ${activation}`;
}

async function fitAll(
  shape: NetworkShape,
  rows: readonly DataRow[],
  { seed, signal, onProgress }: FitOptions,
): Promise<{ scaler: Scaler; weights: NetworkWeights }> {
  const { validation } = splitByPoint(rows, seed);
  const held = new Set(validation);
  const watched = rows.filter((row) => !held.has(row));
  const options = { ...PLAIN_TRAINING, seed, signal };
  const trial = await trainNetwork(
    shape,
    scaledRows(fitScaler(watched), watched),
    scaledRows(fitScaler(watched), validation),
    {
      ...options,
      onEpoch: (epoch, last) => onProgress?.(epoch / last / 2),
    },
  );
  const scaler = fitScaler(rows);
  const { weights } = await trainNetwork(shape, scaledRows(scaler, rows), undefined, {
    ...options,
    maxEpochs: trial.epochs[0] ?? options.maxEpochs,
    onEpoch: (epoch, last) => onProgress?.((1 + epoch / last) / 2),
  });
  return { scaler, weights };
}

/** Rows as the network sees them: standardised logarithms. */
export function scaledRows(scaler: Scaler, rows: readonly DataRow[]): TrainingRows {
  return { inputs: scaleInputs(scaler, rows), outputs: scaleOutputs(scaler, rows) };
}

/** @returns n predictions in tps and ms, averaged over the members: no throughput above the point's rate. */
export function predictPlain(
  network: { readonly shape: NetworkShape; readonly scaler: Scaler; readonly weights: NetworkWeights },
  points: readonly ModelInput[],
): Prediction[] {
  if (points.length === 0) return [];
  const { shape, scaler, weights } = network;
  const outputs = runNetwork(shape, weights, scaleInputs(scaler, points));
  return unscaleOutputs(scaler, outputs).map(({ throughputTps, latencyMeanMs }, i) => ({
    // What was never sent cannot commit, whatever the surface says.
    throughputTps: Math.min(throughputTps, points[i]?.sendRateTps ?? 0),
    latencyMeanMs,
  }));
}
