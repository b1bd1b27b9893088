import { studentT975 } from '../../optimizer/domain/student-t.js';
import type { RawTransaction } from '../../optimizer/domain/ports.js';
import { groupByBlock, latencyMs, quantile } from './cohort.js';

/** How narrow the 95 % intervals of a window's latencies are: half their width, in % of the figure. */
export interface Intervals {
  readonly batches: number;
  /** Undefined with fewer batches than {@link FEWEST_BATCHES}. */
  readonly meanHalfWidthPct: number | undefined;
  readonly p95HalfWidthPct: number | undefined;
}

/** More batches give a better estimate of their spread, longer ones depend less on each other. */
const MOST_BATCHES = 30;
const FEWEST_BATCHES = 4;
/** Dependence beyond this cannot be told from a trend, and gives no interval worth the name. */
const STRONGEST_CORRELATION = 0.9;

/**
 * Intervals by batch means. Transactions of one block wait for each other, so a batch is made of whole blocks;
 * batches differ in size, so the mean is estimated as a ratio. What dependence is left between neighbouring
 * batches widens the interval by sqrt((1 + r) / (1 - r)), r their correlation (first-order autoregression).
 * The interval of the 95th percentile is that of the share of latencies above it, mapped back through the
 * latencies themselves. Source: Law, A. M., "Simulation Modeling and Analysis", chapter 9; Cochran, W. G.,
 * "Sampling Techniques", chapter 6, for the ratio.
 * @param successes - of a window, in order of creation
 */
export function latencyIntervals(successes: readonly RawTransaction[]): Intervals {
  const batches = batchesOf(groupByBlock(successes));
  if (batches.length < FEWEST_BATCHES)
    return { batches: batches.length, meanHalfWidthPct: undefined, p95HalfWidthPct: undefined };
  const sorted = successes.map(latencyMs).toSorted((a, b) => a - b);
  const mean = ratio(batches.map((batch) => ({ sum: total(batch), count: batch.length })));
  const p95 = quantile(sorted, 0.95);
  const above = ratio(
    batches.map((batch) => ({
      sum: batch.filter((latency) => latency > p95).length,
      count: batch.length,
    })),
  );
  const [low, high] = [quantile(sorted, 0.95 - above.halfWidth), quantile(sorted, 0.95 + above.halfWidth)];
  return {
    batches: batches.length,
    meanHalfWidthPct: (100 * mean.halfWidth) / mean.value,
    p95HalfWidthPct: (50 * (high - low)) / p95,
  };
}

/** Latencies in batches of whole groups, neighbours together, about equally many in each. */
function batchesOf(groups: readonly (readonly RawTransaction[])[]): number[][] {
  const count = groups.reduce((sum, { length }) => sum + length, 0);
  const wanted = Math.min(MOST_BATCHES, groups.length);
  const batches: number[][] = [];
  let seen = 0;
  for (const group of groups) {
    // The batch that the middle of the group falls into, were all batches equal.
    const place = Math.min(wanted - 1, Math.floor(((seen + group.length / 2) / count) * wanted));
    (batches[place] ??= []).push(...group.map(latencyMs));
    seen += group.length;
  }
  return batches.filter((batch) => batch !== undefined);
}

/** The ratio of two means over batches, with half the width of its 95 % interval. */
function ratio(batches: readonly { readonly sum: number; readonly count: number }[]): {
  value: number;
  halfWidth: number;
} {
  const n = batches.length;
  const count = batches.reduce((all, batch) => all + batch.count, 0);
  const value = batches.reduce((all, { sum }) => all + sum, 0) / count;
  const residuals = batches.map((batch) => batch.sum - value * batch.count);
  const squares = total(residuals.map((residual) => residual ** 2));
  const standardError = Math.sqrt(squares / (n - 1) / n) / (count / n);
  const lagged = total(residuals.slice(1).map((residual, index) => residual * (residuals[index] ?? 0)));
  const correlation = squares === 0 ? 0 : Math.min(STRONGEST_CORRELATION, Math.max(0, lagged / squares));
  const inflation = Math.sqrt((1 + correlation) / (1 - correlation));
  return { value, halfWidth: studentT975(n - 1) * standardError * inflation };
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}
