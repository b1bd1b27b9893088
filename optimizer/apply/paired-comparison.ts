import type { Comparison, Interval } from '../domain/application.js';
import { NotEnoughDataError } from '../domain/errors.js';
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
    intervalOf(
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

function intervalOf(baseline: readonly number[], applied: readonly number[]): Interval {
  const differences = applied.map((value, index) => value - (baseline[index] ?? Number.NaN));
  const mean = meanOf(differences);
  const variance =
    differences.reduce((sum, difference) => sum + (difference - mean) ** 2, 0) / (differences.length - 1);
  const half = studentT975(differences.length - 1) * Math.sqrt(variance / differences.length);
  return { mean, low: mean - half, high: mean + half, changePct: (100 * mean) / meanOf(baseline) };
}

export function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** 97.5 % quantiles of Student's t for 1 to 30 degrees of freedom (standard tables, e.g. NIST/SEMATECH 1.3.6.7.2). */
const T_975 = [
  12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228, 2.201, 2.179, 2.16, 2.145, 2.131,
  2.12, 2.11, 2.101, 2.093, 2.086, 2.08, 2.074, 2.069, 2.064, 2.06, 2.056, 2.052, 2.048, 2.045, 2.042,
] as const;

/** @param degrees - of freedom, at least 1; beyond the table the Cornish-Fisher expansion of the normal quantile. */
export function studentT975(degrees: number): number {
  const tabled = T_975[degrees - 1];
  if (tabled !== undefined) return tabled;
  const z = 1.959964;
  return z + (z ** 3 + z) / (4 * degrees) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * degrees ** 2);
}
