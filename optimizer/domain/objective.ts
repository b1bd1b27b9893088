import { z } from 'zod';

/** What "best" means. docs/measurement.md gives the formula of each. */
export const objectiveSchema = z.enum(['min-latency', 'max-throughput', 'balanced']);
export type Objective = z.infer<typeof objectiveSchema>;

/**
 * A setting may win on latency only if it still commits what clients send: at least this share of the
 * offered rate. The same tolerance decides whether a verified setting lost throughput.
 */
export const THROUGHPUT_TOLERANCE = 0.05;

/** What a model expects of one setting under one load. Never negative, never above the offered rate. */
export const predictionSchema = z
  .strictObject({ throughputTps: z.number().min(0), latencyMeanMs: z.number().min(0) })
  .readonly();
export type Prediction = z.infer<typeof predictionSchema>;

/**
 * The value that the objective wants small.
 * - min-latency: predicted mean latency, ms; infinite when under 95 % of the offered rate commits.
 * - max-throughput: the negative of predicted throughput, tps.
 * - balanced: latency / `reference` latency - throughput / `reference` throughput, each a share of the
 *   best value among the candidates, so that neither unit dominates.
 */
export function costOf(
  objective: Objective,
  predicted: Prediction,
  sendRateTps: number,
  reference: Prediction,
): number {
  const { throughputTps, latencyMeanMs } = predicted;
  if (objective === 'max-throughput') return -throughputTps;
  if (objective === 'min-latency') {
    return throughputTps < (1 - THROUGHPUT_TOLERANCE) * sendRateTps ? Infinity : latencyMeanMs;
  }
  return (
    latencyMeanMs / Math.max(reference.latencyMeanMs, Number.EPSILON) -
    throughputTps / Math.max(reference.throughputTps, Number.EPSILON)
  );
}
