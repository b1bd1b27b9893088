import { brokenLimits, costOf, limitsOf, type Figures, type Goal, type Limit } from '../domain/goal.js';
import { median } from '../domain/statistics.js';
import type { SearchTask, Strategy, Trial } from './strategy.js';

/**
 * The medians of replicates, figure by figure; each over those that have the figure. A round in which nothing
 * was committed has no latency: it counts for throughput and failures alone.
 * @param rounds - at least one.
 * @returns NaN as mean latency where no round committed anything.
 */
export function medianFigures(rounds: readonly Trial['figures'][]): Figures {
  const committed = rounds.filter(
    ({ throughputTps, latencyMeanMs }) => throughputTps > 0 && latencyMeanMs > 0,
  );
  return {
    throughputTps: median(rounds.map(({ throughputTps }) => throughputTps)),
    latencyMeanMs: median(committed.map(({ latencyMeanMs }) => latencyMeanMs)),
    latencyP95Ms: medianOfKnown(committed.map(({ latencyP95Ms }) => latencyP95Ms)),
    failedPct: medianOfKnown(rounds.map(({ failedPct }) => failedPct)),
  };
}

function medianOfKnown(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length > 0 ? median(known) : undefined;
}

/** {@link costOf} where the figures keep the goal's limits, otherwise undefined. */
export function acceptableCost(goal: Goal, sendRateTps: number, figures: Figures): number | undefined {
  if (brokenLimits(limitsOf(goal, sendRateTps), figures).length > 0) return undefined;
  const cost = costOf(goal, figures);
  return Number.isFinite(cost) ? cost : undefined;
}

/** By how much figures miss a limit, in the figure's own unit; 0 where they keep it, Infinity without the figure. */
export function missedBy({ figure, bound, value }: Limit, figures: Figures): number {
  const found = figures[figure] ?? NaN;
  const amount = bound === '<=' ? found - value : value - found;
  return Number.isNaN(amount) ? Infinity : Math.max(0, amount);
}

/** The sum of what is missed, each as a share of its limit; of a limit of 0 as it is. */
export function shortfallOf(limits: readonly Limit[], figures: Figures): number {
  return limits.reduce((sum, limit) => sum + missedBy(limit, figures) / (limit.value || 1), 0);
}

/**
 * What a search without a model recommends: of the candidates tried, the one with the least cost among those
 * whose medians keep the limits; undefined where none does. Of equal ones the first that was tried.
 */
export function bestMeasured(
  { goal, sendRateTps }: SearchTask,
  trials: readonly Trial[],
): number | undefined {
  const rounds = new Map<number, Trial['figures'][]>();
  for (const { candidate, figures } of trials) {
    rounds.set(candidate, [...(rounds.get(candidate) ?? []), figures]);
  }
  let best: { readonly candidate: number; readonly cost: number } | undefined;
  for (const [candidate, figures] of rounds) {
    const cost = acceptableCost(goal, sendRateTps, medianFigures(figures));
    if (cost !== undefined && (!best || cost < best.cost)) best = { candidate, cost };
  }
  return best?.candidate;
}

/**
 * A strategy that measures in an order it knows from the start, and recommends {@link bestMeasured}.
 * @param orderOf - the candidates in the order of their trials, at least one; after the last one it starts again.
 */
export function plannedSearch(name: string, orderOf: (task: SearchTask) => readonly number[]): Strategy {
  const orders = new WeakMap<SearchTask, readonly number[]>();
  return {
    name,
    next: async (task, trials) => {
      const order = orders.get(task) ?? orderOf(task);
      orders.set(task, order);
      const candidate = order[trials.length % order.length];
      if (candidate === undefined) return { kind: 'stop', reason: 'there is no candidate to measure' };
      return { kind: 'measure', candidate };
    },
    recommend: async (task, trials) => bestMeasured(task, trials),
  };
}
