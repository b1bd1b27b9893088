import * as Plot from '@observablehq/plot';
import type { Surface } from '../report-input.js';
import type { Axis } from './axis.js';
import { classIndex, type ValueClass } from './classes.js';
import { heatColor } from './palette.js';

/** The predictions as filled contours over the box that they cover; as squares where they span no box. */
export function surfaceGround(
  surface: Surface,
  latencies: readonly ValueClass[],
  { x, y }: { readonly x: Axis; readonly y: Axis },
): Plot.Markish[] {
  const colorOf = (latencyMs: number): string =>
    heatColor(classIndex(latencies, latencyMs), latencies.length);
  const points = surface.points.map(({ settings, predicted }) => ({
    x: settings.maxMessageCount,
    y: settings.batchTimeoutMs,
    latency: predicted.latencyMeanMs,
    color: colorOf(predicted.latencyMeanMs),
  }));
  const box = boxOf(points);
  if (box.x1 === box.x2 || box.y1 === box.y2) {
    const fill = { value: 'color', scale: null };
    return [Plot.dot(points, { x: 'x', y: 'y', symbol: 'square', r: 9, fill })];
  }
  return [
    // Contours start at the lowest break; what lies under it is the colour of the first class.
    Plot.rect([box], { ...CORNERS, fill: heatColor(0, latencies.length) }),
    Plot.contour(points, {
      x: 'x',
      y: 'y',
      value: 'latency',
      thresholds: latencies.slice(1).map(({ from }) => from),
      fill: { value: (contour: { readonly value: number }) => colorOf(contour.value), scale: null },
      interpolate: 'barycentric',
      pixelSize: 2,
      stroke: 'none',
    }),
    // A little larger than the gap, or the edge of a contour would shine through as a hairline.
    Plot.rect(around(box, x.scale.domain, y.scale.domain), {
      ...CORNERS,
      fill: 'var(--plot-background)',
      inset: -1.5,
    }),
  ];
}

interface Box {
  readonly x1: number;
  readonly x2: number;
  readonly y1: number;
  readonly y2: number;
}
const CORNERS = { x1: 'x1', x2: 'x2', y1: 'y1', y2: 'y2' } as const;

function boxOf(points: readonly { readonly x: number; readonly y: number }[]): Box {
  const xs = points.map(({ x }) => x);
  const ys = points.map(({ y }) => y);
  return { x1: Math.min(...xs), x2: Math.max(...xs), y1: Math.min(...ys), y2: Math.max(...ys) };
}

/** What the axes show beyond the box: Plot carries contours on to there, the model predicted nothing. */
function around(
  box: Box,
  [left, right]: Axis['scale']['domain'],
  [low, high]: Axis['scale']['domain'],
): Box[] {
  return [
    { x1: left, x2: box.x1, y1: low, y2: high },
    { x1: box.x2, x2: right, y1: low, y2: high },
    { x1: left, x2: right, y1: low, y2: box.y1 },
    { x1: left, x2: right, y1: box.y2, y2: high },
  ];
}
