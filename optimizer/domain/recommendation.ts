import { z } from 'zod';
import { goalSchema, limitSchema } from './goal.js';
import { loadSchema, sendRateTpsSchema } from './load.js';
import { objectiveSchema } from './objective.js';
import { intervalPredictionSchema } from './prediction.js';
import { bindingSchema, frontSchema, safeRegionSchema } from './recommendation-detail.js';
import { ordererSettingsSchema } from './settings.js';

const probability = z.number().min(0).max(1);

/** Without intervals in recommendations of an older version. */
export const expectedSchema = intervalPredictionSchema.unwrap().partial({ interval90: true }).readonly();
export type Expected = z.infer<typeof expectedSchema>;

/** How the figure that the objective is about changes, in % of its value under the settings in force. */
export const expectedGainSchema = z
  .strictObject({
    /** `power` is throughput^b / latency^a of `balanced`. */
    figure: z.enum(['latencyMeanMs', 'latencyP95Ms', 'throughputTps', 'power']),
    /** The middle one; of a latency a gain is below 0. */
    changePct: z.number(),
    /** 90 of 100 pairs of rounds lie between these. */
    low: z.number(),
    high: z.number(),
  })
  .readonly();
export type ExpectedGain = z.infer<typeof expectedGainSchema>;

/** How surely a limit is kept. */
const keptLimitSchema = z
  .strictObject({
    limit: limitSchema,
    /** By the recommended settings, and by those in force. */
    probability,
    probabilityCurrent: probability,
  })
  .readonly();
export type KeptLimit = z.infer<typeof keptLimitSchema>;

/** What settings are compared by, at one send rate. */
const comparedFields = {
  predicted: expectedSchema,
  predictedCurrent: expectedSchema,
  expectedGain: expectedGainSchema,
  /** That a round is better than one of the settings in force; 0 where nothing else was compared with them. */
  probabilityBetter: probability,
  limits: z.array(keptLimitSchema),
};

/** A period of a day, or one rate of a range. */
const periodFields = {
  sendRateTps: sendRateTpsSchema,
  /** When the period begins, as `06:00`. */
  from: z.string().optional(),
};

/** One of several rates that settings were chosen for. */
const atRateSchema = z
  .strictObject({
    ...periodFields,
    ...comparedFields,
    /** How much worse than the best candidate at this rate alone, in % of its expected cost. */
    regretPct: z.number().min(0),
  })
  .readonly();
export type AtRate = z.infer<typeof atRateSchema>;

/** The measured point nearest to what is recommended. */
const evidenceSchema = z
  .strictObject({
    pointId: z.string(),
    settings: z.strictObject({
      maxMessageCount: z.number(),
      batchTimeoutMs: z.number(),
      preferredMaxBytes: z.number().optional(),
      absoluteMaxBytes: z.number().optional(),
    }),
    /** Median achieved rate. */
    sendRateTps: z.number(),
    /** Medians over its rounds. */
    measured: z.strictObject({
      throughputTps: z.number(),
      latencyMeanMs: z.number(),
      latencyP95Ms: z.number().optional(),
    }),
    roundIds: z.array(z.string()),
  })
  .readonly();

/** Settings worth applying, with the evidence that they rest on: docs/recommendation.md. */
export const recommendationSchema = z
  .strictObject({
    id: z.string(),
    createdAt: z.iso.datetime(),
    objective: objectiveSchema,
    /** Of several rates the one at which the settings in force are furthest from the best. */
    load: loadSchema,
    current: ordererSettingsSchema,
    /** Those in force where the decision is to stay. */
    settings: ordererSettingsSchema,
    predicted: expectedSchema,
    predictedCurrent: expectedSchema,
    /** `stay` when no gain beyond the noise is expected of another candidate. */
    decision: z.enum(['change', 'stay']),
    candidates: z.int().min(1),
    /** `unregistered` for one made for this answer alone. */
    modelId: z.string(),
    roundIds: z.array(z.string()),
    warnings: z.array(z.string()),

    // What follows is absent in recommendations of an older version.
    goal: goalSchema.optional(),
    /** Why this was decided, for people. */
    reason: z.string().optional(),
    /** The best of the other candidates, where the decision is to stay: gain and probability are its. */
    contender: z
      .strictObject({ settings: ordererSettingsSchema, predicted: expectedSchema })
      .readonly()
      .optional(),
    expectedGain: comparedFields.expectedGain.optional(),
    probabilityBetter: comparedFields.probabilityBetter.optional(),
    limits: comparedFields.limits.optional(),
    /** Every rate, where there are several. */
    rates: z.array(atRateSchema).optional(),
    binding: bindingSchema.optional(),
    safeRegion: safeRegionSchema.optional(),
    front: frontSchema.optional(),
    evidence: evidenceSchema.optional(),
    /** What an unregistered model was made from: datasets and files, and a hash of their rows. */
    dataset: z
      .strictObject({ names: z.array(z.string()), rows: z.int().min(1), hash: z.string(), seed: z.int() })
      .readonly()
      .optional(),
  })
  .readonly();
export type Recommendation = z.infer<typeof recommendationSchema>;
