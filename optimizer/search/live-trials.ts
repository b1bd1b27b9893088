import { brokenLimits, costOf, describeLimit, limitsOf, type Figures, type Limit } from '../domain/goal.js';
import type { MeasuredRound, Round } from '../domain/round.js';
import type { MeasuredFigures, Search, SearchBelief } from '../domain/search.js';
import { sameSettings, type OrdererSettings } from '../domain/settings.js';
import { median } from '../domain/statistics.js';
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
  if (own.length === 0) return undefined;
  const known = (values: readonly (number | undefined)[]): number | undefined => {
    const numbers = values.filter((value) => value !== undefined);
    return numbers.length > 0 ? median(numbers) : undefined;
  };
  return {
    rounds: own.length,
    throughputTps: median(own.map(({ throughputTps }) => throughputTps)),
    latencyMeanMs: median(own.map(({ latencyMeanMs }) => latencyMeanMs)),
    latencyP95Ms: known(own.map(({ latencyP95Ms }) => latencyP95Ms)),
    failedPct: known(own.map(({ failedPct }) => failedPct)),
  };
}

/**
 * The measured candidate that comes closest to keeping the limits: the one whose worst limit is missed by the least
 * share of its value; of equals the one with the best objective.
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
    const broken = brokenLimits(limits, measured);
    const missedBy = Math.max(0, ...broken.map((limit) => shortfall(limit, measured)));
    return [
      { missedBy, cost: costOf(goal, measured), settings, measured, broken: broken.map(describeLimit) },
    ];
  });
  const [closest] = places.toSorted((a, b) =>
    a.missedBy === b.missedBy ? a.cost - b.cost : a.missedBy - b.missedBy,
  );
  if (!closest) return undefined;
  const { settings, measured, broken } = closest;
  return { settings, measured, broken };
}

/** By which share of its value a limit is missed; of a limit of 0 the missing amount itself. */
function shortfall({ figure, value }: Limit, figures: Figures): number {
  const found = figures[figure];
  return found === undefined ? Infinity : Math.abs(found - value) / (value === 0 ? 1 : value);
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
