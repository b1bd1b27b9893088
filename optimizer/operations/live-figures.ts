import { Batcher } from '../apply/canary/batches.js';
import { LiveFigures } from '../apply/canary/live-figures.js';
import type { LiveBlock } from '../domain/live-transactions.js';
import type { LiveLoad } from './live-load.js';

/** Long enough for several blocks at any sensible timeout, short enough to be called now. */
export const WINDOW_MS = 30_000;
/** Fewer transactions than these say little about a percentile. */
const FEW = 20;

/**
 * What live blocks say about the last seconds.
 * @param blocks - oldest first; times in milliseconds as `preciseNow` gives them
 */
export function liveFigures(
  blocks: readonly LiveBlock[],
  { sinceMs, nowMs }: { readonly sinceMs: number; readonly nowMs: number },
): LiveLoad {
  const fromMs = Math.max(sinceMs, nowMs - WINDOW_MS);
  const windowS = Math.max(nowMs - fromMs, 1) / 1000;
  const own = blocks.filter(({ kind }) => kind === 'transactions');
  const recent = own.filter(({ committedMs }) => committedMs >= fromMs);
  const figures = new LiveFigures();
  const batcher = new Batcher(Number.NEGATIVE_INFINITY);
  for (const batch of [...recent.map((block) => batcher.add(block)), batcher.close()])
    if (batch) figures.add(batch);
  const { throughputTps, latencyMeanMs, latencyP95Ms, failedPct } = figures.figures(windowS);
  return {
    since: iso(sinceMs),
    windowS: Math.round(10 * windowS) / 10,
    offeredTps: offered(recent, fromMs),
    throughputTps: committedPerSecond(recent, nowMs) ?? (windowS < QUIET_S ? null : (throughputTps ?? 0)),
    latencyMeanMs: latencyMeanMs ?? null,
    latencyP95Ms: latencyP95Ms ?? null,
    failedPct: failedPct ?? null,
    transactions: figures.transactions,
    blocks: own.map((block) => ({
      at: iso(block.committedMs),
      number: block.number,
      transactions: block.transactions.length,
      latencyMeanMs: meanLatency(block),
    })),
    notes: notesOf(figures, windowS),
  };
}

/** After so many seconds without a block nothing is being committed, rather than nothing being known yet. */
const QUIET_S = 5;

/**
 * Valid transactions a second from the first block to the last: between two commits every block is whole, where the
 * window's own edges would cut one. A silence that is much longer than usual counts as well.
 * @returns undefined for fewer than two blocks
 */
function committedPerSecond(blocks: readonly LiveBlock[], nowMs: number): number | undefined {
  const [first, ...rest] = blocks;
  const last = rest.at(-1);
  if (!first || !last || last.committedMs <= first.committedMs) return undefined;
  const spanMs = last.committedMs - first.committedMs;
  const silentMs = nowMs - last.committedMs;
  const isSilent = silentMs > 1000 * QUIET_S && silentMs > (3 * spanMs) / rest.length;
  const seconds = (spanMs + (isSilent ? silentMs : 0)) / 1000;
  const valid = rest.reduce(
    (sum, { transactions }) => sum + transactions.filter((each) => each.valid).length,
    0,
  );
  return Math.round((100 * valid) / seconds) / 100;
}

/**
 * Transactions a second by when their clients created them: those of the window up to the newest, because what was
 * created after it is not committed yet.
 */
function offered(blocks: readonly LiveBlock[], fromMs: number): number | null {
  const created = blocks
    .flatMap(({ transactions }) => transactions.map(({ createdMs }) => createdMs))
    .filter((createdMs) => createdMs >= fromMs);
  const newest = created.reduce((latest, createdMs) => Math.max(latest, createdMs), fromMs);
  const seconds = (newest - fromMs) / 1000;
  return seconds >= 1 ? Math.round((100 * created.length) / seconds) / 100 : null;
}

/** Of the valid transactions whose latency can be told; null if there is none. */
function meanLatency({ transactions, committedMs }: LiveBlock): number | null {
  const latencies = transactions
    .filter(({ valid, createdMs }) => valid && createdMs <= committedMs)
    .map(({ createdMs }) => committedMs - createdMs);
  if (latencies.length === 0) return null;
  return Math.round((100 * latencies.reduce((sum, each) => sum + each, 0)) / latencies.length) / 100;
}

function notesOf({ transactions, impossible }: LiveFigures, windowS: number): string[] {
  return [
    ...(windowS < QUIET_S ? [`the looking began only ${Math.round(windowS)} s ago`] : []),
    ...(transactions > 0 && transactions < FEW
      ? [`${transactions} transactions are few: the percentile is hardly more than the slowest of them`]
      : []),
    ...(impossible > 0
      ? [
          `${impossible} transactions say that they were created after their commit: clocks of clients differ from this machine's`,
        ]
      : []),
    'latency counts from when the client says it created a transaction until a peer delivered its block; reads are not seen',
  ];
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
