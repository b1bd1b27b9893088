import type { RoundWindow } from '../../optimizer/domain/plan.js';
import type { RawTransaction } from '../../optimizer/domain/ports.js';

/** The time in which the transactions of a measurement were created. Milliseconds on the manager's clock. */
export interface Window {
  readonly opensMs: number;
  readonly closesMs: number;
}

/** When a round's load ran. */
export interface Sending {
  readonly startedMs: number;
  readonly sendingEndedMs: number;
}

/**
 * The window of a round: from `warmupS` after its start, for `maxS` or until the sending ended. Its edges lie
 * half a place before a transaction is due, so that none falls in or out by being a millisecond late.
 */
export function windowOf(
  { startedMs, sendingEndedMs }: Sending,
  { warmupS, maxS }: RoundWindow,
  sendRateTps: number,
): Window {
  const halfPlaceMs = 500 / sendRateTps;
  const opensMs = startedMs + warmupS * 1000 - halfPlaceMs;
  return { opensMs, closesMs: Math.min(opensMs + maxS * 1000, sendingEndedMs - halfPlaceMs) };
}

/** Fewer whole blocks are no better than what the window cuts out. */
const FEWEST_WHOLE_BLOCKS = 2;

/**
 * Moves the edges of a window inwards to where blocks begin. The first transactions of a block wait longest for
 * it to be cut and the last ones hardly at all: a window that cuts through a block of two seconds takes more of
 * the one than of the other, and no mean over it is the mean of a block. A window without two whole blocks, or
 * of reads, stays as it is.
 * @param transactions - of the whole round, in order of creation
 */
export function alignedToBlocks(
  transactions: readonly RawTransaction[],
  window: Window,
  sendRateTps: number,
): Window {
  const halfPlaceMs = 500 / sendRateTps;
  const hairMs = 0.1 * halfPlaceMs;
  const starts = groupByBlock(transactions.filter(({ block }) => block !== undefined))
    .flatMap(([first]) => (first ? [first.createdMs - halfPlaceMs] : []))
    // A hair of tolerance: an edge and a start may be the same place, reached in two ways. A block that starts
    // where the window closes was not known yet when the round was judged.
    .filter((startMs) => startMs >= window.opensMs - hairMs && startMs < window.closesMs - hairMs);
  const [opensMs, closesMs] = [starts[0], starts.at(-1)];
  if (opensMs === undefined || closesMs === undefined || starts.length <= FEWEST_WHOLE_BLOCKS) return window;
  return { opensMs, closesMs };
}

/** The transactions created inside a window. */
export function cohortOf(
  transactions: readonly RawTransaction[],
  { opensMs, closesMs }: Window,
): RawTransaction[] {
  return transactions.filter(({ createdMs }) => createdMs >= opensMs && createdMs < closesMs);
}

export function latencyMs({ createdMs, finishedMs }: RawTransaction): number {
  return finishedMs - createdMs;
}

export function isSuccess({ failure }: RawTransaction): boolean {
  return failure === undefined;
}

/** Nearest-rank quantile. @param sorted - ascending, not empty. @param share - 0 to 1. */
export function quantile(sorted: readonly number[], share: number): number {
  const rank = Math.min(sorted.length, Math.max(1, Math.ceil(share * sorted.length)));
  return sorted[rank - 1] ?? Number.NaN;
}

/**
 * Successes that shared a block, in the order of their first creation; a read is a group of its own.
 * @param successes - in order of creation
 */
export function groupByBlock(successes: readonly RawTransaction[]): RawTransaction[][] {
  const groups: RawTransaction[][] = [];
  const ofBlock = new Map<number, RawTransaction[]>();
  for (const transaction of successes) {
    const { block } = transaction;
    const known = block === undefined ? undefined : ofBlock.get(block);
    if (known) {
      known.push(transaction);
      continue;
    }
    const group = [transaction];
    groups.push(group);
    if (block !== undefined) ofBlock.set(block, group);
  }
  return groups;
}
