import { z } from 'zod';
import type { ModelInput } from '../../dataset/columns.js';
import { mean, median } from '../../domain/statistics.js';

/**
 * Which of the optional columns a model of these rows has a use for: those that vary. Decided when it is
 * fitted, and part of it from then on.
 */
export const queueLayoutSchema = z
  .strictObject({
    /** Properties of network and workload, standardised by these figures; consensus is one, 1 for BFT. */
    context: z
      .array(z.strictObject({ name: z.string(), mean: z.number(), spread: z.number().positive() }).readonly())
      .readonly(),
    /** The size of a transaction that effects are relative to; null where it is unknown or does not vary. */
    txBytesReference: z.number().positive().nullable(),
    /** The byte limit that the learnt cap belongs to; null where it is unknown or does not vary. */
    preferredBytesReference: z.number().positive().nullable(),
  })
  .readonly();
export type QueueLayout = z.infer<typeof queueLayoutSchema>;

/** Shares of the spread below which a column is a constant with noise. */
const MIN_VARIATION = 1e-3;
/** The same of sizes: measured means differ a little from round to round. */
const MIN_SIZE_VARIATION = 0.05;

/** Stands among the properties where rows differ in it: BFT takes more rounds of messages than Raft. */
const CONSENSUS = 'bft';

/** @param points - the rows to be fitted, at least one. */
export function layoutOf(points: readonly ModelInput[]): QueueLayout {
  const names = new Set([CONSENSUS, ...points.flatMap(({ context }) => Object.keys(context ?? {}))]);
  return {
    context: [...names].toSorted().flatMap((name) => {
      const values = points.flatMap((point) => propertyOf(point, name) ?? []);
      const centre = mean(values);
      const spread = Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
      return spread > MIN_VARIATION * Math.max(1, Math.abs(centre)) ? [{ name, mean: centre, spread }] : [];
    }),
    txBytesReference: varyingReference(points.flatMap(({ txBytes }) => txBytes ?? [])),
    preferredBytesReference: varyingReference(points.flatMap((point) => byteLimitOf(point) ?? [])),
  };
}

function propertyOf({ consensus, context }: ModelInput, name: string): number | undefined {
  return context?.[name] ?? (name === CONSENSUS ? Number(consensus === 'bft') : undefined);
}

/** The limit of the consensus type in force: BFT goes by absoluteMaxBytes. */
function byteLimitOf({ consensus, preferredMaxBytes, absoluteMaxBytes }: ModelInput): number | undefined {
  return consensus === 'bft' ? absoluteMaxBytes : preferredMaxBytes;
}

/**
 * Whole transactions that fit, as those of one round are of equal size (docs/cutmodel.md); NaN where limit or
 * size is unknown.
 */
function knownCapOf(point: ModelInput): number {
  const fit = Math.floor((byteLimitOf(point) ?? NaN) / (point.txBytes ?? NaN));
  // SmartBFT refuses what is larger than a whole block.
  return point.consensus === 'bft' ? Math.max(1, fit) : fit;
}

function varyingReference(values: readonly number[]): number | null {
  const usable = values.filter((value) => value > 0);
  if (usable.length === 0) return null;
  const [least, most] = usable.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, 0],
  );
  return most > least * (1 + MIN_SIZE_VARIATION) ? median(usable) : null;
}

/** Points column by column, as the fit reads them. */
export interface QueueColumns {
  readonly n: number;
  /** 1 where SmartBFT cuts blocks, 0 where Raft does. */
  readonly bft: Uint8Array;
  readonly countLimit: Float64Array;
  readonly timeoutMs: Float64Array;
  readonly rateTps: Float64Array;
  /** Of the transactions, those that are ordered: what only reads ends at the peer. 1 where nothing is said. */
  readonly orderedShare: Float64Array;
  /** Transactions that fit where byte limit and size are both recorded; NaN where the learnt cap rules. */
  readonly knownCap: Float64Array;
  /** Logarithm of the factor between the learnt cap and this point's, from whichever of the two is recorded. */
  readonly logCapFactor: Float64Array;
  /** Logarithm of the transaction's size against the reference; 0 where unknown. */
  readonly logTxBytes: Float64Array;
  /** Standardised properties, one array each, 0 where unknown, held at three standard deviations. */
  readonly context: readonly Float64Array[];
}

export function columnsOf(layout: QueueLayout, points: readonly ModelInput[]): QueueColumns {
  const column = (value: (point: ModelInput) => number): Float64Array => Float64Array.from(points, value);
  const { txBytesReference, preferredBytesReference } = layout;
  return {
    n: points.length,
    bft: Uint8Array.from(points, ({ consensus }) => Number(consensus === 'bft')),
    countLimit: column(({ maxMessageCount }) => maxMessageCount),
    timeoutMs: column(({ batchTimeoutMs }) => batchTimeoutMs),
    rateTps: column(({ sendRateTps }) => sendRateTps),
    orderedShare: column(({ context }) => 1 - Math.max(0, Math.min(1, context?.['readShare'] ?? 0))),
    knownCap: column(knownCapOf),
    logCapFactor: column(
      (point) =>
        logRatio(byteLimitOf(point), preferredBytesReference) - logRatio(point.txBytes, txBytesReference),
    ),
    logTxBytes: column(({ txBytes }) => logRatio(txBytes, txBytesReference)),
    context: layout.context.map(({ name, mean: centre, spread }) =>
      column((point) => held(((propertyOf(point, name) ?? centre) - centre) / spread)),
    ),
  };
}

/**
 * Standard deviations beyond which a property is held: its effects are exponents, learnt from a few values, and
 * say nothing of a network ten times as large.
 */
const MOST_DEVIATIONS = 3;

function held(deviations: number): number {
  return Math.max(-MOST_DEVIATIONS, Math.min(MOST_DEVIATIONS, deviations));
}

function logRatio(value: number | undefined, reference: number | null): number {
  return value !== undefined && value > 0 && reference !== null ? Math.log(value / reference) : 0;
}
