import { gammaP, poissonDensity } from './incomplete-gamma.js';

/** Means in the steady state. */
export interface ExpectedBlock {
  /** Over transactions, from arrival at the orderer to the cut of the block. */
  readonly waitMs: number;
  /** Over blocks. */
  readonly blockTransactions: number;
}

/** Standard deviations and more beyond which a Poisson number is taken as never to lie. */
const TAIL_SIGMAS = 8;
const TAIL_SHIFT = 30;

/**
 * Blocks that the count or the timer ends, under Raft: the first transaction starts the timer, the count
 * stops it. With N ~ Poisson(a) arrivals in a timeout, a = rate · timeout, m = countLimit - 1 and M = min(N, m)
 * a block holds 1 + M transactions, whose waits add up to M (M + 1) / (2 rate) on average, because while the
 * block is open with j transactions all of them wait for the (j+1)th or the timer. So
 * `wait = E[M (M + 1)] / (2 rate (1 + E[M]))`.
 */
function countOrTimeout(m: number, timeoutMs: number, ratePerMs: number): ExpectedBlock {
  const a = ratePerMs * timeoutMs;
  const tail = TAIL_SIGMAS * Math.sqrt(a) + TAIL_SHIFT;
  if (m > a + tail) return { waitMs: (timeoutMs * (1 + a / 2)) / (1 + a), blockTransactions: 1 + a };
  if (m < a - tail) return { waitMs: m / (2 * ratePerMs), blockTransactions: 1 + m };
  const full = gammaP(m, a);
  const open1 = 1 - full - poissonDensity(m - 1, a); // P(N <= m - 2)
  const open2 = open1 - (poissonDensity(m - 1, a) * (m - 1)) / a; // P(N <= m - 3)
  const mean = a * open1 + m * full;
  const pairs = a * a * open2 + m * (m - 1) * full; // E[M (M - 1)]
  return {
    waitMs: (pairs + 2 * mean) / (2 * ratePerMs * (1 + mean)),
    blockTransactions: 1 + mean,
  };
}

/**
 * What a block is like under Raft with Poisson arrivals. Sources: `Ordered` of Fabric 3.1 in
 * orderer/common/blockcutter/blockcutter.go, `run` in orderer/consensus/etcdraft/chain.go.
 * @param countLimit - maxMessageCount, at least 1; real values are a smooth path between whole ones.
 * @param capTransactions - transactions that fit into preferredMaxBytes, or Infinity.
 * @param timeoutMs - above 0.
 * @param rateTps - transactions that reach the orderer a second, above 0.
 */
export function expectedBlock(
  countLimit: number,
  capTransactions: number,
  timeoutMs: number,
  rateTps: number,
): ExpectedBlock {
  if (countLimit <= 1) return { waitMs: 0, blockTransactions: 1 };
  return countOrTimeout(Math.min(countLimit, capTransactions) - 1, timeoutMs, rateTps / 1000);
}
