import { seededRandom } from '../../domain/random.js';
import { mean, median, quantile } from '../../domain/statistics.js';
import type { Replay } from './replay.js';

/** What counts as having found the best setting, in %. */
export const CLOSE_PCT = 5;

export interface Middle {
  readonly median: number;
  /** 90th percentile, linear between neighbours. */
  readonly p90: number;
}

export interface StrategySummary {
  /** At the end of the budget. */
  readonly regretPct: Middle;
  /** The round from which regret stays within 5 % to the end; budget + 1 where it never does. */
  readonly trialsToWithin5Pct: Middle;
  /** Median regret over the seeds after 1, 2, ... rounds, in %. */
  readonly curve: readonly number[];
  /** 10th and 90th percentile over the seeds, likewise. */
  readonly band: { readonly p10: readonly number[]; readonly p90: readonly number[] };
  /** At the end of the budget, one a seed. */
  readonly finalRegretPct: readonly number[];
  /** Rounds measured: less than the budget where the search ended by itself. */
  readonly roundsMeasured: Middle;
}

/** @param replays - of one strategy with one budget; at least one. */
export function summarise(replays: readonly Replay[]): StrategySummary {
  const [first] = replays;
  const trials = [...(first?.regretPct ?? []).keys()];
  const after = (trial: number): number[] => replays.map(({ regretPct }) => regretPct[trial] ?? NaN);
  const finalRegretPct = after(trials.length - 1);
  return {
    regretPct: middleOf(finalRegretPct),
    trialsToWithin5Pct: middleOf(replays.map(({ regretPct }) => trialsToWithin(CLOSE_PCT, regretPct))),
    curve: trials.map((trial) => median(after(trial))),
    band: {
      p10: trials.map((trial) => quantile(after(trial), 0.1)),
      p90: trials.map((trial) => quantile(after(trial), 0.9)),
    },
    finalRegretPct,
    roundsMeasured: middleOf(replays.map(({ measured }) => measured)),
  };
}

function middleOf(values: readonly number[]): Middle {
  return { median: median(values), p90: quantile(values, 0.9) };
}

/**
 * The first round after which regret is at most `pct` and stays so to the end of the budget: a search that finds
 * a good setting by luck and leaves it again has not found it. One more than the budget where it never does.
 */
export function trialsToWithin(pct: number, regretPct: readonly number[]): number {
  return regretPct.findLastIndex((regret) => !(regret <= pct)) + 2;
}

/** How two strategies differ at the end of the budget, seed by seed: both had the same luck in every cell. */
export interface PairedDifference {
  /** Mean of regret minus the other's regret, in points of %: below 0 is better. */
  readonly meanPct: number;
  /** 95 % interval of the mean, by the percentile bootstrap over seeds (Efron 1979). */
  readonly interval95: { readonly low: number; readonly high: number };
  readonly medianPct: number;
  /** Seeds on which regret was smaller, the same and larger. */
  readonly better: number;
  readonly equal: number;
  readonly worse: number;
}

const RESAMPLES = 10_000;

/**
 * @param regretPct - one a seed.
 * @param others - of the other strategy on the same seeds, in the same order.
 */
export function pairedDifference(regretPct: readonly number[], others: readonly number[]): PairedDifference {
  const differences = regretPct.map((regret, index) => regret - (others[index] ?? NaN));
  const random = seededRandom(1);
  const means = Array.from({ length: RESAMPLES }, () =>
    mean(differences.map(() => differences[random.below(differences.length)] ?? NaN)),
  );
  return {
    meanPct: mean(differences),
    interval95: { low: quantile(means, 0.025), high: quantile(means, 0.975) },
    medianPct: median(differences),
    better: differences.filter((difference) => difference < 0).length,
    equal: differences.filter((difference) => difference === 0).length,
    worse: differences.filter((difference) => difference > 0).length,
  };
}
