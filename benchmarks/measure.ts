import type { RawRound, RawTransaction } from '../optimizer/domain/ports.js';
import type { RoundWindow } from '../optimizer/domain/plan.js';
import type { Measurement, Samples } from '../optimizer/domain/round.js';
import type { OrdererSettings } from '../optimizer/domain/settings.js';

/** Outcome of a round: its figures, or why it has none. */
export type MeasureResult =
  | { readonly kind: 'measured'; readonly measurement: Measurement }
  | { readonly kind: 'failed'; readonly reason: { readonly code: string; readonly message: string } };

/**
 * The figures of a round's measured window, which opens `warmupS` after the first transaction was created
 * and closes `maxS` later. docs/measurement.md defines each figure.
 */
export function measure(
  raw: RawRound,
  { warmupS, maxS }: RoundWindow,
  { batchTimeoutMs }: Pick<OrdererSettings, 'batchTimeoutMs'>,
): MeasureResult {
  const opensMs = raw.startedMs + warmupS * 1000;
  const closesMs = opensMs + maxS * 1000;
  const offered = raw.transactions.filter(({ createdMs }) => createdMs >= opensMs && createdMs < closesMs);
  const succeeded = offered.filter(({ failure }) => failure === undefined);
  if (succeeded.length === 0) return noneSucceeded(offered);
  const latencies = succeeded
    .map(({ createdMs, finishedMs }) => finishedMs - createdMs)
    .toSorted((a, b) => a - b);
  const { throughputTps, windowS, blocks } = throughput(raw.transactions, offered, {
    opensMs,
    closesMs,
    batchTimeoutMs,
  });
  return {
    kind: 'measured',
    measurement: {
      windowS,
      achievedRateTps: offered.length / maxS,
      throughputTps,
      latencyMeanMs: latencies.reduce((sum, latency) => sum + latency, 0) / latencies.length,
      latencyP50Ms: percentile(latencies, 0.5),
      latencyP95Ms: percentile(latencies, 0.95),
      latencyP99Ms: percentile(latencies, 0.99),
      succeeded: succeeded.length,
      failed: offered.length - succeeded.length,
      failedByReason: countReasons(offered),
      blocks,
    },
  };
}

function noneSucceeded(offered: readonly RawTransaction[]): MeasureResult {
  if (offered.length === 0) {
    return {
      kind: 'failed',
      reason: { code: 'NOTHING_SENT', message: 'no transaction was sent inside the measured window' },
    };
  }
  const [first] = Object.entries(countReasons(offered)).toSorted(([, a], [, b]) => b - a);
  const message = `all ${offered.length} transactions failed, most of them with: ${first?.[0] ?? 'no reason'}`;
  return { kind: 'failed', reason: { code: 'ALL_FAILED', message } };
}

/**
 * Fewer block commits than this give no usable rate: one commit that comes 100 ms late shifts the figure by
 * 100 ms / (time from the first commit to the last).
 */
const FEWEST_BLOCKS = 6;
/** Endorsement and commit on top of the batch timeout take less, as long as nothing queues up. */
const UNQUEUED_MS = 1000;

/**
 * Successes per second inside the window. Writes arrive in whole blocks, so the count runs from the first
 * block commit in the window to the last one: a block more or less at the edges would otherwise shift the
 * figure by its size / window. Where blocks are so long that few of them commit in the window and nothing
 * queues up, what comes in goes out: the successes among those created inside are counted instead.
 * Reads are spread evenly and are counted over the whole window.
 */
function throughput(
  transactions: readonly RawTransaction[],
  offered: readonly RawTransaction[],
  window: { readonly opensMs: number; readonly closesMs: number; readonly batchTimeoutMs: number },
): { throughputTps: number; windowS: number; blocks: number } {
  const { opensMs, closesMs, batchTimeoutMs } = window;
  const inside = transactions.filter(
    ({ failure, finishedMs }) => failure === undefined && finishedMs >= opensMs && finishedMs < closesMs,
  );
  const fullS = (closesMs - opensMs) / 1000;
  const commits = [...blockCommits(inside).values()].toSorted((a, b) => a.committedMs - b.committedMs);
  const [first, last] = [commits[0], commits.at(-1)];
  if (!first || !last || commits.length < FEWEST_BLOCKS) {
    const unqueued = offered.every(
      ({ createdMs, finishedMs }) => finishedMs - createdMs < batchTimeoutMs + UNQUEUED_MS,
    );
    const counted = unqueued ? offered.filter(({ failure }) => failure === undefined) : inside;
    return { throughputTps: counted.length / fullS, windowS: fullS, blocks: commits.length };
  }
  const reads = inside.filter(({ block }) => block === undefined).length;
  const writes = commits.reduce((sum, { transactions: count }) => sum + count, -first.transactions);
  const windowS = (last.committedMs - first.committedMs) / 1000;
  return { throughputTps: writes / windowS + reads / fullS, windowS, blocks: commits.length };
}

/** A block is committed for its clients when the first of them hears of it. */
function blockCommits(
  transactions: readonly RawTransaction[],
): Map<number, { committedMs: number; transactions: number }> {
  const blocks = new Map<number, { committedMs: number; transactions: number }>();
  for (const { block, finishedMs } of transactions) {
    if (block === undefined) continue;
    const known = blocks.get(block);
    blocks.set(block, {
      committedMs: Math.min(known?.committedMs ?? Infinity, finishedMs),
      transactions: (known?.transactions ?? 0) + 1,
    });
  }
  return blocks;
}

/** Nearest-rank percentile. @param sorted - ascending, not empty. */
export function percentile(sorted: readonly number[], share: number): number {
  const rank = Math.min(sorted.length, Math.max(1, Math.ceil(share * sorted.length)));
  return sorted[rank - 1] ?? Number.NaN;
}

function countReasons(transactions: readonly RawTransaction[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { failure } of transactions) {
    if (failure !== undefined) counts[failure] = (counts[failure] ?? 0) + 1;
  }
  return counts;
}

/** The raw times as they are stored. */
export function toSamples(roundId: string, raw: RawRound): Samples {
  const reasons = [
    ...new Set(raw.transactions.flatMap(({ failure }) => (failure === undefined ? [] : [failure]))),
  ];
  return {
    id: roundId,
    originMs: raw.startedMs,
    createdMs: raw.transactions.map(({ createdMs }) => createdMs - raw.startedMs),
    latencyMs: raw.transactions.map(({ createdMs, finishedMs }) => finishedMs - createdMs),
    block: raw.transactions.map(({ block }) => block ?? -1),
    failure: raw.transactions.map(({ failure }) =>
      failure === undefined ? 0 : reasons.indexOf(failure) + 1,
    ),
    reasons,
  };
}
