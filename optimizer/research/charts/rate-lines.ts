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
  readonly size: PanelSize;
  readonly x: Axis;
  readonly y: Axis;
  readonly xLabel: string;
  readonly yLabel: string;
  /** Under the lines. */
  readonly ground?: readonly Plot.Markish[];
}

const LABEL_GAP_PX = 14;

/** Room that the names at the ends of lines need. */
export function labelRoom(lines: readonly Pick<RateLine, 'label'>[]): number {
  return 22 + 6.4 * Math.max(0, ...lines.map(({ label }) => label.length));
}

/** Lines that are named at their right ends; rings mark saturated points, whiskers intervals. */
export function lineChart(chart: LineChart): Panel {
  const { heading, alt, lines, size, x, y, ground = [] } = chart;
  const right = labelRoom(lines);
  const points = lines.flatMap((line) =>
    line.points.map((point) => ({
      ...point,
      color: line.color,
      line: line.label,
      fill: point.hollow ? 'var(--plot-background)' : line.color,
    })),
  );
  const stroke = { value: 'color', scale: null };
  const svg = panelPlot({
    ...{ size, right, x, y, xLabel: chart.xLabel, yLabel: chart.yLabel },
    marks: [
      ...ground,
      Plot.line(points, { x: 'x', y: 'y', z: 'line', stroke, strokeWidth: 1.8 }),
      ...whiskers(points),
      Plot.dot(points, {
        ...{ x: 'x', y: 'y', r: 3.2, fill: { value: 'fill', scale: null }, stroke, strokeWidth: 1.6 },
        ...{ title: 'title', className: 'rounds' },
      }),
      ...names(lines, y, axisLengths(size, right).y.lengthPx),
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
function names(lines: readonly RateLine[], y: Axis, lengthPx: number): Plot.Markish[] {
  const ends = lines.flatMap(({ label, points }) => {
    const last = points.at(-1);
    return last ? [{ label, x: last.x, y: last.y, wanted: (1 - y.share(last.y)) * lengthPx }] : [];
  });
  const sorted = ends.toSorted((a, b) => a.wanted - b.wanted);
  const places = spreadApart(
    sorted.map(({ wanted }) => wanted),
    LABEL_GAP_PX,
    lengthPx,
  );
  // Plot takes offsets for a whole mark alone, so each name is one.
  return sorted.flatMap(({ label, wanted, ...end }, index) => [
    Plot.text([{ ...end, label }], {
      ...{ x: 'x', y: 'y', text: 'label', textAnchor: 'start', fontWeight: 600, fill: 'currentColor' },
      ...{ dx: 9, dy: (places[index] ?? wanted) - wanted, stroke: 'var(--plot-background)', strokeWidth: 3 },
    }),
  ]);
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
