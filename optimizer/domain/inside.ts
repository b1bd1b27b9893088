import { z } from 'zod';

/**
 * What happened inside a round: how far its figures may be trusted, and where the time went. Kept with the
 * round; what it was made from is an `Observation`. docs/measurement.md defines every quantity.
 */

const count = z.int().min(0);
const ms = z.number().min(0);
const perSecond = z.number().min(0);

/** Which rule of the block cutter ended a block. */
export const CUT_CAUSES = ['count', 'bytes', 'timeout', 'config'] as const;
export const cutCauseSchema = z.enum(CUT_CAUSES);
export type CutCause = z.infer<typeof cutCauseSchema>;

/** How far the figures of a round may be trusted. */
export const qualitySchema = z
  .strictObject({
    /** What ended the window: its greatest length, intervals as narrow as asked, or a hopeless course. */
    endedBy: z.enum(['length', 'precision', 'failures', 'backlog']),
    /** When the window of the figures opened and closed, in milliseconds from the origin of the round's samples. */
    opensMs: z.number(),
    closesMs: z.number(),
    /** Batches that the intervals were made from. */
    batches: count,
    /** Half the width of the 95 % interval of the mean latency, in % of it; absent with too few batches. */
    meanHalfWidthPct: z.number().min(0).optional(),
    /** The same for the 95th percentile; half of the whole interval, which need not be symmetric. */
    p95HalfWidthPct: z.number().min(0).optional(),
    /** By how many seconds a second of load lengthened the queue: 0 in a steady state. */
    queueGrowth: z.number(),
    /** The network could not keep up with what was offered. */
    saturated: z.boolean(),
    /** The generator fell more than 3 % short of the rate asked, also when the round was repeated. */
    generatorLimited: z.boolean(),
    /** How often the round was run; the figures are of the last time. */
    attempts: z.int().min(1),
  })
  .readonly();
export type Quality = z.infer<typeof qualitySchema>;

/** Mean milliseconds that a transaction spent with each part of the network; they add up to its mean latency. */
export const phasesSchema = z
  .strictObject({
    /** Asking for endorsement until the endorsed transaction is there. */
    endorseMs: ms,
    /** From there until the ordering service delivered the block that holds it. */
    orderMs: ms,
    /** From there until the client knew of the commit. */
    commitMs: ms,
  })
  .readonly();
export type Phases = z.infer<typeof phasesSchema>;

/** What a block cut in the window held. */
export const blockFiguresSchema = z
  .strictObject({
    transactionsMean: z.number().min(0),
    transactionsMax: count,
    /** Bytes as the block cutter counts them: payload and signature of each transaction. */
    bytesMean: z.number().min(0),
    bytesMax: count,
    /** Blocks by what cut them. */
    cutBy: z.record(cutCauseSchema, count),
  })
  .readonly();
export type BlockFigures = z.infer<typeof blockFiguresSchema>;

export const RESOURCES = ['cpu', 'memory', 'disk', 'network', 'load-generator'] as const;

/** The resource that was used up, or the one nearest to it. */
export const limitSchema = z
  .strictObject({
    /** `none` if every resource had room to spare. */
    resource: z.enum([...RESOURCES, 'none']),
    /** Process that used most of it. */
    process: z.string().optional(),
    /** Share of the resource in use, 0 to 1, where it has an end. */
    utilisation: z.number().min(0).optional(),
  })
  .readonly();
export type Limit = z.infer<typeof limitSchema>;

export const insideSchema = z
  .strictObject({
    /** Absent for a load that only reads, and where the ordering service could not be watched. */
    phases: phasesSchema.optional(),
    blocks: blockFiguresSchema.optional(),
    /** Mean bytes of a transaction, as the block cutter counts them. */
    txBytes: z.number().min(0).optional(),
    /** Absent if no process could be watched. */
    limitedBy: limitSchema.optional(),
    /** What could not be observed, and why. The figures stand without it. */
    problems: z.array(z.string()),
  })
  .readonly();
export type Inside = z.infer<typeof insideSchema>;

/** What one process used over a window. */
export const processUseSchema = z
  .strictObject({
    name: z.string(),
    kind: z.enum(['orderer', 'peer', 'chaincode', 'load-worker', 'manager']),
    /** Cores kept busy: 1 is one core all the time. */
    cpuCores: z.number().min(0),
    /** Resident memory at the end. */
    memoryBytes: count,
    diskReadBytesPerS: perSecond,
    diskWriteBytesPerS: perSecond,
    /** Bytes through read and write calls that are not disk traffic: sockets and pipes. An estimate. */
    networkBytesPerS: perSecond,
  })
  .readonly();
export type ProcessUse = z.infer<typeof processUseSchema>;

/** What the whole machine used over a window; shares are 0 to 1. */
export const hostUseSchema = z
  .strictObject({
    cpus: z.int().min(1),
    cpuShare: z.number().min(0),
    memoryShare: z.number().min(0),
    /** Share of the time in which the busiest disk was at work. */
    diskShare: z.number().min(0),
    /** Bytes through every interface, loopback too. */
    networkBytesPerS: perSecond,
  })
  .readonly();
export type HostUse = z.infer<typeof hostUseSchema>;

/** Mean milliseconds of a node's own steps over a window, by Fabric's metric names; absent where none happened. */
export const nodeMetricsSchema = z
  .strictObject({
    name: z.string(),
    kind: z.enum(['orderer', 'peer']),
    meanMs: z.record(z.string(), ms),
  })
  .readonly();
export type NodeMetrics = z.infer<typeof nodeMetricsSchema>;

/** Everything watched during a round, kept apart from it so that listing rounds stays quick. */
export const observationSchema = z
  .strictObject({
    /** The id of the round. */
    id: z.string(),
    /** Milliseconds since the epoch that the other times count from. */
    originMs: z.number(),
    /** Blocks cut while the round ran, warm-up and drain included; one place a block. */
    blockNumber: z.array(z.int()),
    blockTransactions: z.array(z.int()),
    blockBytes: z.array(z.int()),
    /** When the ordering service delivered it; -1 if not seen. */
    blockOrderedMs: z.array(z.number()),
    /** When the client's peer had committed it; -1 if not seen. */
    blockCommittedMs: z.array(z.number()),
    /** Transactions that the peer found valid; -1 if not seen. */
    blockValid: z.array(z.int()),
    blockCutBy: z.array(cutCauseSchema),
    host: hostUseSchema.optional(),
    processes: z.array(processUseSchema),
    nodes: z.array(nodeMetricsSchema),
  })
  .readonly();
export type Observation = z.infer<typeof observationSchema>;
