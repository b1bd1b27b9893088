import { at } from './at.js';

/** How far measured values lie from the model's: scales of Student's t, of logarithms. */
export interface QueueSpread {
  readonly latency: number;
  readonly throughput: number;
}

/** Expected before any row is seen; it counts as much as {@link SPREAD_WEIGHT} rows. */
export const EXPECTED_SPREAD: QueueSpread = { latency: 0.12, throughput: 0.06 };
const SPREAD_WEIGHT = 4;
const MIN_SPREAD = 0.01;

/** Degrees of freedom of Student's t: rows far off weigh little (Lange, Little and Taylor 1989). */
const FREEDOM = 3;

/** Negative log density of Student's t, but for a constant. */
export function surprise(error: number): number {
  return ((FREEDOM + 1) / 2) * Math.log1p(error ** 2 / FREEDOM);
}

/** Weight of a squared error that has the same derivative as its {@link surprise}. */
export function influence(error: number): number {
  return (FREEDOM + 1) / (FREEDOM + error ** 2);
}

/**
 * One step towards the spread that makes these residuals most probable.
 * @param now - where the step begins.
 * @param before - expected before any row is seen.
 */
export function spreadOf(
  measured: Float64Array,
  expected: Float64Array,
  weights: Float64Array,
  { now, before }: { readonly now: number; readonly before: number },
): number {
  let sum = SPREAD_WEIGHT * before ** 2;
  let count = SPREAD_WEIGHT;
  for (let i = 0; i < measured.length; i += 1) {
    const weight = at(weights, i);
    const error = at(measured, i) - at(expected, i);
    sum += weight * influence(error / now) * error ** 2;
    count += weight;
  }
  return Math.max(MIN_SPREAD, Math.sqrt(sum / count));
}
