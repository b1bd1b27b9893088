import { z } from 'zod';
import { quantile } from '../../domain/statistics.js';
import type { QueueLayout } from '../queue/queue-layout.js';
import type { QueueView } from './queue-view.js';

/** Names of the network's inputs, in order. */
export function featureNames({ context, txBytesReference, preferredBytesReference }: QueueLayout): string[] {
  return [
    'ln maxMessageCount',
    'ln batchTimeoutMs',
    'ln sendRateTps',
    ...(txBytesReference === null ? [] : ['ln txBytes']),
    ...(preferredBytesReference === null ? [] : ['ln bytes of a block per transaction']),
    ...context.map(({ name }) => name),
    'ln latency of the queue',
    'ln wait for the cut',
    'ln transactions of a block',
    'ln utilisation',
    'nearness to saturation',
  ];
}

/** Added to the wait before its logarithm: below that, differences do not matter. */
const WAIT_OFFSET_MS = 5;

/** Logarithm of utilisation beyond which it is idle, or overloaded, all the same. */
const LEAST_LOG_UTILISATION = -4;
const MOST_LOG_UTILISATION = 2;

/** How steeply {@link nearness} rises at saturation. */
const STEEPNESS = 8;

/** From 0 far below saturation to 1 far above it; 0.5 where what arrives is what can be done. */
export function nearness(utilisation: number): number {
  return 1 / (1 + Math.exp(-STEEPNESS * (utilisation - 1)));
}

/** One array a feature, in the order of {@link featureNames}. */
export function featuresOf(layout: QueueLayout, view: QueueView): Float64Array[] {
  const { columns } = view;
  return [
    columns.countLimit.map(Math.log),
    columns.timeoutMs.map(Math.log),
    columns.rateTps.map(Math.log),
    ...(layout.txBytesReference === null ? [] : [columns.logTxBytes]),
    ...(layout.preferredBytesReference === null ? [] : [columns.logCapFactor]),
    ...columns.context,
    view.logLatency,
    view.waitMs.map((wait) => Math.log(wait + WAIT_OFFSET_MS)),
    view.blockTransactions.map(Math.log),
    view.utilisation.map((u) => Math.max(LEAST_LOG_UTILISATION, Math.min(MOST_LOG_UTILISATION, Math.log(u)))),
    view.utilisation.map(nearness),
  ];
}

/** Standardises features, and holds them near the values that were learnt from. */
export const featureScalerSchema = z
  .array(
    z
      .strictObject({
        mean: z.number(),
        /** 0 silences a feature that does not vary. */
        spread: z.number().min(0),
        /** Least and greatest standardised value let through. */
        least: z.number(),
        most: z.number(),
      })
      .readonly(),
  )
  .readonly();
export type FeatureScaler = z.infer<typeof featureScalerSchema>;

const MIN_SPREAD = 1e-3;
/** Standard deviations by which a value may leave the learnt range before it is held. */
const MARGIN = 0.3;

/** @param use - rows to fit on. */
export function fitFeatureScaler(
  features: readonly Float64Array[],
  use: (row: number) => boolean,
): FeatureScaler {
  return features.map((column) => {
    const values = column.filter((_, row) => use(row));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const spread = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
    if (spread < MIN_SPREAD) return { mean, spread: 0, least: 0, most: 0 };
    const scaled = (value: number): number => (value - mean) / spread;
    return {
      mean,
      spread,
      least: scaled(values.reduce((a, b) => Math.min(a, b))) - MARGIN,
      most: scaled(values.reduce((a, b) => Math.max(a, b))) + MARGIN,
    };
  });
}

/** @returns n x features, row after row. */
export function scaleFeatures(scaler: FeatureScaler, features: readonly Float64Array[]): Float32Array {
  const n = features[0]?.length ?? 0;
  const width = scaler.length;
  const scaled = new Float32Array(n * width);
  scaler.forEach(({ mean, spread, least, most }, place) => {
    if (spread === 0) return;
    const column = features[place];
    for (let row = 0; row < n; row += 1) {
      const value = ((column?.[row] ?? NaN) - mean) / spread;
      scaled[row * width + place] = Math.max(least, Math.min(most, value));
    }
  });
  return scaled;
}

/** The distance from `centre` that 68 of 100 values stay within: as a standard deviation, but unmoved by outliers. */
export function robustSpread(values: readonly number[], centre: number): number {
  return quantile(
    values.map((value) => Math.abs(value - centre)),
    0.6827,
  );
}
