import { NotEnoughDataError } from './errors.js';
import { mean } from './statistics.js';
import { studentT975, studentTTwoSidedP } from './student-t.js';

/** A difference with its 95 % interval. */
export interface PairedInterval {
  /** Mean of the paired differences, contender minus baseline, in the unit of the values. */
  readonly mean: number;
  readonly low: number;
  readonly high: number;
  /** Change relative to the baseline, %: `100 (mean contender - mean baseline) / mean baseline`. */
  readonly changePct: number;
}

/** Everything that paired values tell of a contender against a baseline. */
export interface PairedComparison {
  readonly pairs: number;
  readonly baselineMean: number;
  readonly contenderMean: number;
  readonly difference: PairedInterval;
  /**
   * 95 % interval of the change, %, from the paired log ratios: `100 (exp(mean l -+ t s_l / sqrt n) - 1)` with
   * `l = ln(contender / baseline)`. Undefined where a value is not above 0.
   */
  readonly changeIntervalPct: { readonly low: number; readonly high: number } | undefined;
  /** Two-sided p of the paired t test; undefined where all differences are the same but not 0. */
  readonly p: number | undefined;
  /** Cohen's d_z: mean difference / standard deviation of the differences; undefined where that is 0. */
  readonly cohensDz: number | undefined;
  /** Matched-pairs rank-biserial correlation, -1 to 1: 1 if the contender's value is higher in every pair. */
  readonly rankBiserial: number;
}

const FEWEST_PAIRS = 2;

/**
 * The mean paired difference with its Student t interval at 95 %. Pairing takes out what both values of a pair
 * share: the state of the machine at that time.
 * @param baseline - one value a pair, in the order of `contender`.
 * @throws NotEnoughDataError for fewer than two pairs
 */
export function pairedInterval(baseline: readonly number[], contender: readonly number[]): PairedInterval {
  requirePairs(baseline, contender);
  const differences = contender.map((value, index) => value - (baseline[index] ?? Number.NaN));
  return {
    ...meanInterval(differences),
    changePct: (100 * mean(differences)) / mean(baseline),
  };
}

/**
 * The mean of values with its Student t interval at 95 %.
 * @param values - at least two.
 */
export function meanInterval(values: readonly number[]): { mean: number; low: number; high: number } {
  const centre = mean(values);
  const half = (studentT975(values.length - 1) * standardDeviation(values)) / Math.sqrt(values.length);
  return { mean: centre, low: centre - half, high: centre + half };
}

/**
 * Compares paired values. Sources: Student (1908) for interval and test; Cohen (1988), Statistical power analysis,
 * section 2.3.5, for d_z; Kerby (2014), The simple difference formula, for the rank-biserial correlation.
 * @param baseline - one value a pair, in the order of `contender`.
 * @throws NotEnoughDataError for fewer than two pairs
 */
export function comparePaired(baseline: readonly number[], contender: readonly number[]): PairedComparison {
  const difference = pairedInterval(baseline, contender);
  const differences = contender.map((value, index) => value - (baseline[index] ?? Number.NaN));
  const spread = standardDeviation(differences);
  const cohensDz = spread > 0 ? difference.mean / spread : undefined;
  return {
    pairs: differences.length,
    baselineMean: mean(baseline),
    contenderMean: mean(contender),
    difference,
    changeIntervalPct: changeInterval(baseline, contender),
    p: pOf(difference.mean, cohensDz, differences.length),
    cohensDz,
    rankBiserial: rankBiserial(differences),
  };
}

/**
 * Holm's step-down adjustment (Holm 1979, A simple sequentially rejective multiple test procedure): the chance of
 * one or more false positives among all of them stays below the level that the adjusted values are held against.
 * @returns adjusted values in the order given, at most 1
 */
export function holmAdjusted(ps: readonly number[]): number[] {
  const order = ps.map((p, index) => ({ p, index })).toSorted((a, b) => a.p - b.p);
  const adjusted = Array.from(ps, () => 1);
  let atLeast = 0;
  for (const [rank, { p, index }] of order.entries()) {
    atLeast = Math.max(atLeast, Math.min(1, (ps.length - rank) * p));
    adjusted[index] = atLeast;
  }
  return adjusted;
}

function requirePairs(baseline: readonly number[], contender: readonly number[]): void {
  if (baseline.length === contender.length && baseline.length >= FEWEST_PAIRS) return;
  const pairs = Math.min(baseline.length, contender.length);
  throw new NotEnoughDataError(
    `${pairs} complete ${pairs === 1 ? 'pair' : 'pairs'} of rounds gives no interval: at least ${FEWEST_PAIRS} are needed`,
  );
}

function standardDeviation(values: readonly number[]): number {
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return Math.sqrt(squares / (values.length - 1));
}

function changeInterval(
  baseline: readonly number[],
  contender: readonly number[],
): PairedComparison['changeIntervalPct'] {
  if ([...baseline, ...contender].some((value) => !(value > 0))) return undefined;
  const logRatios = contender.map((value, index) => Math.log(value / (baseline[index] ?? Number.NaN)));
  const { low, high } = meanInterval(logRatios);
  return { low: 100 * Math.expm1(low), high: 100 * Math.expm1(high) };
}

function pOf(difference: number, cohensDz: number | undefined, pairs: number): number | undefined {
  if (cohensDz !== undefined) return studentTTwoSidedP(cohensDz * Math.sqrt(pairs), pairs - 1);
  return difference === 0 ? 1 : undefined;
}

/** Pairs without a difference are left out; tied sizes share the mean of their ranks. */
function rankBiserial(differences: readonly number[]): number {
  const sizes = differences
    .filter((each) => each !== 0)
    .map(Math.abs)
    .toSorted((a, b) => a - b);
  if (sizes.length === 0) return 0;
  const rankOf = (size: number): number => (sizes.indexOf(size) + sizes.lastIndexOf(size)) / 2 + 1;
  const signedRanks = differences.map((each) => (each === 0 ? 0 : Math.sign(each) * rankOf(Math.abs(each))));
  const all = signedRanks.reduce((sum, rank) => sum + Math.abs(rank), 0);
  return signedRanks.reduce((sum, rank) => sum + rank, 0) / all;
}
