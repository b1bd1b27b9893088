import { barX, dot, line, link, plot, ruleX, ruleY } from '@observablehq/plot';
import { AXIS, logTicks, PLOT_STYLE, shortNumber, X_LABEL, Y_LABEL } from './plot-style.js';

export interface FitPoint {
  readonly measured: number;
  readonly predicted: number;
  readonly low: number;
  readonly high: number;
  readonly heldOut: boolean;
  readonly title: string;
}

const HELD_OUT = { domain: [true, false], range: ['var(--accent)', 'var(--edge)'] } as const;

/** Predicted against measured, with the range of 90 of 100 rounds; on the line the two are equal. */
export function fitPlot(points: readonly FitPoint[], label: string, width: number): Element {
  const all = points.flatMap(({ measured, predicted }) => [measured, predicted]).filter((value) => value > 0);
  const domain: [number, number] = [Math.min(...all) * 0.9, Math.max(...all) * 1.1];
  const isLog = domain[1] / domain[0] > 20;
  const axis = {
    ...AXIS,
    domain,
    type: isLog ? ('log' as const) : ('linear' as const),
    clamp: true,
    ...(isLog ? { ticks: logTicks(...domain) } : { ticks: 5 }),
    tickFormat: shortNumber,
    grid: true,
  };
  return plot({
    ...PLOT_STYLE,
    width,
    height: Math.round(Math.min(width, 420)),
    x: { ...axis, ...X_LABEL, label: `measured ${label}` },
    y: { ...axis, ...Y_LABEL, label: `predicted ${label}` },
    color: { type: 'ordinal', ...HELD_OUT },
    marks: [
      link([domain], { x1: '0', y1: '0', x2: '1', y2: '1', stroke: 'currentColor', strokeDasharray: '4 3' }),
      ruleX(points, { x: 'measured', y1: 'low', y2: 'high', stroke: 'heldOut', strokeOpacity: 0.35 }),
      dot(points, { x: 'measured', y: 'predicted', fill: 'heldOut', r: 3, title: 'title' }),
    ],
  });
}

/** Relative residuals against what was predicted: a trend in them is something the model does not know. */
export function residualPlot(points: readonly FitPoint[], label: string, width: number): Element {
  const residuals = points
    .filter(({ predicted }) => predicted > 0)
    .map((point) => ({ ...point, pct: (100 * (point.measured - point.predicted)) / point.predicted }));
  const most = Math.max(10, ...residuals.map(({ pct }) => Math.abs(pct)));
  const values = residuals.map(({ predicted }) => predicted);
  const domain: [number, number] = [Math.min(...values) * 0.9, Math.max(...values) * 1.1];
  const isLog = domain[1] / domain[0] > 20;
  return plot({
    ...PLOT_STYLE,
    width,
    height: 260,
    x: {
      ...AXIS,
      ...X_LABEL,
      label: `predicted ${label}`,
      domain,
      type: isLog ? 'log' : 'linear',
      ...(isLog ? { ticks: logTicks(...domain) } : { ticks: 5 }),
      tickFormat: shortNumber,
    },
    y: { ...AXIS, ...Y_LABEL, label: 'measured above predicted, %', domain: [-most, most], grid: true },
    color: { type: 'ordinal', ...HELD_OUT },
    marks: [
      ruleY([0], { stroke: 'currentColor' }),
      dot(residuals, { x: 'predicted', y: 'pct', fill: 'heldOut', r: 3, title: 'title' }),
    ],
  });
}

export interface CurvePoint {
  readonly rows: number;
  readonly errorPct: number;
  readonly figure: string;
}

/** Error on rows that the model never saw, by how many it learnt from. */
export function learningPlot(
  points: readonly CurvePoint[],
  colors: readonly string[],
  width: number,
): Element {
  const rows = [...new Set(points.map((point) => point.rows))];
  return plot({
    ...PLOT_STYLE,
    width,
    height: 260,
    x: { ...AXIS, ...X_LABEL, type: 'log', label: 'rows learnt from', ticks: rows, tickFormat: shortNumber },
    y: { ...AXIS, ...Y_LABEL, label: 'mean error, %', zero: true, grid: true },
    color: { domain: [...new Set(points.map(({ figure }) => figure))], range: [...colors] },
    marks: [
      line(points, { x: 'rows', y: 'errorPct', stroke: 'figure', strokeWidth: 2 }),
      dot(points, { x: 'rows', y: 'errorPct', fill: 'figure', r: 3.5 }),
    ],
  });
}

export interface ImportanceBar {
  readonly input: string;
  readonly meanPct: number;
  readonly spreadPct: number;
}

/** By how much errors grow when an input is shuffled. */
export function importancePlot(bars: readonly ImportanceBar[], width: number): Element {
  return plot({
    ...PLOT_STYLE,
    marginLeft: 140,
    width,
    height: 66 + bars.length * 26,
    x: { ...AXIS, ...X_LABEL, label: 'error grows by, percentage points', grid: true },
    y: { label: null, domain: bars.map(({ input }) => input) },
    marks: [
      barX(bars, { x: 'meanPct', y: 'input', fill: 'var(--accent)' }),
      link(bars, {
        x1: ({ meanPct, spreadPct }: ImportanceBar) => meanPct - spreadPct,
        x2: ({ meanPct, spreadPct }: ImportanceBar) => meanPct + spreadPct,
        y1: 'input',
        y2: 'input',
        stroke: 'currentColor',
        strokeWidth: 1.5,
      }),
      ruleX([0]),
    ],
  });
}
