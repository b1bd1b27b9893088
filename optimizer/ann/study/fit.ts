import type { Prediction } from '../../domain/objective.js';
import { mean } from '../../domain/statistics.js';
import type { Fit, Fits } from '../../domain/study.js';

/** @param predicted - one a measured row, in the same order; at least one. */
export function fitsOf(measured: readonly Prediction[], predicted: readonly Prediction[]): Fits {
  const of = (name: keyof Prediction): Fit =>
    fitOf(
      measured.map((row) => row[name]),
      predicted.map((row) => row[name]),
    );
  return { throughputTps: of('throughputTps'), latencyMeanMs: of('latencyMeanMs') };
}

/**
 * - mse: `mean((predicted - measured)^2)`; rmse its root.
 * - r2: `1 - sum (predicted - measured)^2 / sum (measured - mean)^2`, below 0 where the mean would do better.
 * - r: Pearson's `sum (m - mean m)(p - mean p) / sqrt(sum (m - mean m)^2 sum (p - mean p)^2)`; 1 also where
 *   predictions are wrong by a constant or a factor, which r2 punishes.
 * - mapePct: `100 mean(|predicted - measured| / measured)`.
 * @throws RangeError unless there is one prediction a measured value, all above 0.
 */
export function fitOf(measured: readonly number[], predicted: readonly number[]): Fit {
  if (
    measured.length === 0 ||
    measured.length !== predicted.length ||
    measured.some((value) => !(value > 0))
  ) {
    throw new RangeError(
      `cannot score ${predicted.length} predictions on ${measured.length} measured values`,
    );
  }
  const at = (i: number): number => predicted[i] ?? Number.NaN;
  const mse = mean(measured.map((value, i) => (at(i) - value) ** 2));
  const [ofMeasured, ofPredicted] = [deviations(measured), deviations(predicted)];
  const measuredSquares = sumOfProducts(ofMeasured, ofMeasured);
  const predictedSquares = sumOfProducts(ofPredicted, ofPredicted);
  const joint = sumOfProducts(ofMeasured, ofPredicted);
  return {
    mse,
    rmse: Math.sqrt(mse),
    r2: isConstant(measured) ? null : 1 - (mse * measured.length) / measuredSquares,
    r:
      isConstant(measured) || isConstant(predicted)
        ? null
        : joint / Math.sqrt(measuredSquares * predictedSquares),
    mapePct: 100 * mean(measured.map((value, i) => Math.abs(at(i) - value) / value)),
  };
}

function isConstant(values: readonly number[]): boolean {
  return values.every((value) => value === values[0]);
}

function deviations(values: readonly number[]): number[] {
  const centre = mean(values);
  return values.map((value) => value - centre);
}

function sumOfProducts(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? Number.NaN), 0);
}
