import { INPUT_NAMES, type DataRow, type ModelInput, type Predict } from '../dataset/columns.js';
import { groupByPoint } from '../dataset/rows.js';
import { mean } from '../domain/statistics.js';
import type { Prediction } from '../domain/objective.js';
import { fitScaler, scaleInputs } from './scaler.js';

/**
 * What anybody could answer without a model. A score says little until it is seen beside these: where
 * everything sent commits, `throughput = share x rate` alone is nearly perfect.
 */
export const BASELINES = { trainingMean, nearestPoint, constantShare } as const satisfies Record<
  string,
  (rows: readonly DataRow[]) => Predict
>;
export type BaselineName = keyof typeof BASELINES;

/** The mean of the training rows, whatever is asked. */
function trainingMean(rows: readonly DataRow[]): Predict {
  const answer = meanOf(rows);
  return (points) => points.map(() => answer);
}

/** The mean throughput per offered transaction, times the rate; mean latency as in {@link trainingMean}. */
function constantShare(rows: readonly DataRow[]): Predict {
  const share = mean(rows.map((row) => row.throughputTps / row.sendRateTps));
  const { latencyMeanMs } = meanOf(rows);
  return (points) => points.map(({ sendRateTps }) => ({ throughputTps: share * sendRateTps, latencyMeanMs }));
}

/** What was measured, over its replicates, at the trained point nearest in the network's scaled space. */
function nearestPoint(rows: readonly DataRow[]): Predict {
  const scaler = fitScaler(rows);
  const place = (point: ModelInput): Float32Array => scaleInputs(scaler, [point]);
  const known = [...groupByPoint(rows).values()].map((group) => ({
    place: place(centreOf(group)),
    answer: meanOf(group),
  }));
  return (points) =>
    points.map((point) => {
      const here = place(point);
      return known.reduce((a, b) => (squaredDistance(b.place, here) < squaredDistance(a.place, here) ? b : a))
        .answer;
    });
}

function meanOf(rows: readonly Prediction[]): Prediction {
  return {
    throughputTps: mean(rows.map((row) => row.throughputTps)),
    latencyMeanMs: mean(rows.map((row) => row.latencyMeanMs)),
  };
}

/** Replicates share their settings; the rates that they achieved differ a little. */
function centreOf(rows: readonly DataRow[]): ModelInput {
  return {
    maxMessageCount: mean(rows.map((row) => row.maxMessageCount)),
    batchTimeoutMs: mean(rows.map((row) => row.batchTimeoutMs)),
    sendRateTps: mean(rows.map((row) => row.sendRateTps)),
  };
}

function squaredDistance(a: Float32Array, b: Float32Array): number {
  return INPUT_NAMES.reduce((sum, _, i) => sum + ((a[i] ?? 0) - (b[i] ?? 0)) ** 2, 0);
}
