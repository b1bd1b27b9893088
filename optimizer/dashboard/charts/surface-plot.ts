import { contour, dot, plot, raster, rect, type Markish, type Plot } from '@observablehq/plot';
import {
  AXIS,
  BINDING_COLOR,
  colorSpan,
  logTicks,
  PLOT_STYLE,
  SCHEMES,
  shortNumber,
  X_LABEL,
  Y_LABEL,
} from './plot-style.js';

/** A cell of the grid of settings. `value` is the figure shown, or what ends blocks. */
export interface SurfaceCell {
  readonly maxMessageCount: number;
  readonly batchTimeoutMs: number;
  readonly value: number;
}

export interface SurfacePlot {
  readonly cells: readonly SurfaceCell[];
  readonly kind: keyof typeof SCHEMES;
  /** With its unit: `mean latency in ms`. */
  readonly label: string;
  /** What was measured, in the colours of the cells. */
  readonly measured: readonly SurfaceCell[];
  readonly inForce: Place | undefined;
  readonly chosen: Place | undefined;
  readonly onChoose: (place: Place) => void;
}

export interface Place {
  readonly maxMessageCount: number;
  readonly batchTimeoutMs: number;
}

const XY = { x: 'batchTimeoutMs', y: 'maxMessageCount' } as const;

/** A figure over the settings, both on log scales, with contours and what was measured on top. */
export function surfacePlot(options: SurfacePlot, width: number): Element {
  const { cells, kind, label, measured } = options;
  const values = [...cells, ...measured].map(({ value }) => value).filter((value) => value > 0);
  const [low, high] = colorSpan(values);
  // Latencies of one map may lie decades apart.
  const isLog = kind !== 'throughputTps' && high / low > 8;
  const box = [...cells];
  const drawn = plot({
    ...frame(box, width),
    color: {
      scheme: SCHEMES[kind],
      type: isLog ? 'log' : 'linear',
      domain: [low, high],
      label,
      ...(isLog ? { ticks: logTicks(low, high), tickFormat: shortNumber } : {}),
    },
    marks: [
      raster(box, { ...XY, fill: 'value', interpolate: 'barycentric', pixelSize: 2 }),
      contour(box, {
        ...{ ...XY, value: 'value', interpolate: 'barycentric', blur: 2, pixelSize: 3 },
        ...{ stroke: '#fff', strokeOpacity: 0.55, strokeWidth: 0.9 },
        thresholds: thresholds(low, high, isLog),
      }),
      ...pointMarks(options),
      dot(measured, { ...XY, fill: 'value', r: 4.5, stroke: '#fff', strokeWidth: 1.6 }),
      dot(measured, { ...XY, r: 5.6, stroke: '#000', strokeWidth: 0.8, strokeOpacity: 0.6 }),
    ],
  });
  return withLegend(clickable(drawn, options), drawn, { label, width });
}

