import type { DataRow } from '../../dataset/columns.js';
import { median } from '../../domain/statistics.js';
import type { QueueView } from './queue-view.js';

/**
 * What the networks learn, as logarithms, one array each:
 * ln mean latency (ms); ln (throughput / rate); ln (p95 / mean latency), where p95 was measured.
 */
export type Targets = readonly Float64Array[];

export const LATENCY = 0;
export const SHARE = 1;
export const TAIL = 2;

/** A p95 below the mean is left to very skewed rounds. */
const LEAST_TAIL = 1e-4;

/** NaN where a value was not measured; two arrays where no row has a p95. */
export function targetsOf(rows: readonly DataRow[]): Targets {
  const tail = Float64Array.from(rows, ({ latencyP95Ms, latencyMeanMs }) =>
    latencyP95Ms === undefined ? NaN : Math.log(Math.max(1 + LEAST_TAIL, latencyP95Ms / latencyMeanMs)),
  );
  const latency = Float64Array.from(rows, ({ latencyMeanMs }) => Math.log(latencyMeanMs));
  const share = Float64Array.from(rows, ({ throughputTps, sendRateTps }) =>
    Math.log(throughputTps / sendRateTps),
  );
  return tail.some(Number.isFinite) ? [latency, share, tail] : [latency, share];
}

/** The middle of the tail, for where nothing better is known. 0 without one. */
export function middleTail(targets: Targets): number {
  const measured = [...(targets[TAIL] ?? [])].filter(Number.isFinite);
  return measured.length === 0 ? 0 : median(measured);
}

/** The targets as the queueing model has them. @param outputs - how many. */
export function expectedTargets(view: QueueView, tail: number, outputs: number): Targets {
  const rate = view.columns.rateTps;
  const share = view.logThroughput.map((value, i) => Math.min(0, value - Math.log(rate[i] ?? NaN)));
  return [view.logLatency, share, view.logLatency.map(() => tail)].slice(0, outputs);
}

/** The targets as they are told: ln p95 in the place of the tail. */
export function told(targets: Targets): Targets {
  return targets.map((target, place) =>
    place === TAIL
      ? target.map((value, row) => Math.max(0, value) + (targets[LATENCY]?.[row] ?? NaN))
      : target,
  );
}
