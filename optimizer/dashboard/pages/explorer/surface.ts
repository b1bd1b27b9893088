import type { FigureName, SurfaceView } from '../../api-views.js';
import type { CutRule } from '../../../domain/block-cut.js';
import type { Interval } from '../../../domain/prediction.js';

/** What the map shows. `uncertainty`: half the 90 % interval, in % of the figure. */
export const SHOWN = [
  { id: 'throughputTps', title: 'Throughput', label: 'throughput, tps', unit: 'tps', kind: 'throughputTps' },
  { id: 'latencyMeanMs', title: 'Mean latency', label: 'mean latency, ms', unit: 'ms', kind: 'latency' },
  { id: 'latencyP95Ms', title: 'p95 latency', label: 'p95 latency, ms', unit: 'ms', kind: 'latency' },
  {
    id: 'uncertainty',
    title: 'Uncertainty',
    label: 'half the 90 % interval of the mean latency, % of it',
    unit: '%',
    kind: 'uncertainty',
  },
  { id: 'binding', title: 'What ends blocks', label: 'what ends blocks', unit: '', kind: 'binding' },
] as const;
export type ShownId = (typeof SHOWN)[number]['id'];

/** Everything that is known of one cell of the grid. */
export interface Cell {
  readonly maxMessageCount: number;
  readonly batchTimeoutMs: number;
  readonly figures: Readonly<
    Partial<Record<FigureName, { readonly value: number; readonly interval: Interval }>>
  >;
  readonly by: CutRule | undefined;
}

const NAMES: readonly FigureName[] = ['throughputTps', 'latencyMeanMs', 'latencyP95Ms'];

/** The grid cell by cell, row by row of counts. */
export function cellsOf(surface: SurfaceView): Cell[] {
  const { maxMessageCounts, batchTimeoutsMs, binding } = surface;
  return maxMessageCounts.flatMap((maxMessageCount, row) =>
    batchTimeoutsMs.map((batchTimeoutMs, column): Cell => {
      const at = row * batchTimeoutsMs.length + column;
      const figures = NAMES.flatMap((name) => {
        const [value, width] = [surface[name]?.values[at], surface[name]?.intervalWidths[at]];
        if (value === undefined || width === undefined) return [];
        return [[name, { value, interval: aroundOf(value, width) }] as const];
      });
      return { maxMessageCount, batchTimeoutMs, figures: Object.fromEntries(figures), by: binding[at] };
    }),
  );
}

/** The answer has widths alone: the interval is told as one of even ratio around the value, as models of ratios have it. */
function aroundOf(value: number, width: number): Interval {
  if (value <= 0) return { low: 0, high: width };
  // high - low = width and low * high = value^2.
  const half = width / 2;
  const low = Math.sqrt(half ** 2 + value ** 2) - half;
  return { low, high: low + width };
}

/** Half of the interval, in % of the mean latency. */
export function uncertaintyPct({ figures }: Cell): number | undefined {
  const latency = figures.latencyMeanMs;
  if (!latency || latency.value <= 0) return undefined;
  return (50 * (latency.interval.high - latency.interval.low)) / latency.value;
}

export function valueOf(cell: Cell, shown: ShownId): number | undefined {
  if (shown === 'binding') return undefined;
  return shown === 'uncertainty' ? uncertaintyPct(cell) : cell.figures[shown]?.value;
}

/** The cell nearest to a place, in ratio; undefined without cells. */
export function nearestCell(
  cells: readonly Cell[],
  place: { readonly maxMessageCount: number; readonly batchTimeoutMs: number },
): Cell | undefined {
  const distance = (cell: Cell): number =>
    Math.abs(Math.log(cell.maxMessageCount / place.maxMessageCount)) +
    Math.abs(Math.log(cell.batchTimeoutMs / place.batchTimeoutMs));
  return cells.reduce<Cell | undefined>(
    (best, cell) => (best && distance(best) <= distance(cell) ? best : cell),
    undefined,
  );
}
