import { z } from 'zod';
import type { ModelInput } from '../../dataset/columns.js';
import { mean, median } from '../../domain/statistics.js';

/**
 * Which of the optional columns a model of these rows has a use for: those that vary. Decided when it is
 * fitted, and part of it from then on.
 */
export const queueLayoutSchema = z
  .strictObject({
    /** Properties of network and workload, standardised by these figures. */
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

/** @param points - the rows to be fitted, at least one. */
export function layoutOf(points: readonly ModelInput[]): QueueLayout {
  const names = new Set(points.flatMap(({ context }) => Object.keys(context ?? {})));
  return {
    context: [...names].toSorted().flatMap((name) => {
      const values = points.flatMap(({ context }) => context?.[name] ?? []);
      const centre = mean(values);
      const spread = Math.sqrt(mean(values.map((value) => (value - centre) ** 2)));
      return spread > MIN_VARIATION * Math.max(1, Math.abs(centre)) ? [{ name, mean: centre, spread }] : [];
    }),
    txBytesReference: varyingReference(points.flatMap(({ txBytes }) => txBytes ?? [])),
    preferredBytesReference: varyingReference(points.flatMap(byteLimitOf)),
  };
}

/** The limit of the consensus type in force: BFT goes by absoluteMaxBytes. */
export function byteLimitOf({ consensus, preferredMaxBytes, absoluteMaxBytes }: ModelInput): number | [] {
  return (consensus === 'bft' ? absoluteMaxBytes : preferredMaxBytes) ?? [];
}

function varyingReference(values: readonly number[]): number | null {
  const usable = values.filter((value) => value > 0);
  if (usable.length === 0) return null;
  const [least, most] = usable.reduce(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, 0],
  );
  return most > least * (1 + MIN_VARIATION) ? median(usable) : null;
}

/** Points column by column, as the fit reads them. */
export interface QueueColumns {
  readonly n: number;
  readonly countLimit: Float64Array;
  readonly timeoutMs: Float64Array;
  readonly rateTps: Float64Array;
  /** preferredMaxBytes / txBytes where both are recorded; NaN where the learnt cap rules. */
  readonly knownCap: Float64Array;
  /** Logarithm of the factor between the learnt cap and this point's, from whichever of the two is recorded. */
  readonly logCapFactor: Float64Array;
  /** Logarithm of the transaction's size against the reference; 0 where unknown. */
  readonly logTxBytes: Float64Array;
  /** Standardised properties, one array each, 0 where unknown. */
  readonly context: readonly Float64Array[];
}

export function columnsOf(layout: QueueLayout, points: readonly ModelInput[]): QueueColumns {
  const column = (value: (point: ModelInput) => number): Float64Array => Float64Array.from(points, value);
  const ratio = (value: number | undefined, reference: number | null): number =>
    value !== undefined && value > 0 && reference !== null ? Math.log(value / reference) : 0;
  const limitOf = (point: ModelInput): number | undefined => {
    const limit = byteLimitOf(point);
    return typeof limit === 'number' ? limit : undefined;
  };
  return {
    n: points.length,
    countLimit: column(({ maxMessageCount }) => maxMessageCount),
    timeoutMs: column(({ batchTimeoutMs }) => batchTimeoutMs),
    rateTps: column(({ sendRateTps }) => sendRateTps),
    knownCap: column((point) => (limitOf(point) ?? NaN) / (point.txBytes ?? NaN)),
    logCapFactor: column(
      (point) =>
        ratio(limitOf(point), layout.preferredBytesReference) - ratio(point.txBytes, layout.txBytesReference),
    ),
    logTxBytes: column(({ txBytes }) => ratio(txBytes, layout.txBytesReference)),
    context: layout.context.map(({ name, mean: centre, spread }) =>
      column(({ context }) => ((context?.[name] ?? centre) - centre) / spread),
    ),
  };
}
