import { InfeasibleError } from '../domain/errors.js';
import { THROUGHPUT_TOLERANCE, costOf, type Objective, type Prediction } from '../domain/objective.js';
import { SETTING_NAMES, describeSettings, type OrdererSettings } from '../domain/settings.js';

export interface Candidate {
  readonly settings: OrdererSettings;
  /** What the model expects of exactly these settings. */
  readonly predicted: Prediction;
}

/** Costs closer than this share count as equal: no sweep can tell them apart. */
const TIE_SHARE = 0.01;

/**
 * The candidate with the least cost; among those within 1 % of it the one nearest to `current`, because a
 * change that gains nothing is a risk for nothing. So `current` itself wins when it is as good as the best.
 * @param candidates - at least one.
 * @throws {@link InfeasibleError} that names how close one can get, when none meets the objective's limit.
 */
export function choose(
  candidates: readonly Candidate[],
  objective: Objective,
  sendRateTps: number,
  current: OrdererSettings,
): Candidate {
  const reference = bestOfEach(candidates);
  const costs = candidates.map(({ predicted }) => costOf(objective, predicted, sendRateTps, reference));
  const least = costs.reduce((a, b) => Math.min(a, b), Infinity);
  if (least === Infinity) throw infeasible(candidates, sendRateTps);
  // The balanced cost is a difference of shares of the best values, and may itself be 0.
  const scale = objective === 'balanced' ? 1 : Math.abs(least);
  const [chosen] = candidates
    .filter((_, i) => (costs[i] ?? Infinity) <= least + TIE_SHARE * scale)
    .toSorted((a, b) => settingsDistance(a.settings, current) - settingsDistance(b.settings, current));
  if (!chosen) throw new RangeError('there is nothing to choose from');
  return chosen;
}

/** The best latency and the best throughput among the candidates, not necessarily of one of them. */
function bestOfEach(candidates: readonly Candidate[]): Prediction {
  return {
    latencyMeanMs: candidates.reduce((a, { predicted }) => Math.min(a, predicted.latencyMeanMs), Infinity),
    throughputTps: candidates.reduce((a, { predicted }) => Math.max(a, predicted.throughputTps), 0),
  };
}

function infeasible(candidates: readonly Candidate[], sendRateTps: number): InfeasibleError {
  const closest = candidates.reduce((a, b) =>
    b.predicted.throughputTps > a.predicted.throughputTps ? b : a,
  );
  const { throughputTps } = closest.predicted;
  return new InfeasibleError(
    `no measured or interpolated setting is expected to commit ${100 * (1 - THROUGHPUT_TOLERANCE)} % of ` +
      `${sendRateTps} tps: the closest, ${describeSettings(closest.settings)}, reaches ` +
      `${throughputTps.toFixed(1)} tps (${((100 * throughputTps) / sendRateTps).toFixed(1)} %); ask for a lower ` +
      'send rate or for max-throughput, or sweep larger blocks',
  );
}

/** Distance in the logarithms of all four knobs. */
function settingsDistance(a: OrdererSettings, b: OrdererSettings): number {
  return Math.hypot(...SETTING_NAMES.map((name) => Math.log(a[name] / b[name])));
}
