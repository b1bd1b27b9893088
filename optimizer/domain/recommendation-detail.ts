import { z } from 'zod';
import { limitSchema } from './goal.js';
import { ordererSettingsSchema } from './settings.js';

/**
 * What a recommendation keeps beside its settings, so that it can be shown without its model: which trade-offs
 * there were, what ends blocks, and how far settings may move. docs/measurement.md defines the figures.
 */

const interval = z.strictObject({ low: z.number(), high: z.number() }).readonly();

/** Settings that no candidate beats in both figures at once, with the ranges that hold 90 of 100 rounds. */
export const frontPointSchema = z
  .strictObject({
    settings: ordererSettingsSchema,
    throughputTps: z.number().min(0),
    latencyMeanMs: z.number().min(0),
    interval90: z.strictObject({ throughputTps: interval, latencyMeanMs: interval }).readonly(),
  })
  .readonly();
export type FrontPoint = z.infer<typeof frontPointSchema>;

/** The front among the candidates at one send rate. */
export const frontSchema = z
  .strictObject({
    sendRateTps: z.number().gt(0),
    /** Settings that were compared, and how many of them are on the front. */
    candidates: z.int().min(1),
    size: z.int().min(0),
    /** Ascending in throughput, and so in latency; a long front is thinned, its ends stay. */
    points: z.array(frontPointSchema).readonly(),
    /** Candidates that are not on it, evenly thinned for drawing: one place each in both lists. */
    others: z
      .strictObject({
        throughputTps: z.array(z.number().min(0)).readonly(),
        latencyMeanMs: z.array(z.number().min(0)).readonly(),
      })
      .readonly(),
  })
  .readonly();
export type Front = z.infer<typeof frontSchema>;

export const cutLimitSchema = z.enum(['count', 'bytes', 'timeout']);
export type CutLimit = z.infer<typeof cutLimitSchema>;

/** Which limit of the block cutter ends blocks, as the closed form has it: docs/cutmodel.md. */
export const bindingSchema = z
  .strictObject({
    /** What would end most blocks, among the limits that are known. */
    by: cutLimitSchema,
    /** Mean transactions of a block. */
    blockTransactions: z.number().min(1),
    /** Mean wait of a transaction for the cut of its block. */
    waitMs: z.number().min(0),
    limits: z
      .array(
        z
          .strictObject({
            limit: cutLimitSchema,
            /** The setting that holds the limit; undefined where nobody recorded it. */
            value: z.number().gt(0).optional(),
            /** Share of blocks that it ends, in %; undefined where the limit is unknown. */
            sharePct: z.number().min(0).max(100).optional(),
            /** The largest whole value at which it would rule, all else equal; undefined if none would. */
            bindsAt: z.number().gt(0).optional(),
          })
          .readonly(),
      )
      .readonly(),
    /** One line for people. */
    description: z.string(),
  })
  .readonly();
export type Binding = z.infer<typeof bindingSchema>;

const costAt = {
  /** Expected, as the goal's objective counts it: the smaller the better. */
  cost: z.number(),
  /** That all limits hold, 0 to 1. */
  probability: z.number().min(0).max(1),
} as const;

/** Why a range goes no further. `box`: nothing was measured beyond, or guard rails forbid it. */
export const edgeReasonSchema = z.enum(['box', 'cost', 'limits']);
export type EdgeReason = z.infer<typeof edgeReasonSchema>;

const edge = z
  .strictObject({
    /** The last value that is still as good. */
    value: z.int(),
    reason: edgeReasonSchema,
    /** The limit that is likeliest to break just beyond, where that is the reason. */
    broken: limitSchema.optional(),
  })
  .readonly();

/** How one knob may move around the choice while the others stay. */
export const knobRangeSchema = z
  .strictObject({
    name: z.enum(['maxMessageCount', 'preferredMaxBytes', 'absoluteMaxBytes', 'batchTimeoutMs']),
    chosen: z.int(),
    low: edge,
    high: edge,
    /** Ascending in value, the chosen one among them. */
    curve: z.array(z.strictObject({ value: z.int(), ...costAt }).readonly()).readonly(),
  })
  .readonly();
export type KnobRange = z.infer<typeof knobRangeSchema>;

/** Settings about as good as those chosen. */
export const safeRegionSchema = z
  .strictObject({
    /** Up to how much more than the chosen settings' cost is as good, in %. */
    tolerancePct: z.number().min(0),
    /** Probability that limits must hold with. */
    confidence: z.number().gt(0).lt(1),
    knobs: z.array(knobRangeSchema).readonly(),
    /** Count and timeout moved together: row by row of counts, each with one cell a timeout. */
    grid: z
      .strictObject({
        maxMessageCounts: z.array(z.int()).readonly(),
        batchTimeoutsMs: z.array(z.int()).readonly(),
        /** Cost above the chosen one's, in %. */
        worsePct: z.array(z.number()).readonly(),
        safe: z.array(z.boolean()).readonly(),
      })
      .readonly()
      .optional(),
    /** One line a knob for people. */
    description: z.array(z.string()).readonly(),
  })
  .readonly();
export type SafeRegion = z.infer<typeof safeRegionSchema>;
