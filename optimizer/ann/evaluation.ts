import { mean, median } from '../domain/statistics.js';
import type { Prediction } from '../domain/objective.js';
import type { Score, Scores } from '../domain/model-record.js';

/**
 * How far predictions are from what was measured, for each output.
 * @param measured - the held-out rows; every value above 0.
 * @param predicted - one prediction a row, in the same order.
 */
export function scoresOf(measured: readonly Prediction[], predicted: readonly Prediction[]): Scores {
  return {
    throughputTps: scoreOf(
      measured.map((row) => row.throughputTps),
      predicted.map((row) => row.throughputTps),
    ),
    latencyMeanMs: scoreOf(
      measured.map((row) => row.latencyMeanMs),
      predicted.map((row) => row.latencyMeanMs),
    ),
  };
}

/**
 * - mapePct: `100 * mean(|predicted - measured| / measured)`; medianApePct the same with the median.
 * - mae: `mean(|predicted - measured|)`, in the values' own unit.
 * - r2: `1 - sum (predicted - measured)^2 / sum (measured - mean)^2`; null where every measured value is
 *   the same, as there is nothing to explain.
 */
export function scoreOf(measured: readonly number[], predicted: readonly number[]): Score {
  if (measured.length === 0 || measured.length !== predicted.length) {
    throw new RangeError(
      `cannot score ${predicted.length} predictions on ${measured.length} measured values`,
    );
  }
  if (measured.some((value) => !(value > 0))) {
    throw new RangeError('a percentage error needs measured values above 0');
  }
  const errors = measured.map((value, i) => Math.abs((predicted[i] ?? Number.NaN) - value));
  const shares = measured.map((value, i) => (100 * (errors[i] ?? Number.NaN)) / value);
  return {
    mapePct: mean(shares),
    medianApePct: median(shares),
    mae: mean(errors),
    r2: explainedShare(measured, errors),
    coverage90Pct: null,
  };
}

function explainedShare(measured: readonly number[], errors: readonly number[]): number | null {
  const centre = mean(measured);
  const total = measured.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  if (measured.every((value) => value === measured[0])) return null;
  return 1 - errors.reduce((sum, error) => sum + error ** 2, 0) / total;
}
