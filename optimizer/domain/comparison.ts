import { z } from 'zod';
import { goalSchema } from './goal.js';
import { sendRateTpsSchema, workloadSchema } from './load.js';
import { precisionSchema, windowSchema } from './plan.js';
import { KIB, MIB, ordererSettingsSchema, type OrdererSettings } from './settings.js';

/** Who may take part in a live comparison, in the order in which they are shown. */
export const CONTENDERS = [
  'fabricDefault',
  'thesisBaseline',
  'bestStaticOfGrid',
  'randomSearch',
  'gridtune',
] as const;
export const contenderSchema = z.enum(CONTENDERS);
export type Contender = z.infer<typeof contenderSchema>;

/** Contenders whose settings are given; the others are held against them. */
export const BASELINES = ['fabricDefault', 'thesisBaseline'] as const satisfies readonly Contender[];
export type Baseline = (typeof BASELINES)[number];

/** Contenders that spend a budget of rounds at each send rate. */
export const SEARCHERS = ['randomSearch', 'gridtune'] as const satisfies readonly Contender[];

/**
 * - `fabricDefault`: Fabric's sample configuration (fabric/sampleconfig/configtx.yaml).
 * - `thesisBaseline`: 100 messages or 250 ms, the defaults that the thesis compares with; it names no bytes for
 *   them, so they are Fabric's.
 */
export const BASELINE_SETTINGS: Readonly<Record<Baseline, OrdererSettings>> = {
  fabricDefault: {
    maxMessageCount: 500,
    preferredMaxBytes: 2048 * KIB,
    absoluteMaxBytes: 10 * MIB,
    batchTimeoutMs: 2000,
  },
  thesisBaseline: {
    maxMessageCount: 100,
    preferredMaxBytes: 2048 * KIB,
    absoluteMaxBytes: 10 * MIB,
    batchTimeoutMs: 250,
  },
};

/** Fewer pairs give intervals so wide that hardly anything could be shown. */
export const FEWEST_REPEATS = 5;

const rateOf = { sendRateTps: sendRateTpsSchema };

/** A search that was run for a contender before the comparison's own rounds. */
const searchSchema = z
  .strictObject({
    ...rateOf,
    contender: z.enum(SEARCHERS),
    seed: z.int().min(0),
    sweepId: z.string(),
    /** Rounds that it spent, failed ones too. */
    rounds: z.int().min(0),
    /** Absent where it found nothing acceptable. */
    recommended: ordererSettingsSchema.optional(),
  })
  .readonly();
export type FinishedSearch = z.infer<typeof searchSchema>;

/** What a contender takes part with at one send rate. */
const entrySchema = z
  .strictObject({
    ...rateOf,
    contender: contenderSchema,
    /** Absent where it has none. */
    settings: ordererSettingsSchema.optional(),
    /** Why it has none, or what else has to be known of them. */
    reason: z.string().optional(),
  })
  .readonly();
export type Entry = z.infer<typeof entrySchema>;

/** A round that failed and was measured again after the comparison had been cut short. */
const earlierFailureSchema = z
  .strictObject({ roundId: z.string(), endedAt: z.iso.datetime(), code: z.string(), message: z.string() })
  .readonly();

/** A comparison of settings on the live network: what was asked, and how far it came. */
export const liveComparisonSchema = z
  .strictObject({
    id: z.string(),
    plan: z
      .strictObject({
        /** As it was given on the command line. */
        file: z.string(),
        name: z.string(),
        /** Settings that are chosen among. */
        grid: z.array(ordererSettingsSchema).min(1).readonly(),
        workload: workloadSchema,
        window: windowSchema,
        precision: precisionSchema,
      })
      .readonly(),
    sendRatesTps: z.array(sendRateTpsSchema).min(1).readonly(),
    goal: goalSchema,
    repeats: z.int().min(FEWEST_REPEATS),
    /** Rounds that each search may spend at each send rate. */
    budget: z.int().min(1),
    seed: z.int().min(0),
    contenders: z.array(contenderSchema).min(2).readonly(),
    networkId: z.string(),
    channel: z.string(),
    codeVersion: z.string(),
    status: z.enum(['running', 'finished', 'stopped']),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime().optional(),
    /** Why a stopped comparison stopped. */
    reason: z.string().optional(),
    /** The sweep that measured the grid once; absent before it began, and where nobody needs it. */
    gridSweepId: z.string().optional(),
    searches: z.array(searchSchema).readonly(),
    /** Empty until every contender's settings are known. */
    entries: z.array(entrySchema).readonly(),
    /** The sweep that holds the alternating rounds; absent until they are planned. */
    contestSweepId: z.string().optional(),
    earlierFailures: z.array(earlierFailureSchema).readonly(),
  })
  .readonly();
export type LiveComparison = z.infer<typeof liveComparisonSchema>;
