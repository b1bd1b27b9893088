import type { Goal } from '../domain/goal.js';
import type { ExpectedGain } from '../domain/recommendation.js';
import { costSpread } from './goal-spread.js';
import { inTheLongRun, normalQuantile, ratioBelow, ratioQuantile, type LogSpread } from './log-spread.js';
import type { Outlook } from './outlook.js';

/** Costs closer than this share count as equal: no sweep can tell them apart. */
export const TIE_SHARE = 0.01;

export interface Gain {
  readonly expectedGain: ExpectedGain;
  /** That the one is better than the other in the long run. */
  readonly probabilityBetter: number;
}

/**
 * Where the cost of settings may lie in the long run. What one round is worth is the business of limits and of the
 * expected cost; whether settings are better than others is about the middle of their rounds.
 */
export function longRunCost(
  goal: Goal,
  { predictions, rounds }: Pick<Outlook, 'predictions' | 'rounds'>,
  place: number,
): LogSpread {
  const predicted = predictions[place];
  if (!predicted) throw new RangeError('a prediction is missing');
  return inTheLongRun(costSpread(goal, predicted), rounds[place]);
}

/**
 * What the objective gains from costs `b` to costs `a`, independent of each other: 50 %, 5 % and 95 % quantiles of
 * `100 (value / current value - 1)`, and P(a < b).
 */
export function gainOf(goal: Goal, a: LogSpread, b: LogSpread): Gain {
  // Of what is maximised the value is 1 / cost: its ratio has the opposite logarithm.
  const sign = goal.objective === 'min-latency' ? 1 : -1;
  const changePct = (share: number): number =>
    100 * Math.expm1(sign * ratioQuantile(a, b, sign > 0 ? share : 1 - share));
  return {
    expectedGain: {
      figure: figureOf(goal),
      changePct: changePct(0.5),
      low: changePct(0.05),
      high: changePct(0.95),
    },
    probabilityBetter: ratioBelow(a, b),
  };
}

/** What staying gains. */
export function noGain(goal: Goal): Gain {
  return {
    expectedGain: { figure: figureOf(goal), changePct: 0, low: 0, high: 0 },
    probabilityBetter: 0,
  };
}

export function figureOf({ objective, latency }: Goal): ExpectedGain['figure'] {
  if (objective === 'max-throughput') return 'throughputTps';
  if (objective === 'balanced') return 'power';
  return latency === 'p95' ? 'latencyP95Ms' : 'latencyMeanMs';
}

/**
 * Whether costs `a` are less than costs `b` beyond the noise: by more than 1 % in the middle, and with the goal's
 * confidence.
 */
export function isGain({ confidence }: Pick<Goal, 'confidence'>, a: LogSpread, b: LogSpread): boolean {
  if (a.median - b.median > Math.log1p(-TIE_SHARE)) return false;
  return clearlyApart(a, b, confidence) || ratioBelow(a, b) >= confidence;
}

/** Quickly, where the two hardly meet: if A < x and B > x are sure enough together, so is A < B. */
function clearlyApart(a: LogSpread, b: LogSpread, confidence: number): boolean {
  const z = normalQuantileOf(Math.sqrt(confidence));
  return a.median + z * a.above < b.median - z * b.below;
}

const quantiles = new Map<number, number>();
function normalQuantileOf(probability: number): number {
  const found = quantiles.get(probability) ?? normalQuantile(probability);
  quantiles.set(probability, found);
  return found;
}
