import { z } from 'zod';
import { loadSchema } from './load.js';
import { ordererSettingsSchema } from './settings.js';

/** A change of a live channel, proven by its config block and by reading every node back. */
export const applicationSchema = z
  .strictObject({
    id: z.string(),
    kind: z.enum(['apply', 'rollback']),
    /** The recommendation or application that asked for it, or `manual`. */
    because: z.string(),
    networkId: z.string(),
    channel: z.string(),
    startedAt: z.iso.datetime(),
    before: ordererSettingsSchema,
    after: ordererSettingsSchema,
    status: z.enum(['intended', 'verified', 'unchanged', 'failed']),
    /** Config block that carries our own update; absent until it was seen. */
    blockNumber: z.int().optional(),
    elapsedMs: z.number().optional(),
    /** The nodes that were read back, each reporting `after`. */
    nodes: z.array(z.string()),
    reason: z.string().optional(),
  })
  .readonly();
export type Application = z.infer<typeof applicationSchema>;

const interval = z.strictObject({
  /** Mean of the paired differences, recommended minus baseline. */
  mean: z.number(),
  low: z.number(),
  high: z.number(),
  /** `100 * mean difference / mean baseline`: negative means the recommended value is lower. */
  changePct: z.number(),
});
export const comparisonSchema = z.strictObject({
  pairs: z.int(),
  confidence: z.number(),
  throughputTps: interval,
  latencyMeanMs: interval,
  latencyP95Ms: interval,
});
export type Interval = z.infer<typeof interval>;
export type Comparison = z.infer<typeof comparisonSchema>;

/** Alternating rounds of baseline and applied settings, and what was decided from them. */
export const verificationSchema = z
  .strictObject({
    id: z.string(),
    applicationId: z.string(),
    startedAt: z.iso.datetime(),
    load: loadSchema,
    baseline: ordererSettingsSchema,
    applied: ordererSettingsSchema,
    roundIds: z.array(z.string()),
    comparison: comparisonSchema.optional(),
    verdict: z.enum(['kept', 'rolled-back']),
    reason: z.string(),
  })
  .readonly();
export type Verification = z.infer<typeof verificationSchema>;
