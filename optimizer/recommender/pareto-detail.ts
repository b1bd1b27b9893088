import type { IntervalPrediction } from '../domain/prediction.js';
import type { Front, FrontPoint } from '../domain/recommendation-detail.js';
import type { OrdererSettings } from '../domain/settings.js';
import { paretoFront } from './pareto.js';

/** Points that a record holds of a front, and of what lies beside it: more than a chart can show apart. */
const MOST_ON_FRONT = 60;
const MOST_OTHERS = 400;

export interface PredictedSettings {
  readonly settings: OrdererSettings;
  readonly predicted: IntervalPrediction;
}

/**
 * The Pareto front of predicted throughput and mean latency at one rate, as a recommendation keeps it.
 * @param candidates - at least one, each predicted at `sendRateTps`.
 */
export function frontDetail(candidates: readonly PredictedSettings[], sendRateTps: number): Front {
  const front = paretoFront(candidates, ({ predicted }) => ({
    throughputTps: predicted.throughputTps,
    latencyMs: predicted.latencyMeanMs,
  }));
  const onFront = new Set(front);
  const others = thinned(
    candidates.filter((candidate) => !onFront.has(candidate)),
    MOST_OTHERS,
  ).map(({ predicted }) => predicted);
  return {
    sendRateTps,
    candidates: candidates.length,
    size: front.length,
    points: thinned(front, MOST_ON_FRONT).map(pointOf),
    others: {
      throughputTps: others.map(({ throughputTps }) => throughputTps),
      latencyMeanMs: others.map(({ latencyMeanMs }) => latencyMeanMs),
    },
  };
}

function pointOf({ settings, predicted }: PredictedSettings): FrontPoint {
  const { throughputTps, latencyMeanMs, interval90 } = predicted;
  return {
    settings,
    throughputTps,
    latencyMeanMs,
    interval90: { throughputTps: interval90.throughputTps, latencyMeanMs: interval90.latencyMeanMs },
  };
}

/** At most `most` of the items, evenly spread, the first and the last among them. */
function thinned<T>(items: readonly T[], most: number): T[] {
  if (items.length <= most) return [...items];
  const step = (items.length - 1) / (most - 1);
  const places = new Set(Array.from({ length: most }, (_, index) => Math.round(index * step)));
  return items.filter((_, place) => places.has(place));
}
