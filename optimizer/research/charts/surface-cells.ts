import { groupBy } from '../group-by.js';
import type { SurfacePoint } from '../report-input.js';
import { classIndex, type ValueClass } from './classes.js';
import { spansDecades } from './nice-breaks.js';

/** A rectangle of the surface whose predictions fall into one class. */
export interface SurfaceCell {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
  readonly classIndex: number;
}

/**
 * Cuts a grid of predictions into cells that reach half way to the neighbours of each point. Neighbours of
 * a row with the same class become one cell, which keeps a fine grid of 10,000 points a small drawing.
 */
export function surfaceCells(
  points: readonly SurfacePoint[],
  latencies: readonly ValueClass[],
): SurfaceCell[] {
  const xEdges = edgesOf(points.map(({ settings }) => settings.maxMessageCount));
  const yEdges = edgesOf(points.map(({ settings }) => settings.batchTimeoutMs));
  const rows = groupBy(points, ({ settings }) => settings.batchTimeoutMs);
  return [...rows].flatMap(([batchTimeoutMs, row]) => {
    const [y1, y2] = yEdges.get(batchTimeoutMs) ?? [batchTimeoutMs, batchTimeoutMs];
    const cells: SurfaceCell[] = [];
    for (const { settings, predicted } of row.toSorted(byCount)) {
      const [x1, x2] = xEdges.get(settings.maxMessageCount) ?? [0, 0];
      const own = classIndex(latencies, predicted.latencyMeanMs);
      const left = cells.at(-1);
      if (left?.classIndex === own && left.x2 === x1) cells[cells.length - 1] = { ...left, x2 };
      else cells.push({ x1, x2, y1, y2, classIndex: own });
    }
    return cells;
  });
}

const byCount = (a: SurfacePoint, b: SurfacePoint): number =>
  a.settings.maxMessageCount - b.settings.maxMessageCount;

/** From every distinct value to the two edges of its cell, half way to its neighbours on the axis' scale. */
function edgesOf(values: readonly number[]): Map<number, readonly [number, number]> {
  const distinct = [...new Set(values)].toSorted((a, b) => a - b);
  const log = spansDecades(distinct);
  const between = (a: number, b: number): number => (log ? Math.sqrt(a * b) : (a + b) / 2);
  return new Map(
    distinct.map((value, index) => {
      const before = distinct[index - 1];
      const after = distinct[index + 1];
      // The grid ends at its outermost points: nothing was predicted beyond them. A lone one gets a width.
      const alone = distinct.length === 1;
      const low = before === undefined ? value * (alone ? 0.75 : 1) : between(before, value);
      const high = after === undefined ? value * (alone ? 1.25 : 1) : between(value, after);
      return [value, [low, high]];
    }),
  );
}
