import type { Recommendation } from '../domain/recommendation.js';
import { keeps, leastCost, leastOf } from './choice.js';
import { isGain, longRunCost } from './gain.js';
import type { Outlook, Period } from './outlook.js';
import { recommendationOf, type RecommendRequest } from './recommend.js';
import { infeasible } from './infeasible.js';
import { survey, type Survey } from './survey.js';

/** Neighbouring periods that share settings. */
export interface Stretch {
  readonly periods: readonly Period[];
  readonly recommendation: Recommendation;
}

/**
 * Settings for each of the periods, in order, with as few changes as there can be: a candidate serves a period if it
 * keeps the limits there and the best one is not better beyond the noise. Each stretch is as long as one candidate
 * serves all of it, which leaves the fewest stretches. Of those that serve it, the one with the least worst regret is
 * taken, or one within 1 % that is nearer to the stretch before; where it gains nothing beyond the noise, the settings
 * in force stay.
 * @throws NotEnoughDataError, InfeasibleError as for {@link recommend}
 */
export function recommendSchedule(request: RecommendRequest): Stretch[] {
  const surveyed = survey(request);
  let before = request.current;
  return stretchesOf(surveyed, request).map(({ outlooks, serving }, index) => {
    const place = placeFor(surveyed, outlooks, serving, before, request);
    const own = { ...request, id: `${request.id}-${index + 1}` };
    const recommendation = recommendationOf(own, surveyed, outlooks, place);
    before = recommendation.settings;
    return {
      periods: outlooks.map(({ sendRateTps, from }) => ({ sendRateTps, from })),
      recommendation,
    };
  });
}

interface Found {
  readonly outlooks: readonly Outlook[];
  /** 1 for each candidate that serves every period. */
  readonly serving: Uint8Array;
}

function stretchesOf(surveyed: Survey, request: RecommendRequest): Found[] {
  const stretches: Found[] = [];
  const byRate = new Map<number, Uint8Array>();
  for (const outlook of surveyed.outlooks) {
    const serving = byRate.get(outlook.sendRateTps) ?? servingAt(outlook, surveyed, request);
    byRate.set(outlook.sendRateTps, serving);
    const last = stretches.at(-1);
    const both = last?.serving.map((serves, place) => serves & (serving[place] ?? 0));
    if (last && both?.includes(1))
      stretches.splice(-1, 1, { outlooks: [...last.outlooks, outlook], serving: both });
    else stretches.push({ outlooks: [outlook], serving });
  }
  return stretches;
}

function servingAt(outlook: Outlook, surveyed: Survey, { goal }: RecommendRequest): Uint8Array {
  const { confidence } = goal;
  const least = leastCost(outlook, confidence);
  const found = outlook.cost.findIndex((cost, place) => cost === least && keeps(outlook, place, confidence));
  if (found < 0) throw infeasible({ settings: surveyed.settings, outlooks: [outlook] }, confidence);
  const best = longRunCost(goal, outlook, found);
  return Uint8Array.from(outlook.predictions, (_, place) =>
    Number(keeps(outlook, place, confidence) && !isGain(goal, best, longRunCost(goal, outlook, place))),
  );
}

function placeFor(
  { settings }: Survey,
  outlooks: readonly Outlook[],
  serving: Uint8Array,
  near: RecommendRequest['current'],
  { goal }: RecommendRequest,
): number {
  const ratios = Float64Array.from(serving, (serves, place) =>
    serves === 1
      ? Math.max(...outlooks.map((each) => (each.cost[place] ?? Infinity) / leastCost(each, goal.confidence)))
      : Infinity,
  );
  return leastOf({ settings, outlooks }, ratios, goal.confidence, near);
}
