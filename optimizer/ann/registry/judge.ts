import type { DataRow } from '../../dataset/columns.js';
import { groupByPoint } from '../../dataset/rows.js';
import { seededRandom } from '../../domain/random.js';
import { mean } from '../../domain/statistics.js';
import type { Answer } from '../recipe.js';

/** One or two points are luck: of two equal models each wins at both in one of four cases. */
export const MIN_POINTS = 3;
/** Share of resamples without an advantage that is still taken for none: what a 95 % interval leaves below it. */
const MAX_SHARE_WITHOUT = 0.025;
const RESAMPLES = 10_000;
/** An answer a thousand times off is as wrong as can be; of a predicted 0 there is no logarithm. */
const WORST_LOG_ERROR = Math.log(1000);

/** How two models did on the same rows; errors are mean absolute log errors, about the share that is off. */
interface Comparison {
  readonly rows: number;
  readonly points: number;
  readonly candidateError: number;
  readonly championError: number;
}

/** Whether a candidate may take the champion's place: only as `better`. */
export type Verdict =
  | { readonly kind: 'no-rows' }
  | ({ readonly kind: 'few-points' | 'not-closer' | 'within-noise' | 'better' } & Comparison);

/**
 * Compares two models on rows that neither has seen.
 *
 * The error of a model is the mean of `|ln(predicted / measured)|` over rows and outputs: throughput, mean
 * latency and, where it was measured and both predict it, the 95th percentile. The candidate is better if its
 * error is smaller, and stays so in 97.5 % of the paired bootstrap samples by point (Efron and Tibshirani, An
 * Introduction to the Bootstrap, chapter 8: replicates of a point are not independent, so whole points are
 * drawn). With three points that asks for an advantage at each of them.
 *
 * @param candidate - one answer a row, in the same order; as with `champion`.
 * @param heldOut - measured rows; every value above 0.
 */
export function judge(
  candidate: readonly Answer[],
  champion: readonly Answer[],
  heldOut: readonly DataRow[],
): Verdict {
  if (heldOut.length === 0) return { kind: 'no-rows' };
  const compared = heldOut.map((row, i) => {
    const [own, its] = [candidate[i], champion[i]];
    if (!own || !its) throw new RangeError(`row ${i} of ${heldOut.length} has no answer of both models`);
    return { pointId: row.pointId, ...errorsOf(row, own, its) };
  });
  const points = [...groupByPoint(compared).values()];
  const comparison: Comparison = {
    rows: heldOut.length,
    points: points.length,
    candidateError: mean(compared.map((row) => row.candidate)),
    championError: mean(compared.map((row) => row.champion)),
  };
  return { kind: kindOf(comparison, points), ...comparison };
}

interface RowErrors {
  readonly candidate: number;
  readonly champion: number;
}

function kindOf(
  { points, candidateError, championError }: Comparison,
  byPoint: readonly (readonly RowErrors[])[],
): Exclude<Verdict['kind'], 'no-rows'> {
  if (points < MIN_POINTS) return 'few-points';
  if (candidateError >= championError) return 'not-closer';
  // The sign of a resample's mean is that of its sum.
  const advantages = byPoint.map((rows) => rows.reduce((sum, row) => sum + row.champion - row.candidate, 0));
  return shareWithoutAdvantage(advantages) > MAX_SHARE_WITHOUT ? 'within-noise' : 'better';
}

/** Share of samples with replacement, as large as `advantages`, whose sum is not above 0. The same every time. */
function shareWithoutAdvantage(advantages: readonly number[]): number {
  const random = seededRandom(1);
  let without = 0;
  for (let sample = 0; sample < RESAMPLES; sample += 1) {
    const sum = advantages.reduce((total) => total + (advantages[random.below(advantages.length)] ?? 0), 0);
    if (sum <= 0) without += 1;
  }
  return without / RESAMPLES;
}

/** The errors of both on one row, over the outputs that all three have. */
function errorsOf(row: DataRow, candidate: Answer, champion: Answer): RowErrors {
  const outputs = (['throughputTps', 'latencyMeanMs', 'latencyP95Ms'] as const).flatMap((name) => {
    const [measured, own, its] = [row[name], candidate[name], champion[name]];
    if (measured === undefined || own === undefined || its === undefined) return [];
    return [{ candidate: logError(own, measured), champion: logError(its, measured) }];
  });
  return {
    candidate: mean(outputs.map((output) => output.candidate)),
    champion: mean(outputs.map((output) => output.champion)),
  };
}

function logError(predicted: number, measured: number): number {
  const error = Math.abs(Math.log(predicted / measured));
  return error < WORST_LOG_ERROR ? error : WORST_LOG_ERROR;
}
