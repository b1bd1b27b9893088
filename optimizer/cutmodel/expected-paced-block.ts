import type { ExpectedBlock } from './expected-block.js';

/** An arrival this close to the timer, in intervals, comes before it: rounding must not decide. */
const TIE = 1e-9;

/**
 * What a block is like under Raft if transactions arrive at even intervals of 1 / rate. One cycle starts with
 * the transaction that starts the timer; n = floor(rate · timeout) more arrive until it fires. If these do
 * not make countLimit they end in 1 + floor(n / k) blocks of at most k, the transactions that fit, and the
 * waits add up to the sum over arrivals i < n of 1 + (i mod k), and (1 + n mod k) until the timer. The next
 * transaction starts the next cycle. Sources as of `expectedBlock`.
 *
 * Steps at whole numbers: this is exact for even arrivals, and no smooth path for a fit.
 * @param countLimit - maxMessageCount, whole.
 * @param capTransactions - whole transactions that fit into preferredMaxBytes; 0 if none does, or Infinity.
 * @param timeoutMs - above 0.
 * @param rateTps - above 0.
 */
export function expectedPacedBlock(
  countLimit: number,
  capTransactions: number,
  timeoutMs: number,
  rateTps: number,
): ExpectedBlock {
  const ratePerMs = rateTps / 1000;
  const a = ratePerMs * timeoutMs;
  const arrivals = Math.floor(a + TIE);
  if (capTransactions < 1) return { waitMs: 0, blockTransactions: 1 };
  if (countLimit <= capTransactions && countLimit - 1 <= arrivals) {
    return { waitMs: (countLimit - 1) / (2 * ratePerMs), blockTransactions: countLimit };
  }
  const k = Math.min(capTransactions, arrivals + 1);
  const full = Math.floor(arrivals / k);
  const rest = arrivals - full * k;
  const waits = arrivals + (full * k * (k - 1)) / 2 + (rest * (rest - 1)) / 2 + (a - arrivals) * (1 + rest);
  return { waitMs: waits / (ratePerMs * (1 + arrivals)), blockTransactions: (1 + arrivals) / (1 + full) };
}

/**
 * The same under SmartBFT, whose timer starts with the leader's question rather than with a transaction (see
 * `expectedBftBlock`). Where count or bytes rule this is exact. Where the timer rules it is the mean over how
 * the arrivals may lie to the timer; close to a tie, a block may be off by one transaction.
 * @param capTransactions - whole transactions that fit into absoluteMaxBytes, at least 1, or Infinity.
 * @param decisionMs - from the cut of a block to its delivery at the leader.
 */
export function expectedPacedBftBlock(
  countLimit: number,
  capTransactions: number,
  timeoutMs: number,
  rateTps: number,
  decisionMs = 0,
): ExpectedBlock {
  if (countLimit <= 1) return { waitMs: 0, blockTransactions: 1 };
  const ratePerMs = rateTps / 1000;
  const windowMs = decisionMs + timeoutMs;
  const a = ratePerMs * windowMs;
  const limit = Math.min(countLimit, capTransactions);
  if (limit <= a + TIE) {
    // The transaction that takes the pool over the bytes stays, so that each waits one interval longer.
    const ahead = countLimit <= capTransactions ? limit - 1 : limit + 1;
    return { waitMs: ahead / (2 * ratePerMs), blockTransactions: limit };
  }
  if (a >= 1) return { waitMs: windowMs / 2, blockTransactions: a };
  // None comes in the window after a block, so that all waits lie evenly in those after a window with none.
  return { waitMs: timeoutMs / 2, blockTransactions: 1 };
}
