import type { Quality } from '../../optimizer/domain/inside.js';
import type { Load } from '../../optimizer/domain/load.js';
import type { RoundWindow } from '../../optimizer/domain/plan.js';
import type { RawRound, RawTransaction } from '../../optimizer/domain/ports.js';
import type { Measurement } from '../../optimizer/domain/round.js';
import {
  alignedToBlocks,
  cohortOf,
  isSuccess,
  latencyMs,
  quantile,
  windowOf,
  type Window,
} from './cohort.js';
import { latencyIntervals } from './intervals.js';
import { throughput } from './throughput.js';

/** Outcome of a round: its figures, or why it has none. */
export type MeasureResult =
  | {
      readonly kind: 'measured';
      readonly measurement: Measurement;
      readonly quality: Omit<Quality, 'endedBy' | 'attempts'>;
      /** The transactions that the figures are made from, in order of creation. */
      readonly cohort: readonly RawTransaction[];
    }
  | { readonly kind: 'failed'; readonly reason: { readonly code: string; readonly message: string } };

/** A generator that falls further short than this offered another load than the one asked for. */
const GENERATOR_SHORTFALL = 0.03;
/** How a round came to its end; without it, by its length. */
export interface Ending {
  readonly endedBy?: Quality['endedBy'];
  /** Closes the window earlier, where the round was ended for what it had shown by then. */
  readonly shownUntilMs?: number | undefined;
}

/**
 * The figures of a round's window. docs/measurement.md defines each of them.
 */
export function measure(
  raw: RawRound,
  window: RoundWindow,
  { sendRateTps }: Pick<Load, 'sendRateTps'>,
  { shownUntilMs = Infinity, endedBy = 'length' }: Ending = {},
): MeasureResult {
  const sendingEndedMs = Math.min(raw.sendingEndedMs, shownUntilMs);
  const whole = windowOf({ startedMs: raw.startedMs, sendingEndedMs }, window, sendRateTps);
  const edges = alignedToBlocks(raw.transactions, whole, sendRateTps);
  const cohort = cohortOf(raw.transactions, edges);
  const successes = cohort.filter(isSuccess);
  if (successes.length === 0) return noneSucceeded(cohort);
  const latencies = successes.map(latencyMs).toSorted((a, b) => a - b);
  const offeredS = lengthS(edges);
  const isWrite = ({ block }: RawTransaction): boolean => block !== undefined;
  const isRead = (transaction: RawTransaction): boolean => !isWrite(transaction);
  const rateOf = (isOne: (transaction: RawTransaction) => boolean) =>
    throughput(successes.filter(isOne), raw.transactions.filter(isOne), edges, endedBy === 'backlog');
  const [writes, reads] = [rateOf(isWrite), rateOf(isRead)];
  const slower = successes.some(isWrite) ? writes : reads;
  const throughputTps = writes.perSecond + reads.perSecond;
  const { batches, meanHalfWidthPct, p95HalfWidthPct } = latencyIntervals(successes);
  return {
    kind: 'measured',
    cohort,
    measurement: {
      windowS: successes.length / throughputTps,
      achievedRateTps: cohort.length / offeredS,
      throughputTps,
      latencyMeanMs: latencies.reduce((sum, latency) => sum + latency, 0) / latencies.length,
      latencyP50Ms: quantile(latencies, 0.5),
      latencyP95Ms: quantile(latencies, 0.95),
      latencyP99Ms: quantile(latencies, 0.99),
      succeeded: successes.length,
      failed: cohort.length - successes.length,
      failedByReason: countReasons(cohort),
      blocks: new Set(successes.flatMap(({ block }) => block ?? [])).size,
    },
    quality: {
      opensMs: edges.opensMs - raw.startedMs,
      closesMs: edges.closesMs - raw.startedMs,
      batches,
      ...(meanHalfWidthPct === undefined ? {} : { meanHalfWidthPct }),
      ...(p95HalfWidthPct === undefined ? {} : { p95HalfWidthPct }),
      queueGrowth: slower.growth,
      saturated: slower.saturated,
      // One place more or less is no shortfall.
      generatorLimited:
        cohortOf(raw.transactions, whole).length + 1 <
        (1 - GENERATOR_SHORTFALL) * sendRateTps * lengthS(whole),
    },
  };
}

function lengthS({ opensMs, closesMs }: Window): number {
  return (closesMs - opensMs) / 1000;
}

function noneSucceeded(cohort: readonly RawTransaction[]): MeasureResult {
  if (cohort.length === 0) {
    return {
      kind: 'failed',
      reason: { code: 'NOTHING_SENT', message: 'no transaction was sent inside the measured window' },
    };
  }
  const [first] = Object.entries(countReasons(cohort)).toSorted(([, a], [, b]) => b - a);
  const message = `all ${cohort.length} transactions failed, most of them with: ${first?.[0] ?? 'no reason'}`;
  return { kind: 'failed', reason: { code: 'ALL_FAILED', message } };
}

function countReasons(transactions: readonly RawTransaction[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { failure } of transactions) {
    if (failure !== undefined) counts[failure] = (counts[failure] ?? 0) + 1;
  }
  return counts;
}
