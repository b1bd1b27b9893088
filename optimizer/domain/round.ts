import { z } from 'zod';
import { insideSchema, qualitySchema } from './inside.js';
import { loadSchema } from './load.js';
import { plannedRoundSchema, precisionSchema, windowSchema } from './plan.js';
import { searchSchema } from './search.js';
import { ordererSettingsSchema } from './settings.js';

const count = z.int().min(0);
const ms = z.number().min(0);

/**
 * The figures of one measured window. docs/measurement.md defines each of them.
 * Latencies are in milliseconds, from just before endorsement to the commit seen by the client's peer.
 */
export const measurementSchema = z
  .strictObject({
    /** Length of the window over which throughput is counted, in seconds. */
    windowS: z.number().gt(0),
    achievedRateTps: z.number().min(0),
    throughputTps: z.number().min(0),
    latencyMeanMs: ms,
    latencyP50Ms: ms,
    latencyP95Ms: ms,
    latencyP99Ms: ms,
    succeeded: count,
    failed: count,
    /** How often each reason of failure was met inside the window. */
    failedByReason: z.record(z.string(), count),
    /** Blocks whose commit fell into the window; 0 for a pure read load. */
    blocks: count,
  })
  .readonly();
export type Measurement = z.infer<typeof measurementSchema>;

/** What else was true while a round ran: enough to tell whether two rounds may be compared. */
export const contextSchema = z
  .strictObject({
    networkId: z.string(),
    channel: z.string(),
    consensus: z.enum(['raft', 'bft']),
    orderers: count,
    organisations: count,
    peers: count,
    stateDatabase: z.string(),
    host: z.strictObject({ name: z.string(), cpus: count, memoryBytes: count, platform: z.string() }),
    versions: z.record(z.string(), z.string()),
  })
  .readonly();
export type Context = z.infer<typeof contextSchema>;

const common = {
  /** `<sweepId>/<pointId>/<replicate>` for a sweep's round. */
  id: z.string(),
  /** The sweep or verification that the round belongs to. */
  sweepId: z.string(),
  pointId: z.string(),
  replicate: z.int().min(1),
  /** Settings that the orderer itself reported before the round. */
  settings: ordererSettingsSchema,
  load: loadSchema,
  context: contextSchema,
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime(),
};

/** A round that gave figures. */
export const measuredRoundSchema = z
  .strictObject({
    ...common,
    kind: z.literal('measured'),
    measurement: measurementSchema,
    /** Absent in rounds that an older version measured. */
    quality: qualitySchema.optional(),
    inside: insideSchema.optional(),
  })
  .readonly();
export type MeasuredRound = z.infer<typeof measuredRoundSchema>;

/** A round that gave none, kept with its reason: dropping it would make the sweep look better than it was. */
export const failedRoundSchema = z
  .strictObject({
    ...common,
    kind: z.literal('failed'),
    reason: z.strictObject({ code: z.string(), message: z.string() }),
  })
  .readonly();
export type FailedRound = z.infer<typeof failedRoundSchema>;

export const roundSchema = z.discriminatedUnion('kind', [measuredRoundSchema, failedRoundSchema]);
export type Round = z.infer<typeof roundSchema>;

export function roundIdOf(sweepId: string, planned: { pointId: string; replicate: number }): string {
  return `${sweepId}/${planned.pointId}/${planned.replicate}`;
}

/** The raw times of a round's transactions, kept apart so that listing rounds stays quick. */
export const samplesSchema = z
  .strictObject({
    /** The id of the round. */
    id: z.string(),
    /** Milliseconds since the epoch that the other times count from. */
    originMs: z.number(),
    createdMs: z.array(z.number()),
    latencyMs: z.array(z.number()),
    /** Block number of a committed transaction, -1 for a read or a failure. */
    block: z.array(z.int()),
    /** Index into `reasons` plus 1; 0 means success. */
    failure: z.array(z.int()),
    reasons: z.array(z.string()),
    /** From created until endorsed, -1 where that was not reached; absent in rounds of an older version. */
    endorseMs: z.array(z.number()).optional(),
  })
  .readonly();
export type Samples = z.infer<typeof samplesSchema>;

/** A sweep: its plan, the settings found before it, and how far it came. */
export const sweepSchema = z
  .strictObject({
    id: z.string(),
    planName: z.string(),
    /** In the order in which they are run; those of a search are added one by one, as its strategy asks for them. */
    rounds: z.array(plannedRoundSchema),
    /** What the channel had before the sweep and gets back after it. */
    original: ordererSettingsSchema,
    window: windowSchema,
    /** Absent in sweeps of an older version. */
    precision: precisionSchema.optional(),
    networkId: z.string(),
    channel: z.string(),
    status: z.enum(['running', 'finished', 'stopped']),
    startedAt: z.iso.datetime(),
    endedAt: z.iso.datetime().optional(),
    /** Why a stopped sweep stopped. */
    reason: z.string().optional(),
    /** Of a sweep whose rounds a strategy chooses. */
    search: searchSchema.optional(),
  })
  .readonly();
export type Sweep = z.infer<typeof sweepSchema>;
