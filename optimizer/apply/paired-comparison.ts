import type { Comparison, Interval } from '../domain/application.js';
import { NotEnoughDataError } from '../domain/errors.js';
import { pairedInterval } from '../domain/paired.js';
import type { Measurement } from '../domain/round.js';

/** One round with the baseline and one with the applied settings, measured next to each other. */
export interface Pair {
  readonly baseline: Measurement;
  readonly applied: Measurement;
}

const CONFIDENCE = 0.95;

/**
 * Paired differences, applied minus baseline, each with its Student t interval at 95 %. Pairing takes out
 * what both rounds of a pair share: the state of the machine at that time.
 * @throws NotEnoughDataError for fewer than two pairs
 */
export function comparePairs(pairs: readonly Pair[]): Comparison {
  if (pairs.length < 2)
    throw new NotEnoughDataError(
      `${pairs.length} complete pair of rounds gives no interval: at least 2 are needed`,
    );
  const of = (figure: 'throughputTps' | 'latencyMeanMs' | 'latencyP95Ms'): Interval =>
    pairedInterval(
      pairs.map(({ baseline }) => baseline[figure]),
      pairs.map(({ applied }) => applied[figure]),
    );
  return {
    pairs: pairs.length,
    confidence: CONFIDENCE,
    throughputTps: of('throughputTps'),
    latencyMeanMs: of('latencyMeanMs'),
    latencyP95Ms: of('latencyP95Ms'),
  };
}
