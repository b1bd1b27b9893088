import { mean, median } from '../../domain/statistics.js';

/** Rows beyond which more do not make the choice sharper: their errors are not independent. */
const MAX_ROWS = 400;
/** An error counts as at most so many median ones. */
const CLIP = 4;
/** A share below this is not worth a pass. */
const LEAST_SHARE = 0.03;

/**
 * How much each way of predicting has a say, for one output: `exp(-n ln(mean absolute error))`, as for
 * Laplace errors, made to sum to 1 (pseudo-Bayesian model averaging, Geisser and Eddy 1979: the likelihood of
 * each row under the model that had not seen it). With few rows several share the say; with many the best has it.
 * @param errors - of each way, row by row, of rows that it had not seen; NaN where nothing was measured.
 */
export function stackingShares(errors: readonly ArrayLike<number>[]): number[] {
  const known = errors.map((each) => Array.from(each, Math.abs).filter(Number.isFinite));
  const n = Math.min(MAX_ROWS, known[0]?.length ?? 0);
  if (n === 0) return errors.map((_, way) => (way === 0 ? 1 : 0));
  const sizes = known.map((each) => {
    const most = CLIP * median(each) + Number.EPSILON;
    return mean(each.map((error) => Math.min(error, most))) + Number.EPSILON;
  });
  const least = sizes.reduce((a, b) => Math.min(a, b));
  return normalised(
    normalised(sizes.map((size) => (size / least) ** -n)).map((share) => (share < LEAST_SHARE ? 0 : share)),
  );
}

function normalised(values: readonly number[]): number[] {
  const sum = values.reduce((total, value) => total + value, 0);
  return values.map((value) => value / sum);
}
