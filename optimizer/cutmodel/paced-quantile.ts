import { waitAtP95 } from './wait-quantile.js';

/** Whole numbers up to `most` that are greater than x, which is at least 0. */
function above(x: number, most: number): number {
  return Math.max(0, most - Math.floor(x));
}

/**
 * The 95th percentile of the wait of `expectedPacedBlock`, whose arguments it takes: the waits of one cycle
 * are counted, 1 to k intervals in each block that bytes end, and in the last the timeout less 0, 1, ...
 * intervals.
 */
export function p95PacedWaitMs(
  countLimit: number,
  capTransactions: number,
  timeoutMs: number,
  rateTps: number,
): number {
  if (capTransactions < 1 || countLimit <= 1) return 0;
  const ratePerMs = rateTps / 1000;
  const a = ratePerMs * timeoutMs;
  const arrivals = Math.floor(a + 1e-9);
  if (countLimit <= capTransactions && countLimit - 1 <= arrivals) {
    const longer = (ms: number): number => above(ratePerMs * ms, countLimit - 1);
    return waitAtP95(longer, countLimit, (countLimit - 1) / ratePerMs);
  }
  const k = Math.min(capTransactions, arrivals + 1);
  const full = Math.floor(arrivals / k);
  const rest = arrivals - full * k;
  const longer = (ms: number): number => {
    const x = ratePerMs * ms;
    const inLast = Math.min(rest + 1, Math.max(0, Math.ceil(a - full * k - x)));
    return full * above(x, k) + inLast;
  };
  return waitAtP95(longer, 1 + arrivals, timeoutMs);
}

/** The same of `expectedPacedBftBlock`: waits are even over the timeout, or over whole intervals. */
export function p95PacedBftWaitMs(
  countLimit: number,
  capTransactions: number,
  timeoutMs: number,
  rateTps: number,
  decisionMs = 0,
): number {
  if (countLimit <= 1) return 0;
  const ratePerMs = rateTps / 1000;
  const windowMs = timeoutMs + decisionMs;
  const limit = Math.min(countLimit, capTransactions);
  if (limit > ratePerMs * windowMs + 1e-9) return 0.95 * (ratePerMs * windowMs < 1 ? timeoutMs : windowMs);
  // The transaction that takes the pool over the bytes stays in it for the next block.
  const most = countLimit <= capTransactions ? limit - 1 : limit;
  const longer = (ms: number): number => above(ratePerMs * ms, most);
  return waitAtP95(longer, limit, limit / ratePerMs);
}
