import { describeLimit, type Goal } from '../domain/goal.js';
import { describeSettings } from '../domain/settings.js';
import { keeps, leastCost, type Prospects } from './choice.js';
import { gainOf, isGain, longRunCost, noGain, TIE_SHARE, type Gain } from './gain.js';
import type { Outlook } from './outlook.js';

export interface Decision {
  readonly decision: 'change' | 'stay';
  /** For people. */
  readonly reason: string;
  /** The rate at which the settings in force are furthest from the best. */
  readonly deciding: Outlook;
  /** Of the chosen candidate, at that rate. */
  readonly gain: Gain;
}

/**
 * Whether to leave the settings in force, the first candidate, for the chosen one: if they break a limit, or if the
 * gain is beyond the noise at the rate at which they are furthest from the best.
 */
export function decide({ settings, outlooks }: Prospects, goal: Goal, place: number): Decision {
  const deciding = outlooks.reduce((a, b) => (currentRatio(b, goal) > currentRatio(a, goal) ? b : a));
  if (place === 0) {
    const percent = 100 * TIE_SHARE;
    const reason = `no candidate is expected to do better than what is in force by more than ${percent} %`;
    return { decision: 'stay', reason, deciding, gain: noGain(goal) };
  }
  const [next, current] = [longRunCost(goal, deciding, place), longRunCost(goal, deciding, 0)];
  const gain = gainOf(goal, next, current);
  const broken = outlooks.find((outlook) => !keeps(outlook, 0, goal.confidence));
  if (broken) return { decision: 'change', reason: brokenWords(broken), deciding, gain };
  const chance = `better with a probability of ${gain.probabilityBetter.toFixed(2)}`;
  if (isGain(goal, next, current))
    return { decision: 'change', reason: `the gain is beyond the noise: ${chance}`, deciding, gain };
  const contender = settings[place];
  const best = contender ? `, ${describeSettings(contender)},` : '';
  const reason = `the gain of the best other candidate${best} is inside the noise: ${chance}`;
  return { decision: 'stay', reason, deciding, gain };
}

function currentRatio(outlook: Outlook, { confidence }: Goal): number {
  if (!keeps(outlook, 0, confidence)) return Infinity;
  return (outlook.cost[0] ?? Infinity) / leastCost(outlook, confidence);
}

function brokenWords({ limits, sendRateTps }: Outlook): string {
  const least = limits.reduce((a, b) => ((b.probability[0] ?? 0) < (a.probability[0] ?? 0) ? b : a));
  return (
    `what is in force keeps ${describeLimit(least.limit)} at ${sendRateTps} tps with a probability of ` +
    `${(least.probability[0] ?? 0).toFixed(2)} only`
  );
}
