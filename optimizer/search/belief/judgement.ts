import { at } from '../../ann/queue/at.js';
import { brokenLimits, costOf, latencyOf, limitsOf, type Figures, type Goal } from '../../domain/goal.js';
import type { SearchTask } from '../strategy.js';
import { figuresOf } from './aspects.js';
import type { SurfaceBelief } from './surface-belief.js';

/** What the goal makes of a belief. */
export interface Judgement {
  /**
   * samples x candidates: by how much the candidate costs more than the best one of that surface, as a share of it;
   * `MOST_LOSS` where it breaks a limit.
   */
  readonly loss: Float64Array;
  /** Mean loss of each candidate. */
  readonly expectedLoss: Float64Array;
  /** Probability that the candidate keeps every limit. */
  readonly acceptable: Float64Array;
  /** Probability that it keeps those that a person gave, and not only what the objective brings along. */
  readonly kept: Float64Array;
  /** The candidate to recommend. */
  readonly recommended: number;
}

/** A setting that breaks a limit counts as ten times as bad again as the best. */
export const MOST_LOSS = 10;

/**
 * The candidate with the least expected loss among those that keep the limits given with the goal's confidence; where
 * there is none, among all. So the setting is recommended that is most likely good, not the one that was lucky once:
 * what is open counts against it.
 *
 * The least throughput that min-latency brings along counts as loss alone: near saturation hardly any setting keeps
 * it surely, and one that does may be ten times as slow.
 */
export function judge(task: SearchTask, belief: SurfaceBelief): Judgement {
  const { loss, acceptable, kept } = lossesOf(task, belief);
  const { samples, candidates } = belief;
  const expectedLoss = new Float64Array(candidates);
  for (let sample = 0; sample < samples; sample += 1) {
    for (let candidate = 0; candidate < candidates; candidate += 1) {
      expectedLoss[candidate] =
        at(expectedLoss, candidate) + at(loss, sample * candidates + candidate) / samples;
    }
  }
  const all = [...expectedLoss.keys()];
  const safe = all.filter((candidate) => at(kept, candidate) >= task.goal.confidence);
  const recommended = (safe.length > 0 ? safe : all).reduce((best, candidate) =>
    at(expectedLoss, candidate) < at(expectedLoss, best) ? candidate : best,
  );
  return { loss, expectedLoss, acceptable, kept, recommended };
}

function lossesOf(
  { goal, sendRateTps }: SearchTask,
  { samples, candidates, aspects }: SurfaceBelief,
): Pick<Judgement, 'loss' | 'acceptable' | 'kept'> {
  const limits = limitsOf(goal, sendRateTps);
  const loss = new Float64Array(samples * candidates);
  const acceptable = new Float64Array(candidates);
  const kept = new Float64Array(candidates);
  for (let sample = 0; sample < samples; sample += 1) {
    const row = loss.subarray(sample * candidates, (sample + 1) * candidates);
    let least = Infinity;
    for (let candidate = 0; candidate < candidates; candidate += 1) {
      const place = sample * candidates + candidate;
      const figures = figuresOf(aspects, (aspect) => aspects[aspect]?.values[place] ?? NaN, sendRateTps);
      const keeps = brokenLimits(limits, figures).length === 0;
      if (keeps || brokenLimits(goal.limits, figures).length === 0)
        kept[candidate] = at(kept, candidate) + 1 / samples;
      row[candidate] = keeps ? costWithTies(goal, figures) : Infinity;
      if (keeps) acceptable[candidate] = at(acceptable, candidate) + 1 / samples;
      least = Math.min(least, at(row, candidate));
    }
    row.forEach((cost, candidate) => {
      row[candidate] = least === Infinity ? MOST_LOSS : Math.min(MOST_LOSS, cost / least - 1);
    });
  }
  return { loss, acceptable, kept };
}

/**
 * Where throughput alone counts, settings that commit everything are equal but for noise: of these the quicker is
 * better, by 0.07 % for half the latency.
 */
const TIE_EXPONENT = 0.001;

function costWithTies(goal: Goal, figures: Figures): number {
  const cost = costOf(goal, figures);
  return goal.objective === 'max-throughput' ? cost * latencyOf(goal, figures) ** TIE_EXPONENT : cost;
}
