import { z } from 'zod';

/** What "best" means. `costOf` of goal.ts and docs/measurement.md give the formula of each. */
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
