import type { DataRow } from '../../dataset/columns.js';
import { groupByPoint } from '../../dataset/rows.js';
import { mean } from '../../domain/statistics.js';
import type { ScoredOutput } from './outputs.js';

/** Points with replicates below which their scatter says too little. */
const MIN_POINTS = 3;

/**
 * The MAPE in % that even a perfect model would get, for each output: one that knows the true mean of every
 * point is still wrong by as much as replicates scatter.
 *
 * Each replicate is compared with the mean of the others of its point, `|x - m| / x`. That mean is itself of
 * only `n - 1` replicates, which makes the difference wider by `sqrt(n / (n - 1))` than one from the true mean
 * (variance s² + s² / (n - 1)), so each is multiplied by `sqrt((n - 1) / n)`: 0.71 for two replicates, 0.82
 * for three. An output is missing where fewer than 3 points were measured more than once.
 * @param rows - usable rows (see `checkRows`).
 */
export function noiseFloor(rows: readonly DataRow[]): Partial<Record<ScoredOutput, number>> {
  const points = [...groupByPoint(rows).values()];
  const throughputTps = floorOf(points.map((point) => point.map((row) => row.throughputTps)));
  const latencyMeanMs = floorOf(points.map((point) => point.map((row) => row.latencyMeanMs)));
  const latencyP95Ms = floorOf(
    points.map((point) => point.map((row) => row.latencyP95Ms).filter((value) => value !== undefined)),
  );
  return {
    ...(throughputTps === undefined ? {} : { throughputTps }),
    ...(latencyMeanMs === undefined ? {} : { latencyMeanMs }),
    ...(latencyP95Ms === undefined ? {} : { latencyP95Ms }),
  };
}

function floorOf(points: readonly (readonly number[])[]): number | undefined {
  const replicated = points.filter(({ length }) => length > 1);
  if (replicated.length < MIN_POINTS) return undefined;
  return mean(replicated.flatMap(leaveOneOutPct));
}

function leaveOneOutPct(values: readonly number[]): number[] {
  const n = values.length;
  const sum = values.reduce((total, value) => total + value, 0);
  const factor = Math.sqrt((n - 1) / n);
  return values.map((value) => (100 * factor * Math.abs(value - (sum - value) / (n - 1))) / value);
}
