import { cappedMean, cappedPairs, chanceOfReaching } from './capped-poisson.js';
import { ALONE, blend, shareOfCount, type ExpectedBlock } from './expected-block.js';

/**
 * How often the leader begins to wait in which state, up to a common factor. SmartBFT removes transactions
 * from its pool only when their block has been delivered, and then asks for the next batch at once.
 */
export interface BatchStates {
  /** Arrivals from a cut until the timer of the next batch fires: rate · (decision + timeout). */
  readonly afterBlock: number;
  /** Arrivals in one timeout: after a timer that found an empty pool the next starts at once. */
  readonly afterNothing: number;
  /** Weights: after a block that emptied the pool, after one that left a transaction, after nothing. */
  readonly emptied: number;
  readonly left: number;
  readonly nothing: number;
}

/**
 * @param leftFrom - arrivals that end a batch and leave the last of them in the pool, or Infinity where a
 * full batch leaves none. A transaction that was left counts towards the next batch.
 */
export function batchStates(
  leftFrom: number,
  timeoutMs: number,
  decisionMs: number,
  ratePerMs: number,
): BatchStates {
  const afterBlock = ratePerMs * (decisionMs + timeoutMs);
  const afterNothing = ratePerMs * timeoutMs;
  const fullAgain = chanceOfReaching(leftFrom - 1, afterBlock);
  const full = chanceOfReaching(leftFrom, afterBlock);
  const emptied = (1 - fullAgain) / (1 - fullAgain + full);
  const nothing = (emptied * Math.exp(-afterBlock)) / -Math.expm1(-afterNothing);
  const fromNothing = nothing * chanceOfReaching(leftFrom, afterNothing);
  const left = full / (1 - fullAgain + full) + (fullAgain < 1 ? fromNothing / (1 - fullAgain) : 0);
  return { afterBlock, afterNothing, emptied, left, nothing };
}

function countOrTimer(
  limit: number,
  { afterBlock, afterNothing, nothing }: BatchStates,
  ratePerMs: number,
): ExpectedBlock {
  const transactions = cappedMean(limit, afterBlock) + nothing * cappedMean(limit, afterNothing);
  const pairs = cappedPairs(limit, afterBlock) + nothing * cappedPairs(limit, afterNothing);
  return { waitMs: pairs / (2 * ratePerMs * transactions), blockTransactions: transactions };
}

function bytesOrTimer(k: number, states: BatchStates, ratePerMs: number): ExpectedBlock {
  const { afterBlock, afterNothing, emptied, left, nothing } = states;
  const withOne = cappedMean(k, afterBlock);
  const transactions =
    emptied * cappedMean(k + 1, afterBlock) + left * withOne + nothing * cappedMean(k + 1, afterNothing);
  const pairs =
    emptied * cappedPairs(k + 1, afterBlock) +
    left * (cappedPairs(k, afterBlock) + 2 * withOne) +
    nothing * cappedPairs(k + 1, afterNothing);
  return {
    waitMs: pairs / (2 * ratePerMs * transactions),
    blockTransactions: transactions / (emptied + left),
  };
}

/**
 * What a block is like under SmartBFT with Poisson arrivals, as Fabric 3.1 configures it:
 * RequestBatchMaxCount is maxMessageCount, RequestBatchMaxBytes is absoluteMaxBytes
 * (orderer/consensus/smartbft/util.go, `createSmartBftConfig`); preferredMaxBytes and batchTimeoutMs are
 * ignored.
 *
 * SmartBFT at the version Fabric 3.1 requires (internal/bft/batcher.go `NextBatch`, requestpool.go
 * `NextRequests`, controller.go `propose` and `decide`): the leader asks for a batch when the last one has
 * been delivered, and that starts the timer, not the first transaction. The batch ends at once when the pool
 * holds maxMessageCount, or absoluteMaxBytes or more: it takes what does not exceed them, so that the
 * transaction that took the pool over the bytes stays in it. Else the timer ends it; if the pool is empty the
 * timer starts again. Transactions that arrive while a block is being decided wait in the pool.
 * docs/cutmodel.md derives the formulas.
 *
 * @param countLimit - maxMessageCount: 1, or real from 2 on.
 * @param capTransactions - absoluteMaxBytes / bytes of a transaction, or Infinity; larger ones are refused,
 * so that less than 1 counts as 1. Bytes that n transactions fill to the last byte are taken as a little
 * less.
 * @param timeoutMs - RequestBatchMaxInterval, above 0.
 * @param rateTps - above 0.
 * @param decisionMs - from the cut of a block to its delivery at the leader. Exact as long as hardly ever a
 * whole block arrives in it; beyond, the leader cannot keep up and no steady state exists.
 */
export function expectedBftBlock(
  countLimit: number,
  capTransactions: number,
  timeoutMs: number,
  rateTps: number,
  decisionMs = 0,
): ExpectedBlock {
  if (countLimit <= 1) return ALONE;
  const ratePerMs = rateTps / 1000;
  const byCount = shareOfCount(countLimit, capTransactions);
  const k = Math.max(1, capTransactions);
  const counted = (): ExpectedBlock =>
    countOrTimer(countLimit, batchStates(Infinity, timeoutMs, decisionMs, ratePerMs), ratePerMs);
  if (byCount === 1) return counted();
  const byBytes = bytesOrTimer(k, batchStates(k + 1, timeoutMs, decisionMs, ratePerMs), ratePerMs);
  return byCount === 0 ? byBytes : blend(byCount, counted(), byBytes);
}
