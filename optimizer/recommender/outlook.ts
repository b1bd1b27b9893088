import { limitsOf, type Goal, type Limit } from '../domain/goal.js';
import type { IntervalPrediction } from '../domain/prediction.js';
import type { OrdererSettings } from '../domain/settings.js';
import { costSpread, latencySpread, throughputSpread } from './goal-spread.js';
import { atMost, expected, inTheLongRun } from './log-spread.js';

/** A send rate that settings are wanted for, and when it begins if it is one of a day's. */
export interface Period {
  readonly sendRateTps: number;
  /** `06:00` */
  readonly from?: string | undefined;
}

/** Asks a model what to expect of settings at a rate. */
export type Ask = (
  settings: readonly OrdererSettings[],
  sendRateTps: number,
) => readonly IntervalPrediction[];

/** The probability that at most `limitPct` % of the transactions fail. */
export type FailureOdds = (settings: OrdererSettings, sendRateTps: number, limitPct: number) => number;

/** What is expected of every candidate at one rate; one place a candidate. */
export interface Outlook extends Period {
  readonly predictions: readonly IntervalPrediction[];
  /** Expected cost of a round. */
  readonly cost: Float64Array;
  /** The least of the probabilities with which limits hold, the objective's own leniently; 1 without limits. */
  readonly kept: Float64Array;
  /** The factor by which the objective's own limit is judged leniently, 1 where that is not needed. */
  readonly leniency: number;
  readonly limits: readonly { readonly limit: Limit; readonly probability: Float64Array }[];
  /** Rounds that were measured around it: {@link sumsAround}. */
  readonly rounds: Float64Array;
}

export interface OutlookTools {
  readonly goal: Goal;
  readonly ask: Ask;
  readonly failureOdds: FailureOdds;
  /** Rounds that were measured around settings at a rate, by weight. */
  readonly roundsAround: (settings: OrdererSettings, sendRateTps: number) => number;
}

/** @param known - leniency found among more candidates than these; by default it is found among them. */
export function outlookAt(
  settings: readonly OrdererSettings[],
  period: Period,
  { goal, ask, failureOdds, roundsAround }: OutlookTools,
  known?: number,
): Outlook {
  const { sendRateTps } = period;
  const predictions = ask(settings, sendRateTps);
  const rounds = Float64Array.from(settings, (each) => roundsAround(each, sendRateTps));
  const probabilityOf = (limit: Limit): Float64Array => {
    const { figure, value } = limit;
    if (figure === 'failedPct')
      return sided(limit, settings, (each) => failureOdds(each, sendRateTps, value));
    const spreads =
      figure === 'throughputTps'
        ? predictions.map((each, place) => inTheLongRun(throughputSpread(each), rounds[place]))
        : predictions.map((each) => latencySpread(each, figure === 'latencyP95Ms' ? 'p95' : 'mean'));
    const log = Math.log(Math.max(Number.MIN_VALUE, value));
    return sided(limit, spreads, (spread) => atMost(spread, log));
  };
  const limits = limitsOf(goal, sendRateTps).map((limit) => ({ limit, probability: probabilityOf(limit) }));
  const kept = new Float64Array(predictions.length).fill(1);
  const own = goal.objective === 'min-latency' ? limits[0] : undefined;
  for (const each of limits.filter((limit) => limit !== own)) lower(kept, each.probability);
  const leniency = own ? (known ?? leniencyOf(own.probability, kept, goal.confidence)) : 1;
  if (own) lower(kept, own.probability, leniency);
  return {
    ...period,
    predictions,
    cost: Float64Array.from(predictions, (predicted) => expected(costSpread(goal, predicted))),
    kept,
    leniency,
    limits,
    rounds,
  };
}

function sided<T>({ bound }: Limit, items: readonly T[], below: (item: T) => number): Float64Array {
  return Float64Array.from(items, (item) => (bound === '<=' ? below(item) : 1 - below(item)));
}

function lower(kept: Float64Array, probability: Float64Array, factor = 1): void {
  for (let place = 0; place < kept.length; place += 1)
    kept[place] = Math.min(kept[place] ?? 0, factor * (probability[place] ?? 0));
}

/** Of what the surest candidate reaches, where that is less than asked for. */
const NEARLY = 0.95;

/**
 * The throughput that min-latency brings along was not asked for by anybody. Where no candidate keeps it as surely as
 * limits have to be kept, but one is expected to, those that keep it about as surely as any are let through: near
 * saturation there is nothing safer.
 */
function leniencyOf(own: Float64Array, others: Float64Array, confidence: number): number {
  const surest = own.reduce(
    (most, probability, place) => ((others[place] ?? 0) >= confidence ? Math.max(most, probability) : most),
    0,
  );
  return surest >= confidence || surest < 0.5 ? 1 : confidence / (NEARLY * surest);
}
