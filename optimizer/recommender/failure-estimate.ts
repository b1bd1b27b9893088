import { gammaP } from '../cutmodel/incomplete-gamma.js';
import { sumsAround, type Place } from './neighbourhood.js';

/** How many transactions failed in a measured round. */
export interface FailureCount extends Place {
  readonly succeeded: number;
  readonly failed: number;
}

/**
 * The probability that at most `limitPct` % of transactions fail, from the measured rounds around a place
 * ({@link sumsAround}). With weighted sums f of failures and n of transactions, the rate of failures is taken for
 * Gamma(f + 1/2, n), the posterior of a Poisson rate under Jeffreys' prior; where failures are rare it is the Beta
 * posterior of a share, otherwise a little wider. Without rounds near by it is close to 0: nothing is known.
 */
export function failureEstimate(counts: readonly FailureCount[]): (place: Place, limitPct: number) => number {
  const around = sumsAround(
    counts,
    counts.map(({ succeeded, failed }) => [failed, failed + succeeded]),
  );
  return (place, limitPct) => {
    if (limitPct >= 100) return 1;
    const [failed = 0, sent = 0] = around(place);
    return gammaP(failed + 0.5, (sent * limitPct) / 100);
  };
}
