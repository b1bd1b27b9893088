import type { OrdererSettings } from '../domain/settings.js';
import { infeasible } from './infeasible.js';
import { TIE_SHARE } from './gain.js';
import type { Outlook } from './outlook.js';
import { settingsDistance } from './settings-distance.js';

/** What is expected of candidates at one rate or at several, in the same order. */
export interface Prospects {
  readonly settings: readonly OrdererSettings[];
  /** At least one. */
  readonly outlooks: readonly Outlook[];
}

/**
 * How each candidate does at every rate: the greatest ratio of its expected cost to the least among those that
 * keep the limits at that rate; Infinity for one that does not keep them with `confidence`.
 * @throws InfeasibleError where no candidate keeps the limits at some rate
 */
export function worstRatios({ settings, outlooks }: Prospects, confidence: number): Float64Array {
  const worst = new Float64Array(settings.length);
  for (const outlook of outlooks) {
    const least = leastCost(outlook, confidence);
    if (least === Infinity) throw infeasible({ settings, outlooks: [outlook] }, confidence);
    for (let place = 0; place < worst.length; place += 1) {
      const ratio = keeps(outlook, place, confidence) ? (outlook.cost[place] ?? Infinity) / least : Infinity;
      worst[place] = Math.max(worst[place] ?? 0, ratio);
    }
  }
  return worst;
}

/** Whether a candidate keeps every limit at this rate, each with `confidence`. */
export function keeps({ kept }: Outlook, place: number, confidence: number): boolean {
  return (kept[place] ?? 0) >= confidence;
}

/** Infinity where no candidate keeps the limits. */
export function leastCost(outlook: Outlook, confidence: number): number {
  let least = Infinity;
  for (let place = 0; place < outlook.cost.length; place += 1)
    if (keeps(outlook, place, confidence)) least = Math.min(least, outlook.cost[place] ?? Infinity);
  return least;
}

/**
 * The candidate whose expected cost is least, and where there are several rates, whose worst regret over them is;
 * among those within 1 % of it the one nearest to `near`, because a change that gains nothing is a risk for
 * nothing. So the settings in force win when they are as good as the best.
 * @returns its place
 * @throws InfeasibleError that names how close one can get, when none keeps the limits
 */
export function choose(prospects: Prospects, confidence: number, near: OrdererSettings): number {
  return leastOf(prospects, worstRatios(prospects, confidence), confidence, near);
}

/** @param ratios - as {@link worstRatios} gives them; Infinity for what is out of the question. */
export function leastOf(
  prospects: Prospects,
  ratios: Float64Array,
  confidence: number,
  near: OrdererSettings,
): number {
  const least = ratios.reduce((a, b) => Math.min(a, b), Infinity);
  if (least === Infinity) throw infeasible(prospects, confidence);
  let [chosen, distance] = [-1, Infinity];
  for (const [place, settings] of prospects.settings.entries()) {
    if ((ratios[place] ?? Infinity) > least * (1 + TIE_SHARE)) continue;
    const away = settingsDistance(settings, near);
    if (chosen < 0 || away < distance) [chosen, distance] = [place, away];
  }
  return chosen;
}
