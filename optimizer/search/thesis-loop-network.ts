import { plainNetwork } from '../ann/plain-network.js';
import type { DataRow } from '../dataset/columns.js';
import { limitsOf, type Figures } from '../domain/goal.js';
import { median } from '../domain/statistics.js';
import { acceptableCost, shortfallOf } from './best-measured.js';
import type { SearchTask, Trial } from './strategy.js';

/** What the network says after some trials. */
export interface Proposal {
  /** The candidate that it predicts to be best. */
  readonly candidate: number;
  /** What it predicts of that one. */
  readonly figures: Figures;
}

/** Fewest settings that the network can be trained on. */
const FEWEST_SETTINGS = 3;

/**
 * Trains the 3-20-2 network on all trials and the rounds known before, and predicts every candidate at the task's
 * rate. The network has no output for the 95th percentile: it is taken as the predicted mean times the median ratio
 * of the two in what was measured. It has none for failures either: limits on them are left to the test.
 * @returns undefined where fewer than three settings committed anything.
 */
export async function trainAndPropose(
  task: SearchTask,
  trials: readonly Trial[],
): Promise<Proposal | undefined> {
  const rows = [...(task.known ?? []), ...trials.map((trial, index) => rowOf(task, trial, index))].filter(
    ({ throughputTps, latencyMeanMs }) => throughputTps > 0 && latencyMeanMs > 0,
  );
  if (new Set(rows.map(({ pointId }) => pointId)).size < FEWEST_SETTINGS) return undefined;
  const model = await plainNetwork().fit(rows, { seed: task.seed });
  const p95PerMean = median(
    rows.flatMap(({ latencyP95Ms, latencyMeanMs }) =>
      latencyP95Ms === undefined ? [] : [latencyP95Ms / latencyMeanMs],
    ),
  );
  const inputs = task.candidates.map((candidate) => ({ ...candidate, sendRateTps: task.sendRateTps }));
  const figures = model.predict(inputs).map(({ throughputTps, latencyMeanMs }): Figures => ({
    throughputTps,
    latencyMeanMs,
    ...(Number.isNaN(p95PerMean) ? {} : { latencyP95Ms: p95PerMean * latencyMeanMs }),
  }));
  return bestPredicted(task, figures);
}

function rowOf({ candidates, sendRateTps }: SearchTask, trial: Trial, index: number): DataRow {
  const { candidate, figures } = trial;
  const input = candidates[candidate];
  if (!input) throw new RangeError(`there is no candidate ${candidate}`);
  const { throughputTps, latencyMeanMs, latencyP95Ms, achievedRateTps } = figures;
  return {
    ...input,
    roundId: `trial/${index}`,
    pointId: `candidate/${candidate}`,
    sendRateTps: achievedRateTps ?? sendRateTps,
    ...{ throughputTps, latencyMeanMs, latencyP95Ms },
  };
}

/**
 * The candidate with the least cost among those predicted to keep the limits; where none is, the one that misses
 * them by least. Of equal ones the first.
 * @param figures - predicted, one a candidate.
 */
export function bestPredicted(task: SearchTask, figures: readonly Figures[]): Proposal | undefined {
  const limits = limitsOf(task.goal, task.sendRateTps).filter(({ figure }) => figure !== 'failedPct');
  const goal = { ...task.goal, limits: task.goal.limits.filter(({ figure }) => figure !== 'failedPct') };
  const ranked = figures.map((predicted, candidate) => ({
    candidate,
    figures: predicted,
    shortfall: shortfallOf(limits, predicted),
    cost: acceptableCost(goal, task.sendRateTps, predicted) ?? Infinity,
  }));
  const [best] = ranked.toSorted((a, b) => rising(a.cost, b.cost) || rising(a.shortfall, b.shortfall));
  return best && { candidate: best.candidate, figures: best.figures };
}

/** Infinity minus Infinity would be no number. */
function rising(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
