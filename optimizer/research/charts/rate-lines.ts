import * as Plot from '@observablehq/plot';
import type { Panel, PanelSize } from '../figure.js';
import type { Axis } from './axis.js';
import { axisLengths, panelPlot } from './panel-plot.js';

export interface LinePoint {
  readonly x: number;
  readonly y: number;
  /** Ends of the interval, where there is one. */
  readonly low?: number;
  readonly high?: number;
  /** Drawn as a ring: the network was saturated. */
  readonly hollow: boolean;
  readonly title: string;
}

export interface RateLine {
  readonly label: string;
  /** A CSS colour. */
  readonly color: string;
  /** By rising x. */
  readonly points: readonly LinePoint[];
}

export interface LineChart {
  readonly heading?: string;
  readonly alt: string;
  readonly lines: readonly RateLine[];
  /** Points that do not lie on a common course are left as dots without names. */
  readonly joined: boolean;
  readonly size: PanelSize;
  readonly x: Axis;
  readonly y: Axis;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Under the lines. */
  readonly ground?: readonly Plot.Markish[];
}

const LABEL_GAP_PX = 16;
/** From the end of a line to its name. */
const LEADER_PX = 18;

/** Room that the names at the ends of lines need. */
export function labelRoom(lines: readonly Pick<RateLine, 'label'>[]): number {
  const longest = Math.max(0, ...lines.map(({ label }) => label.length));
  return longest === 0 ? 16 : 30 + 6.6 * longest;
}

/** Lines that are named at their right ends; rings mark saturated points, whiskers intervals. */
export function lineChart(chart: LineChart): Panel {
  const { heading, alt, lines, joined, size, x, y, ground = [] } = chart;
  const right = labelRoom(joined ? lines : []);
  const points = lines.flatMap((line, place) =>
    line.points.map((point) => ({
      ...point,
      color: line.color,
      place,
      fill: point.hollow ? 'var(--plot-background)' : line.color,
    })),
  );
  const stroke = { value: 'color', scale: null };
  const svg = panelPlot({
    ...{ size, right, x, y, xLabel: chart.xLabel, yLabel: chart.yLabel },
    marks: [
      ...ground,
      ...(joined ? [Plot.line(points, { x: 'x', y: 'y', z: 'place', stroke, strokeWidth: 1.8 })] : []),
      ...whiskers(points),
      Plot.dot(points, {
        ...{ x: 'x', y: 'y', r: 3.2, fill: { value: 'fill', scale: null }, stroke, strokeWidth: 1.6 },
        ...{ title: 'title', className: 'rounds' },
      }),
      ...(joined ? names(lines, { x, y }, axisLengths(size, right)) : []),
    ],
  });
  return { ...(heading === undefined ? {} : { heading }), alt, svg };
}

function whiskers(points: readonly (LinePoint & { readonly color: string })[]): Plot.Markish[] {
  const bars = points.filter(({ low, high }) => low !== undefined && high !== undefined);
  const stroke = { value: 'color', scale: null };
  return [Plot.ruleX(bars, { x: 'x', y1: 'low', y2: 'high', stroke, strokeWidth: 1.6, strokeOpacity: 0.75 })];
}

/** Each name beside the end of its line, moved up or down where names would overlap. */
function names(
  lines: readonly RateLine[],
  { x, y }: Record<'x' | 'y', Axis>,
  lengths: ReturnType<typeof axisLengths>,
): Plot.Markish[] {
  const { lengthPx } = lengths.y;
  const perPx = (x.scale.domain[1] - x.scale.domain[0]) / lengths.x.lengthPx;
  const ends = lines.flatMap(({ label, color, points }) => {
    const last = points.at(-1);
    return last && label !== ''
      ? [{ label, color, x: last.x, y: last.y, wanted: (1 - y.share(last.y)) * lengthPx }]
      : [];
  });
  const sorted = ends.toSorted((a, b) => a.wanted - b.wanted);
  const places = spreadApart(
    sorted.map(({ wanted }) => wanted),
    LABEL_GAP_PX,
    lengthPx,
  );
  const placed = sorted.map((end, index) => ({
    ...end,
    from: end.x + 6 * perPx,
    to: end.x + LEADER_PX * perPx,
    labelY: y.at(1 - (places[index] ?? end.wanted) / lengthPx),
  }));
  return [
    Plot.link(placed, {
      ...{ x1: 'from', x2: 'to', y1: 'y', y2: 'labelY' },
      ...{ stroke: { value: 'color', scale: null }, strokeWidth: 1.4, strokeOpacity: 0.8 },
    }),
    Plot.text(placed, {
      ...{ x: 'to', y: 'labelY', text: 'label', textAnchor: 'start', dx: 4 },
      ...{ fontWeight: 600, fill: 'currentColor' },
    }),
  ];
}

/**
 * Moves rising places apart to at least `gap`, as little as that takes, within 0 and `length` where they fit.
 * @returns places in the same order
 */
export function spreadApart(places: readonly number[], gap: number, length: number): number[] {
  const moved: number[] = [];
  for (const place of places) moved.push(Math.max(place, (moved.at(-1) ?? Number.NEGATIVE_INFINITY) + gap));
  let ceiling = length;
  for (let index = moved.length - 1; index >= 0; index -= 1) {
    moved[index] = Math.min(moved[index] ?? 0, ceiling);
    ceiling = (moved[index] ?? 0) - gap;
  }
  return moved;
}
