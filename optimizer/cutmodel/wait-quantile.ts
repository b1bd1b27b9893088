import { batchStates } from './expected-bft-block.js';
import { cappedMean } from './capped-poisson.js';
import { shareOfCount, shareThatFits } from './expected-block.js';

/** The share of transactions that wait longer than the 95th percentile. */
const LONGER = 0.05;
const PRECISION = 1e-5;

/** The wait that a share of 5 % exceeds. `longerThan` falls and is 0 from `mostMs` on. */
export function waitAtP95(longerThan: (ms: number) => number, total: number, mostMs: number): number {
  const allowed = LONGER * total;
  if (longerThan(0) <= allowed) return 0;
  let [low, high] = [0, mostMs];
  while (high - low > PRECISION * high) {
    const middle = (low + high) / 2;
    if (longerThan(middle) > allowed) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * Exact: the transactions of a block that wait longer than w are those of the i = 0, 1, ... with S_i < T - w
 * and fewer than m - i arrivals in the w after S_i, 1 + E[min(N_T, m - 1)] - E[min(N_w, m)] of them on
 * average.
 */
function countOrTimer(m: number, timeoutMs: number, ratePerMs: number): number {
  const a = ratePerMs * timeoutMs;
  const before = 1 + cappedMean(m - 1, a);
  return waitAtP95((ms) => before - cappedMean(m, ratePerMs * ms), 1 + cappedMean(m, a), timeoutMs);
}

/**
 * Approximate: with n = 1 + rate (T - w) transactions that came early enough, taken as certain, and y ~
 * Poisson arrivals in w, those of the first k - y places of each block still wait.
 */
function bytesOrTimer(k: number, timeoutMs: number, ratePerMs: number): number {
  const a = ratePerMs * timeoutMs;
  const longerThan = (ms: number): number => {
    const passed = ratePerMs * ms;
    const early = 1 + a - passed;
    const full = Math.floor(early / k);
    const rest = early - full * k;
    const ofBlock = k - cappedMean(k, passed); // E[(k - y)+]
    const ofRest = k - rest - cappedMean(k - rest, passed); // E[(k - rest - y)+]
    return (full + 1) * ofBlock - ofRest;
  };
  return waitAtP95(longerThan, 1 + a, timeoutMs);
}

/**
 * The 95th percentile of the wait of `expectedBlock`, whose arguments it takes. Exact where count or timer
 * end blocks; where bytes do, within a few percent (docs/cutmodel.md).
 */
export function p95WaitMs(
  countLimit: number,
  capTransactions: number,
  timeoutMs: number,
  rateTps: number,
): number {
  const fits = countLimit <= 1 ? 0 : shareThatFits(capTransactions);
  if (fits === 0) return 0;
  const byCount = shareOfCount(countLimit, capTransactions);
  const ratePerMs = rateTps / 1000;
  const counted = byCount > 0 ? byCount * countOrTimer(countLimit - 1, timeoutMs, ratePerMs) : 0;
  if (byCount === 1) return fits * counted;
  const k = Math.max(1, capTransactions);
  return fits * (counted + (1 - byCount) * bytesOrTimer(k, timeoutMs, ratePerMs));
}

function bftQuantile(
  full: number,
  leaves: boolean,
  timeoutMs: number,
  decisionMs: number,
  ratePerMs: number,
): number {
  const states = batchStates(leaves ? full : Infinity, timeoutMs, decisionMs, ratePerMs);
  const { afterBlock, afterNothing, emptied, left, nothing } = states;
  const m = full - 1;
  // Weight and, for that state, the constant that E[min(N_w, m)] is taken from, as in countOrTimer.
  const long = emptied * cappedMean(m, afterBlock) + left * (1 + cappedMean(m - 1, afterBlock));
  const short = nothing * cappedMean(m, afterNothing);
  const longerThan = (ms: number): number => {
    const gone = cappedMean(m, ratePerMs * ms);
    return long - (emptied + left) * gone + (ms < timeoutMs ? short - nothing * gone : 0);
  };
  const total =
    emptied * cappedMean(full, afterBlock) +
    left * cappedMean(m, afterBlock) +
    nothing * cappedMean(full, afterNothing);
  return waitAtP95(longerThan, total, timeoutMs + decisionMs);
}

/** The 95th percentile of the wait of `expectedBftBlock`, whose arguments it takes; exact where that is. */
export function p95BftWaitMs(
  countLimit: number,
  capTransactions: number,
  timeoutMs: number,
  rateTps: number,
  decisionMs = 0,
): number {
  if (countLimit <= 1) return 0;
  const ratePerMs = rateTps / 1000;
  const byCount = shareOfCount(countLimit, capTransactions);
  const counted =
    byCount > 0 ? byCount * bftQuantile(countLimit, false, timeoutMs, decisionMs, ratePerMs) : 0;
  if (byCount === 1) return counted;
  const full = Math.max(1, capTransactions) + 1;
  return counted + (1 - byCount) * bftQuantile(full, true, timeoutMs, decisionMs, ratePerMs);
}
