import * as Plot from '@observablehq/plot';
import type { Expected } from '../../domain/recommendation.js';
import type { FrontPoint } from '../../domain/recommendation-detail.js';
import { plain } from '../number-format.js';
import type { Axis } from './axis.js';

/** Settings that are named in the drawing. */
export interface MarkedSettings {
  readonly label: string;
  readonly predicted: Expected;
}

type Axes = Record<'x' | 'y', Axis>;

/** More bars than that run into each other. */
const MOST_BARS = 6;

/** The rate that is sent, named above the drawing. */
export function rateLine(sendRateTps: number, x: Axis, y: Axis): Plot.Markish[] {
  const place = [{ x: sendRateTps, y: y.scale.domain[1], label: `send rate, ${plain(sendRateTps)} tps` }];
  const left = x.share(sendRateTps) < 0.5;
  return [
    Plot.ruleX([sendRateTps], { stroke: 'currentColor', strokeOpacity: 0.55, strokeDasharray: '4 3' }),
    Plot.text(place, {
      ...{ x: 'x', y: 'y', text: 'label', dy: -7, lineAnchor: 'bottom' },
      ...{ textAnchor: left ? 'start' : 'end', fillOpacity: 0.8 },
    }),
  ];
}

/** Steps: between two points, what has the throughput of the lower one at the least has the latency of the upper. */
export function frontLine(points: readonly (FrontPoint & { readonly title: string })[]): Plot.Markish[] {
  const at = { x: 'throughputTps', y: 'latencyMeanMs' } as const;
  return [
    Plot.line(points, { ...at, curve: 'step-before', stroke: 'var(--recommended)', strokeWidth: 1.6 }),
    Plot.dot(points, { ...at, r: 2.6, fill: 'var(--recommended)', title: 'title', className: 'front' }),
  ];
}

/** Some points, evenly spread: counted from the end, where latency is highest and the front steepest. */
export function barPoints(points: readonly FrontPoint[]): FrontPoint[] {
  const step = Math.max(1, Math.ceil(points.length / MOST_BARS));
  return points.filter((_, place) => (points.length - 1 - place) % step === 0);
}

/** Where the bars end. */
export function barEnds(
  points: readonly Pick<Expected, 'interval90'>[],
): Pick<FrontPoint, 'throughputTps' | 'latencyMeanMs'>[] {
  return points.flatMap(({ interval90 }) =>
    interval90
      ? (['low', 'high'] as const).map((end) => ({
          throughputTps: interval90.throughputTps[end],
          latencyMeanMs: interval90.latencyMeanMs[end],
        }))
      : [],
  );
}

/** 90 % intervals, as far as the drawing reaches. */
export function frontBars(points: readonly FrontPoint[], axes: Axes): Plot.Markish[] {
  return crosses(points, axes, { stroke: 'var(--recommended)', strokeOpacity: 0.45, strokeWidth: 1 });
}

type WithInterval = Pick<FrontPoint, 'throughputTps' | 'latencyMeanMs' | 'interval90'>;

function crosses(points: readonly WithInterval[], { x, y }: Axes, style: Plot.RuleXOptions): Plot.Markish[] {
  const held = ({ scale: { domain } }: Axis, value: number): number =>
    Math.min(domain[1], Math.max(domain[0], value));
  const bars = points.map(({ throughputTps, latencyMeanMs, interval90 }) => ({
    ...{ x: throughputTps, y: latencyMeanMs },
    x1: held(x, interval90.throughputTps.low),
    x2: held(x, interval90.throughputTps.high),
    y1: held(y, interval90.latencyMeanMs.low),
    y2: held(y, interval90.latencyMeanMs.high),
  }));
  return [
    Plot.ruleX(bars, { x: 'x', y1: 'y1', y2: 'y2', ...style, className: 'bars' }),
    Plot.ruleY(bars, { y: 'y', x1: 'x1', x2: 'x2', ...style, className: 'bars' }),
  ];
}

/** Rings with words, and the intervals of what they are about. */
export function markedSettings(marked: readonly MarkedSettings[], axes: Axes, bars: boolean): Plot.Markish[] {
  const { x, y } = axes;
  return marked.flatMap(({ label, predicted }, index) => {
    const { throughputTps, latencyMeanMs, interval90 } = predicted;
    const color = index === 0 ? 'var(--mark)' : 'var(--baseline)';
    const style = { stroke: color, strokeWidth: 1.8, strokeOpacity: 0.9 };
    const place = [{ x: throughputTps, y: latencyMeanMs, label }];
    const above = isAbove(marked, index, y);
    return [
      ...(bars && interval90 ? crosses([{ throughputTps, latencyMeanMs, interval90 }], axes, style) : []),
      Plot.dot(place, { x: 'x', y: 'y', r: 6.5, stroke: 'var(--plot-background)', strokeWidth: 5 }),
      Plot.dot(place, { x: 'x', y: 'y', r: 6.5, stroke: color, strokeWidth: 2.5, className: 'marked' }),
      Plot.text(place, {
        ...{ x: 'x', y: 'y', text: 'label', dy: above ? -17 : 17 },
        ...beside(x.share(throughputTps)),
        ...{ fontWeight: 600, fill: 'currentColor', stroke: 'var(--plot-background)', strokeWidth: 4 },
      }),
    ];
  });
}

/** Of two the upper one is named above itself and the lower one below, so that their names never meet. */
function isAbove(marked: readonly MarkedSettings[], index: number, y: Axis): boolean {
  const [own = NaN, ...others] = [marked[index], ...marked.filter((_, place) => place !== index)].map(
    (each) => each?.predicted.latencyMeanMs ?? NaN,
  );
  if (others.length === 0) return y.share(own) < 0.5;
  return others.every((other) => own > other || (own === other && index === 0));
}

/** Words run away from the edge that they are near. */
function beside(share: number): { readonly textAnchor: 'start' | 'middle' | 'end'; readonly dx: number } {
  if (share < 0.25) return { textAnchor: 'start', dx: -8 };
  return share > 0.75 ? { textAnchor: 'end', dx: 8 } : { textAnchor: 'middle', dx: 0 };
}
