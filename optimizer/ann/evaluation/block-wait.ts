import type { ModelInput } from '../../dataset/columns.js';

/** Share of the transactions that are ordered; all of them where it is not said. */
export function orderedShare({ context }: ModelInput): number {
  const readShare = context?.['readShare'] ?? 0;
  return Math.min(1, Math.max(0, 1 - readShare));
}

/**
 * Mean milliseconds that an ordered transaction waits for its block to be cut, in the steady state.
 *
 * Transactions are ordered at `r` a second; a block holds at most `B = min(maxMessageCount, preferredMaxBytes
 * / txBytes)`, bytes only where both are known.
 * - Cut by the timer of `T` seconds: the first transaction waits `T`, the `rT` that follow half of it on
 *   average: `T (1 + rT / 2) / (1 + rT)`.
 * - Cut when full: the first waits for the `B - 1` that follow, the last not at all: `(B - 1) / (2 r)`.
 *
 * The smaller of both holds.
 */
export function blockWaitMs(point: ModelInput): number {
  const { maxMessageCount, batchTimeoutMs, sendRateTps, preferredMaxBytes, txBytes } = point;
  const perSecond = sendRateTps * orderedShare(point);
  if (perSecond === 0) return 0;
  const fits =
    preferredMaxBytes === undefined || txBytes === undefined
      ? Infinity
      : Math.max(1, Math.floor(preferredMaxBytes / txBytes));
  const untilTimeout = (perSecond * batchTimeoutMs) / 1000;
  const timerMs = (batchTimeoutMs * (1 + untilTimeout / 2)) / (1 + untilTimeout);
  const fullMs = (1000 * (Math.min(maxMessageCount, fits) - 1)) / (2 * perSecond);
  return Math.min(timerMs, fullMs);
}
