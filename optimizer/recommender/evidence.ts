import { groupByPoint } from '../dataset/rows.js';
import { median } from '../domain/statistics.js';
import type { Prediction } from '../domain/objective.js';
import type { MeasuredRound } from '../domain/round.js';
import type { OrdererSettings } from '../domain/settings.js';

/** What was measured nearest to some settings and rate, over all replicates of that point. */
export interface Evidence {
  readonly pointId: string;
  readonly settings: OrdererSettings;
  /** Median achieved rate. */
  readonly sendRateTps: number;
  /** Medians over the replicates, so that one lucky or stalled round among several does not count. */
  readonly measured: Prediction;
  readonly roundIds: readonly string[];
}

type Place = Pick<OrdererSettings, 'maxMessageCount' | 'batchTimeoutMs'> & { readonly sendRateTps: number };

/**
 * @param rounds - measured rounds, at least one.
 * @returns the point with the least distance in the logarithms of count, timeout and achieved rate.
 */
export function nearestEvidence(
  rounds: readonly MeasuredRound[],
  settings: OrdererSettings,
  sendRateTps: number,
): Evidence {
  const points = [...groupByPoint(rounds).values()].map(evidenceOf);
  const wanted = { ...settings, sendRateTps };
  const nearest = points
    .toSorted((a, b) => placeDistance(placeOf(a), wanted) - placeDistance(placeOf(b), wanted))
    .at(0);
  if (!nearest) throw new RangeError('there is no evidence without rounds');
  return nearest;
}

function evidenceOf(replicates: readonly MeasuredRound[]): Evidence {
  const [first] = replicates;
  if (!first) throw new RangeError('a point has at least one round');
  return {
    pointId: first.pointId,
    settings: first.settings,
    sendRateTps: median(replicates.map(({ measurement }) => measurement.achievedRateTps)),
    measured: {
      throughputTps: median(replicates.map(({ measurement }) => measurement.throughputTps)),
      latencyMeanMs: median(replicates.map(({ measurement }) => measurement.latencyMeanMs)),
    },
    roundIds: replicates.map(({ id }) => id),
  };
}

function placeOf({ settings, sendRateTps }: Evidence): Place {
  return { ...settings, sendRateTps };
}

/** Equal ratios count as equal distances: from 10 to 20 as far as from 100 to 200. */
function placeDistance(a: Place, b: Place): number {
  const { log } = Math;
  return Math.hypot(
    log(a.maxMessageCount) - log(b.maxMessageCount),
    log(a.batchTimeoutMs) - log(b.batchTimeoutMs),
    log(a.sendRateTps) - log(b.sendRateTps),
  );
}
