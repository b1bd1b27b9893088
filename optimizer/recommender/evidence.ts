import type { DataRow, ModelInput } from '../dataset/columns.js';
import { groupByPoint } from '../dataset/rows.js';
import type { Recommendation } from '../domain/recommendation.js';
import { median } from '../domain/statistics.js';
import type { OrdererSettings } from '../domain/settings.js';

/**
 * What was measured nearest to some settings and rate: medians over all replicates of that point, so that one
 * lucky or stalled round among several does not count.
 */
export type Evidence = NonNullable<Recommendation['evidence']>;

type Place = Pick<ModelInput, 'maxMessageCount' | 'batchTimeoutMs' | 'sendRateTps'>;

/**
 * @param rows - measured rounds, at least one.
 * @returns the point with the least distance in the logarithms of count, timeout and achieved rate.
 */
export function nearestEvidence(
  rows: readonly DataRow[],
  settings: OrdererSettings,
  sendRateTps: number,
): Evidence {
  const points = [...groupByPoint(rows).values()].map(evidenceOf);
  const wanted = { ...settings, sendRateTps };
  const nearest = points
    .map((point) => ({ point, away: placeDistance({ ...point.settings, ...point }, wanted) }))
    .toSorted((a, b) => a.away - b.away)
    .at(0);
  if (!nearest) throw new RangeError('there is no evidence without rounds');
  return nearest.point;
}

function evidenceOf(replicates: readonly DataRow[]): Evidence {
  const [first] = replicates;
  if (!first) throw new RangeError('a point has at least one round');
  const { pointId, maxMessageCount, batchTimeoutMs, preferredMaxBytes, absoluteMaxBytes } = first;
  const tails = replicates.flatMap(({ latencyP95Ms }) => latencyP95Ms ?? []);
  return {
    pointId,
    settings: {
      maxMessageCount,
      batchTimeoutMs,
      ...(preferredMaxBytes === undefined ? {} : { preferredMaxBytes }),
      ...(absoluteMaxBytes === undefined ? {} : { absoluteMaxBytes }),
    },
    sendRateTps: median(replicates.map((row) => row.sendRateTps)),
    measured: {
      throughputTps: median(replicates.map(({ throughputTps }) => throughputTps)),
      latencyMeanMs: median(replicates.map(({ latencyMeanMs }) => latencyMeanMs)),
      ...(tails.length === 0 ? {} : { latencyP95Ms: median(tails) }),
    },
    roundIds: replicates.map(({ roundId }) => roundId),
  };
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
