import * as Plot from '@observablehq/plot';
import { mean } from '../../domain/statistics.js';
import type { MeasuredRound } from '../../domain/round.js';
import { panelSize, type Panel } from '../figure.js';
import { groupBy } from '../group-by.js';
import { hourOf, NOISE_METRICS, type DriftByMetric } from '../noise.js';
import { number } from '../number-format.js';
import { axisFor } from './axis.js';
import { axisLengths, panelPlot } from './panel-plot.js';
import { roundDots } from './round-dots.js';

const STEPS = 24;

/**
 * The anchors against the time since `startMs`, one panel a figure, with the trend of {@link DriftByMetric};
 * where several points serve as anchors each has a trend line at its own level.
 */
export function anchorTrend(
  anchors: readonly MeasuredRound[],
  trends: DriftByMetric,
  startMs: number,
  notes: Readonly<Record<string, string>>,
): Panel[] {
  const size = panelSize(NOISE_METRICS.length);
  const lengths = axisLengths(size);
  const minuteOf = (round: MeasuredRound): number => 60 * (hourOf(round) - startMs / 3_600_000);
  const x = axisFor(anchors.map(minuteOf), { ...lengths.x, fromZero: true, linear: true });
  return NOISE_METRICS.map(({ name, title, inSentence, unit }): Panel => {
    const dots = anchors.map((round) => ({
      x: minuteOf(round),
      y: round.measurement[name],
      color: 'var(--recommended)',
      title: `${number(minuteOf(round), 0)} min: ${number(round.measurement[name])} ${unit}`,
    }));
    const line = trendLine(anchors, trends[name]?.pctPerHour, { name, minuteOf });
    const ys = [...dots, ...line].map(({ y }) => y);
    const marks = [
      Plot.line(line, { x: 'x', y: 'y', z: 'point', stroke: 'currentColor', strokeOpacity: 0.7 }),
      roundDots(dots, { r: 4 }),
    ];
    const y = axisFor(ys, { ...lengths.y, linear: true });
    const labels = { xLabel: 'since the start (min)', yLabel: `${inSentence} (${unit})` };
    const note = notes[name];
    return {
      heading: title,
      ...(note === undefined ? {} : { note }),
      alt: `${title} of ${anchors.length} anchor rounds over time`,
      svg: panelPlot({ size, x, y, ...labels, marks }),
    };
  });
}

type Metric = (typeof NOISE_METRICS)[number]['name'];

/** Least squares goes through the mean of the logarithms at the mean of the times. */
function trendLine(
  anchors: readonly MeasuredRound[],
  pctPerHour: number | undefined,
  { name, minuteOf }: { name: Metric; minuteOf: (round: MeasuredRound) => number },
): { x: number; y: number; point: string }[] {
  if (pctPerHour === undefined) return [];
  const perMinute = Math.log1p(pctPerHour / 100) / 60;
  const minutes = anchors.map(minuteOf);
  const [from, to] = [Math.min(...minutes), Math.max(...minutes)];
  return [...groupBy(anchors, ({ pointId }) => pointId)].flatMap(([point, own]) => {
    const centre = mean(own.map(minuteOf));
    const level = mean(own.map(({ measurement }) => Math.log(measurement[name])));
    return Array.from({ length: STEPS + 1 }, (_, index) => {
      const x = from + ((to - from) * index) / STEPS;
      return { x, y: Math.exp(level + perMinute * (x - centre)), point };
    });
  });
}