/** What ends blocks in each cell. */
export function bindingPlot(
  {
    cells,
    ...options
  }: Omit<SurfacePlot, 'cells' | 'kind' | 'label'> & {
    readonly cells: readonly (Place & { readonly by: keyof typeof BINDING_COLOR })[];
  },
  width: number,
): Element {
  const tiles = tilesOf(cells);
  const drawn = plot({
    ...frame(cells, width),
    color: { domain: Object.keys(BINDING_COLOR), range: Object.values(BINDING_COLOR) },
    marks: [
      rect(tiles, { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2', fill: 'by', inset: -0.3 }),
      ...pointMarks(options),
      dot(options.measured, { ...XY, r: 4, fill: '#fff', stroke: '#000' }),
    ],
  });
  return clickable(drawn, options);
}

/** Each cell reaches half way to its neighbours, in ratio. */
export function tilesOf<T extends Place>(
  cells: readonly T[],
): (T & Record<'x1' | 'x2' | 'y1' | 'y2', number>)[] {
  const edges = (values: readonly number[]): Map<number, [number, number]> => {
    const sorted = [...new Set(values)].toSorted((a, b) => a - b);
    return new Map(
      sorted.map((value, place) => [
        value,
        [Math.sqrt(value * (sorted[place - 1] ?? value)), Math.sqrt(value * (sorted[place + 1] ?? value))],
      ]),
    );
  };
  const xs = edges(cells.map(({ batchTimeoutMs }) => batchTimeoutMs));
  const ys = edges(cells.map(({ maxMessageCount }) => maxMessageCount));
  return cells.map((cell) => {
    const [x1, x2] = xs.get(cell.batchTimeoutMs) ?? [0, 0];
    const [y1, y2] = ys.get(cell.maxMessageCount) ?? [0, 0];
    return { ...cell, x1, x2, y1, y2 };
  });
}

function frame(cells: readonly Place[], width: number) {
  const xs = cells.map(({ batchTimeoutMs }) => batchTimeoutMs);
  const ys = cells.map(({ maxMessageCount }) => maxMessageCount);
  const axis = (values: readonly number[], label: string) => {
    const domain: [number, number] = [Math.min(...values), Math.max(...values)];
    return {
      ...AXIS,
      type: 'log' as const,
      domain,
      label,
      ticks: logTicks(...domain),
      tickFormat: shortNumber,
    };
  };
  return {
    ...PLOT_STYLE,
    width,
    height: Math.round(Math.min(520, Math.max(300, width * 0.7))),
    x: { ...axis(xs, 'batchTimeoutMs, ms'), ...X_LABEL },
    y: { ...axis(ys, 'maxMessageCount, transactions'), ...Y_LABEL },
  };
}

function thresholds(low: number, high: number, isLog: boolean): number[] {
  const steps = Array.from({ length: 9 }, (_, place) => (place + 1) / 10);
  return steps.map((share) => (isLog ? low * (high / low) ** share : low + (high - low) * share));
}

/** The settings in force and the cell that is looked at. */
function pointMarks({ inForce, chosen }: Pick<SurfacePlot, 'inForce' | 'chosen'>): Markish[] {
  const ring = (place: Place, symbol: 'diamond' | 'square', r: number): Markish[] => [
    dot([place], { ...XY, symbol, r, stroke: '#000', strokeWidth: 4, strokeOpacity: 0.55 }),
    dot([place], { ...XY, symbol, r, stroke: '#fff', strokeWidth: 2 }),
  ];
  return [...(inForce ? ring(inForce, 'diamond', 9) : []), ...(chosen ? ring(chosen, 'square', 10) : [])];
}

type Drawn = ReturnType<typeof plot>;

/** Pointing at the map chooses a place; by keyboard that is done with the fields beside it. */
function clickable(drawn: Drawn, { onChoose }: Pick<SurfacePlot, 'onChoose'>): Element {
  const [x, y] = [drawn.scale('x'), drawn.scale('y')];
  drawn.classList.add('pick');
  drawn.addEventListener('click', (event) => {
    const at = placeOf(event, drawn, x, y);
    if (at) onChoose(at);
  });
  return drawn;
}

function placeOf(
  event: Event,
  drawn: Element,
  x: ReturnType<Plot['scale']>,
  y: ReturnType<Plot['scale']>,
): Place | undefined {
  if (!(event instanceof MouseEvent) || !(drawn instanceof SVGSVGElement)) return undefined;
  const matrix = drawn.getScreenCTM();
  if (!matrix || !x?.invert || !y?.invert) return undefined;
  const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(matrix.inverse());
  return { batchTimeoutMs: Number(x.invert(point.x)), maxMessageCount: Number(y.invert(point.y)) };
}

function withLegend(
  element: Element,
  drawn: Drawn,
  { label, width }: { readonly label: string; readonly width: number },
): Element {
  const legend = drawn.legend('color', { label, width: Math.min(width, 320), marginLeft: 4 });
  const both = document.createElement('div');
  if (legend) both.append(legend);
  both.append(element);
  return both;
}
