import { axisX, axisY, cell, dot, plot, text } from '@observablehq/plot';
import {
  AXIS,
  colorSpan,
  logTicks,
  PLOT_STYLE,
  SCHEMES,
  shortNumber,
  X_LABEL,
  Y_LABEL,
} from './plot-style.js';

export interface MeasuredCell {
  readonly batchTimeoutMs: number;
  readonly maxMessageCount: number;
  /** Undefined until it was measured. */
  readonly value: number | undefined;
  readonly state: 'open' | 'current' | 'measured' | 'failed';
  readonly title: string;
}

const CELL_PX = { height: 38, widest: 104 } as const;

/** One cell for each pair of settings of a sweep, filled as rounds come in. */
export function cellPlot(
  cells: readonly MeasuredCell[],
  { kind, label }: { readonly kind: keyof typeof SCHEMES; readonly label: string },
  width: number,
): Element {
  const sorted = (values: readonly number[]): string[] =>
    [...new Set(values)].toSorted((a, b) => a - b).map(String);
  const xs = sorted(cells.map(({ batchTimeoutMs }) => batchTimeoutMs));
  const ys = sorted(cells.map(({ maxMessageCount }) => maxMessageCount)).toReversed();
  const placed = cells.map((each) => ({
    ...each,
    x: String(each.batchTimeoutMs),
    y: String(each.maxMessageCount),
  }));
  const measured = placed.filter(({ value }) => value !== undefined);
  const values = measured.flatMap(({ value }) => value ?? []);
  const [low, high] = colorSpan(values);
  // Latencies of one map may lie decades apart.
  const isLog = kind !== 'throughputTps' && low > 0 && high / low > 8;
  const plotWidth = Math.min(width, 88 + xs.length * CELL_PX.widest);
  const columnPx = (plotWidth - 70) / xs.length;
  const drawn = plot({
    ...PLOT_STYLE,
    width: plotWidth,
    height: 60 + ys.length * CELL_PX.height,
    x: { type: 'band', domain: xs, padding: 0.05 },
    y: { type: 'band', domain: ys, padding: 0.06 },
    color: {
      scheme: SCHEMES[kind],
      type: isLog ? 'log' : 'linear',
      domain: [low, high],
      label,
      ...(isLog ? { ticks: logTicks(low, high), tickFormat: shortNumber } : {}),
    },
    marks: [
      cell(placed, { x: 'x', y: 'y', fill: 'var(--shade)', stroke: 'var(--line)', title: 'title' }),
      cell(measured, { x: 'x', y: 'y', fill: 'value', title: 'title' }),
      ...(columnPx >= 34
        ? [
            text(measured, {
              ...{ x: 'x', y: 'y', fontSize: 11 },
              text: ({ value }: { value?: number }) => shortNumber(Number((value ?? 0).toPrecision(3))),
              fill: ({ value }: { value?: number }) => inkOn(value ?? 0, { low, high, isLog }),
            }),
          ]
        : []),
      dot(
        placed.filter(({ state }) => state === 'failed'),
        { x: 'x', y: 'y', symbol: 'times', stroke: 'var(--bad)', strokeWidth: 2, r: 5 },
      ),
      cell(
        placed.filter(({ state }) => state === 'current'),
        { x: 'x', y: 'y', stroke: 'var(--accent)', strokeWidth: 3, fill: 'none' },
      ),
      axisX(
        xs.filter((_, place) => place % Math.ceil(36 / columnPx) === 0),
        { ...AXIS, ...X_LABEL, tickSize: 0, label: 'batchTimeoutMs, ms' },
      ),
      axisY({ ...AXIS, ...Y_LABEL, tickSize: 0, label: 'maxMessageCount' }),
    ],
  });
  const both = document.createElement('div');
  const legend =
    values.length > 1 ? drawn.legend('color', { label, width: Math.min(width, 300) }) : undefined;
  if (legend) both.append(legend);
  both.append(drawn);
  return both;
}

/** All schemes rise in lightness, so that the upper part needs dark ink. */
function inkOn(
  value: number,
  { low, high, isLog }: { readonly low: number; readonly high: number; readonly isLog: boolean },
): string {
  if (high <= low) return '#fff';
  const share = isLog ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
  return share > 0.55 ? '#000' : '#fff';
}
