import { brokenLimits, costOf, describeLimit, limitsOf } from '../domain/goal.js';
import type { MeasuredRound, Round } from '../domain/round.js';
import type { MeasuredFigures, Search, SearchBelief } from '../domain/search.js';
import { sameSettings, type OrdererSettings } from '../domain/settings.js';
import { median } from '../domain/statistics.js';
import { medianFigures, shortfallOf } from './best-measured.js';
import type { Trial } from './strategy.js';

/** What a strategy is shown of the rounds of a live search. */
export interface View {
  /** Candidates that are still in the search; trials count among these. */
  readonly candidates: readonly OrdererSettings[];
  /** Measured rounds of these candidates, in the order in which they were run. */
  readonly trials: readonly Trial[];
}

/** A candidate is left out once this many of its rounds in a row gave no figures. */
const MOST_FAILURES = 2;

/**
 * A failed round tells nothing, so a strategy does not see it: it is asked again as if the round had not been, and
 * may well ask for the same candidate. A candidate whose last two rounds failed is left out, with what it measured
 * before. Failed rounds spend the budget all the same; the budget in the strategy's task stays what it was, so that
 * a design laid out for it stays as it is and only its end is not reached.
 */
export function viewOf({ candidates: all }: Pick<Search, 'candidates'>, rounds: readonly Round[]): View {
  const candidates = all.filter((settings) => {
    const last = rounds.filter((round) => sameSettings(round.settings, settings)).slice(-MOST_FAILURES);
    return last.length < MOST_FAILURES || last.some(({ kind }) => kind === 'measured');
  });
  const trials = rounds.flatMap((round): Trial[] => {
    const candidate = candidates.findIndex((settings) => sameSettings(round.settings, settings));
    return round.kind === 'failed' || candidate < 0 ? [] : [{ candidate, figures: figuresOf(round) }];
  });
  return { candidates, trials };
}

function figuresOf({ measurement }: MeasuredRound): Trial['figures'] {
  const { throughputTps, latencyMeanMs, latencyP95Ms, succeeded, failed, achievedRateTps } = measurement;
  const failedPct = (100 * failed) / (succeeded + failed);
  return { throughputTps, latencyMeanMs, latencyP95Ms, failedPct, achievedRateTps };
}

/** Medians of a candidate's trials. @returns undefined if it has none */
export function measuredFigures(candidate: number, trials: readonly Trial[]): MeasuredFigures | undefined {
  const own = trials.filter((trial) => trial.candidate === candidate).map(({ figures }) => figures);
  return own.length > 0 ? { rounds: own.length, ...medianFigures(own) } : undefined;
}

/**
 * The measured candidate that comes closest to keeping the limits; of equals the one with the best objective.
 * @returns undefined if there are no trials
 */
export function closestTo(
  { goal, load }: Pick<Search, 'goal' | 'load'>,
  { candidates, trials }: View,
): SearchBelief['closest'] {
  const limits = limitsOf(goal, load.sendRateTps);
  const places = candidates.flatMap((settings, candidate) => {
    const measured = measuredFigures(candidate, trials);
    if (!measured) return [];
    return [{ settings, measured, missed: shortfallOf(limits, measured), cost: costOf(goal, measured) }];
  });
  const [closest] = places.toSorted((a, b) =>
    a.missed === b.missed ? a.cost - b.cost : a.missed - b.missed,
  );
  if (!closest) return undefined;
  const { settings, measured } = closest;
  return { settings, measured, broken: brokenLimits(limits, measured).map(describeLimit) };
}

/**
 * Median bytes of a transaction as the block cutter counts them.
 * @returns undefined if no round knows
 */
export function measuredTxBytes(rounds: readonly Round[]): number | undefined {
  const sizes = rounds.flatMap((round) => {
    const bytes = round.kind === 'measured' ? round.inside?.txBytes : undefined;
    return bytes === undefined || bytes === 0 ? [] : [bytes];
  });
  return sizes.length > 0 ? median(sizes) : undefined;
}
