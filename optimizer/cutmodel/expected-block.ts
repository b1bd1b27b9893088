import { cappedMean, cappedPairs } from './capped-poisson.js';
import { bytesOrTimer } from './byte-cycle.js';

/** Means in the steady state. */
export interface ExpectedBlock {
  /** Over transactions, from arrival at the orderer to the cut of the block. */
  readonly waitMs: number;
  /** Over blocks. */
  readonly blockTransactions: number;
}

/** Every transaction a block by itself, at once. */
export const ALONE: ExpectedBlock = { waitMs: 0, blockTransactions: 1 };

/** From 0 at x <= 0 to 1 at x >= 1, level at both ends. */
export function smoothStep(x: number): number {
  const inside = Math.min(1, Math.max(0, x));
  return inside * inside * (3 - 2 * inside);
}

/**
 * The share of blocks that count rather than bytes may end. With equal sizes it is 0 or 1: bytes end a block
 * that holds floor(capTransactions), if these are fewer than countLimit, and never otherwise. Sizes differ a
 * little, so that the step is taken as a smooth one, between countLimit - 1 and countLimit.
 */
export function shareOfCount(countLimit: number, capTransactions: number): number {
  return smoothStep(capTransactions - countLimit + 1);
}

/**
 * The share of transactions that fit into a block at all: a larger one becomes a block by itself at once.
 * The step from none to all is a smooth one for the same reason, between 0 and 1.
 */
export function shareThatFits(capTransactions: number): number {
  return smoothStep(capTransactions);
}

function countOrTimer(m: number, a: number, ratePerMs: number): ExpectedBlock {
  const mean = cappedMean(m, a);
  return {
    waitMs: (cappedPairs(m, a) + 2 * mean) / (2 * ratePerMs * (1 + mean)),
    blockTransactions: 1 + mean,
  };
}

/** `share` of the one and the rest of the other. */
export function blend(share: number, one: ExpectedBlock, other: ExpectedBlock): ExpectedBlock {
  return {
    waitMs: share * one.waitMs + (1 - share) * other.waitMs,
    blockTransactions: share * one.blockTransactions + (1 - share) * other.blockTransactions,
  };
}

/**
 * What a block is like under Raft with Poisson arrivals, exact where limits are whole numbers
 * (docs/cutmodel.md derives it). Real limits are a smooth path between whole ones, so that a fit can move
 * them. Sources: `Ordered` of Fabric 3.1 in orderer/common/blockcutter/blockcutter.go, `run` in
 * orderer/consensus/etcdraft/chain.go.
 *
 * Count and timer: N ~ Poisson(a) arrivals in a timeout, a = rate · timeout, m = countLimit - 1,
 * M = min(N, m). A block holds 1 + M transactions; while it holds j, all j wait for the next or the timer. So
 * `wait = E[M (M + 1)] / (2 rate (1 + E[M]))`. Bytes and timer: see byte-cycle.ts.
 *
 * @param countLimit - maxMessageCount: 1, or real from 2 on.
 * @param capTransactions - preferredMaxBytes / bytes of a transaction, at least 0; Infinity for no limit.
 * @param timeoutMs - batchTimeoutMs, above 0.
 * @param rateTps - transactions that reach the orderer a second, above 0.
 */
export function expectedBlock(
  countLimit: number,
  capTransactions: number,
  timeoutMs: number,
  rateTps: number,
): ExpectedBlock {
  const fits = countLimit <= 1 ? 0 : shareThatFits(capTransactions);
  if (fits === 0) return ALONE;
  const byCount = shareOfCount(countLimit, capTransactions);
  const ratePerMs = rateTps / 1000;
  const a = ratePerMs * timeoutMs;
  if (byCount === 1 && fits === 1) return countOrTimer(countLimit - 1, a, ratePerMs);
  const byBytes = bytesOrTimer(Math.max(1, capTransactions), a, ratePerMs);
  if (byCount === 0 && fits === 1) return byBytes;
  return blend(fits, blend(byCount, countOrTimer(countLimit - 1, a, ratePerMs), byBytes), ALONE);
}
