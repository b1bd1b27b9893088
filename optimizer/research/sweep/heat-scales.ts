import { colorScale, type ColorScale } from '../charts/color-scale.js';
import { CELL_MARKS, MARK_SYMBOLS, type CellMark } from '../charts/heat-map.js';
import type { Legend } from '../figure.js';
import type { SweepPoint, SweepView } from './points.js';

/** The figures that are mapped, and the colour scale of each. */
export const METRICS = {
  throughput: {
    name: 'throughputTps',
    heading: 'Throughput',
    title: 'throughput',
    unit: 'tps',
    scale: 'ordered',
  },
  mean: { name: 'latencyMeanMs', heading: 'Mean latency', title: 'mean latency', unit: 'ms', scale: 'heat' },
  p95: { name: 'latencyP95Ms', heading: 'p95 latency', title: 'p95 latency', unit: 'ms', scale: 'heat' },
} as const;
export type Metric = (typeof METRICS)[keyof typeof METRICS];

export function marksOf({ figures }: SweepPoint): CellMark[] {
  if (!figures) return ['failed'];
  return [
    ...(figures.saturated ? (['saturated'] as const) : []),
    ...(figures.generatorLimited ? (['generator-limited'] as const) : []),
  ];
}

/** One scale for the values of some figures over all points. */
export function scaleOver({ measured }: SweepView, ...metrics: readonly Metric[]): ColorScale {
  const values = measured.flatMap(({ figures }) => metrics.map(({ name }) => figures[name]));
  return colorScale(metrics[0]?.scale ?? 'ordered', values);
}

export function scaleLegend({ gradient, ticks }: ColorScale, { unit }: Metric): Legend {
  const title = unit === 'tps' ? 'throughput (tps)' : 'latency (ms)';
  return { title, shape: 'gradient', gradient, ticks, entries: [] };
}

/** Only the marks that occur. */
export function marksLegend(
  points: readonly SweepPoint[],
  shown: readonly CellMark[] = CELL_MARKS,
): Legend[] {
  const met = new Set(points.flatMap(marksOf));
  const words: Record<CellMark, string> = {
    saturated: 'saturated: the network could not keep up',
    'generator-limited': 'the load generator fell short of the rate',
    failed: 'every round failed',
  };
  const entries = shown
    .filter((mark) => met.has(mark))
    .map((mark) => ({ label: words[mark], color: MARK_SYMBOLS[mark] }));
  return entries.length > 0 ? [{ shape: 'dots', entries }] : [];
}
