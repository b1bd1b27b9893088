import type { DataRow } from '../../dataset/columns.js';
import type { Score, Scores } from '../../domain/model-record.js';
import { mean, median } from '../../domain/statistics.js';
import type { Answer } from '../recipe.js';
import { pairsOf, type Pair } from './outputs.js';

/**
 * How far answers are from what was measured, for each output; the 95th percentile over the rows that have
 * it, and not at all where none has or the answers lack it.
 * @param measured - rows that nothing in the making of the answers has seen; every value above 0.
 * @param answers - one a row, in the same order.
 * @throws RangeError if there is nothing to score.
 */
export function scoresOf(measured: readonly DataRow[], answers: readonly Answer[]): Scores {
  if (measured.length !== answers.length) {
    throw new RangeError(`cannot score ${answers.length} answers on ${measured.length} rows`);
  }
  const p95 = pairsOf('latencyP95Ms', measured, answers);
  return {
    throughputTps: scoreOf(pairsOf('throughputTps', measured, answers)),
    latencyMeanMs: scoreOf(pairsOf('latencyMeanMs', measured, answers)),
    ...(p95.length === 0 ? {} : { latencyP95Ms: scoreOf(p95) }),
  };
}

/**
 * - mapePct: `100 * mean(|predicted - measured| / measured)`; medianApePct the same with the median.
 * - mae: `mean(|predicted - measured|)`, in the values' own unit.
 * - r2: `1 - sum (predicted - measured)^2 / sum (measured - mean)^2`; null where every measured value is
 *   the same, as there is nothing to explain.
 * - coverage90Pct: of 100 measured values, how many lie in their 90 % interval, ends included; null where a
 *   prediction has none.
 */
export function scoreOf(pairs: readonly Pair[]): Score {
  if (pairs.length === 0) throw new RangeError('there is nothing to score');
  if (pairs.some(({ measured }) => !(measured > 0))) {
    throw new RangeError('a percentage error needs measured values above 0');
  }
  const shares = pairs.map(({ measured, predicted }) => (100 * Math.abs(predicted - measured)) / measured);
  return {
    mapePct: mean(shares),
    medianApePct: median(shares),
    mae: mean(pairs.map(({ measured, predicted }) => Math.abs(predicted - measured))),
    r2: explainedShare(pairs),
    coverage90Pct: coverage(pairs),
  };
}

function explainedShare(pairs: readonly Pair[]): number | null {
  const values = pairs.map(({ measured }) => measured);
  if (values.every((value) => value === values[0])) return null;
  const centre = mean(values);
  const total = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return 1 - pairs.reduce((sum, { measured, predicted }) => sum + (predicted - measured) ** 2, 0) / total;
}

function coverage(pairs: readonly Pair[]): number | null {
  let covered = 0;
  for (const { measured, interval90 } of pairs) {
    if (!interval90) return null;
    if (measured >= interval90.low && measured <= interval90.high) covered += 1;
  }
  return (100 * covered) / pairs.length;
}
