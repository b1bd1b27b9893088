import type { IntervalPrediction } from '../domain/prediction.js';

/** Predictions for tests; nothing of the program uses them. */
export type Sketch = IntervalPrediction;

/** Of a model that knows everything, and of rounds that repeat exactly. */
export function sure(throughputTps: number, latencyMeanMs: number): IntervalPrediction {
  return wide(throughputTps, latencyMeanMs, 1);
}

/**
 * 90 of 100 rounds have a latency within this factor, to either side, and a throughput of exactly this. The 95th
 * percentile is twice the mean.
 */
export function wide(throughputTps: number, latencyMeanMs: number, factor: number): IntervalPrediction {
  const around = (value: number) => ({ low: value / factor, high: value * factor });
  return {
    throughputTps,
    latencyMeanMs,
    latencyP95Ms: 2 * latencyMeanMs,
    interval90: {
      throughputTps: { low: throughputTps, high: throughputTps },
      latencyMeanMs: around(latencyMeanMs),
      latencyP95Ms: around(2 * latencyMeanMs),
    },
  };
}
