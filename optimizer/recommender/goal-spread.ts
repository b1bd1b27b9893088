import type { Goal } from '../domain/goal.js';
import type { IntervalPrediction } from '../domain/prediction.js';
import { logSpread, productOf, toPower, type LogSpread } from './log-spread.js';

/** Where a round's latency may lie. NaN where the model does not know that latency. */
export function latencySpread(predicted: IntervalPrediction, latency: Goal['latency']): LogSpread {
  const name = latency === 'p95' ? 'latencyP95Ms' : 'latencyMeanMs';
  const interval = predicted.interval90[name] ?? { low: NaN, high: NaN };
  return logSpread(predicted.median?.[name] ?? predicted[name] ?? NaN, interval);
}

/** Where a round's throughput may lie. */
export function throughputSpread({ throughputTps, interval90 }: IntervalPrediction): LogSpread {
  return logSpread(throughputTps, interval90.throughputTps);
}

/**
 * Where the cost of a round may lie, as `costOf` counts it. What makes latency and throughput bad is the same, a
 * queue that does not drain, so a bad round is taken to be bad in both.
 */
export function costSpread(goal: Goal, predicted: IntervalPrediction): LogSpread {
  const { objective, latency, weights } = goal;
  if (objective === 'min-latency') return latencySpread(predicted, latency);
  if (objective === 'max-throughput') return toPower(throughputSpread(predicted), -1);
  return productOf(
    toPower(latencySpread(predicted, latency), weights.latency),
    toPower(throughputSpread(predicted), -weights.throughput),
  );
}
