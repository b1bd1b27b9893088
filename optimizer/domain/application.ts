import { z } from 'zod';
import { canaryVerdictSchema } from './canary.js';
import { loadSchema } from './load.js';
import { ordererSettingsSchema } from './settings.js';

/** An update that was signed for one state of the channel, by which its block is known again after a crash. */
const sentSchema = z
  .strictObject({
    configSequence: z.int(),
    fromBlock: z.int(),
    payloadSha256: z.string(),
    transactionId: z.string(),
  })
  .readonly();
export type SentUpdate = z.infer<typeof sentSchema>;

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
    /**
     * `intended` before anything was sent, `sent` from just before the broadcast on, `committed` once our own
     * block was seen, `verified` once every node reports the settings; `watching` while a canary looks on.
     * A process that dies leaves one of the first three or `watching`: the next start settles it.
     */
    status: z.enum(['intended', 'sent', 'committed', 'watching', 'verified', 'unchanged', 'failed']),
    /** Config sequence of the channel that it is made against. */
    configSequence: z.int().optional(),
    /** The latest update that was about to be sent. */
    sent: sentSchema.optional(),
    /** It may stay only after live transactions were watched under it. */
    toBeWatched: z.literal(true).optional(),
    /** While it is watched: the update back, ready to be sent, and the id that its application will get. */
    armed: sentSchema.unwrap().extend({ applicationId: z.string() }).readonly().optional(),
    /** Whose proposal it carries out. */
    proposalId: z.string().optional(),
    /** MSP ids under whose signatures it was sent. */
    signedBy: z.array(z.string()).optional(),
    /** What was found while live transactions were watched. */
    canary: canaryVerdictSchema.optional(),
    /** Config block that carries our own update; absent until it was seen. */
    blockNumber: z.int().optional(),
    elapsedMs: z.number().optional(),
    /** The nodes that were read back, each reporting `after`. */
    nodes: z.array(z.string()),
    /** Nodes that did not answer when the others were read back. */
    unreachable: z.array(z.string()).optional(),
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
