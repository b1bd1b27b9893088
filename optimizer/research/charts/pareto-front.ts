import * as Plot from '@observablehq/plot';
import type { Front, FrontPoint } from '../../domain/recommendation-detail.js';
import { describeSettings } from '../../domain/settings.js';
import { panelSize, type Panel, type PanelSize } from '../figure.js';
import { counted, number, plain } from '../number-format.js';
import { axisFor, type Axis } from './axis.js';
import { axisLengths, panelPlot } from './panel-plot.js';
import {
  barEnds,
  barPoints,
  frontBars,
  frontLine,
  markedSettings,
  rateLine,
  type MarkedSettings,
} from './pareto-marks.js';

/** Of the width of the drawing of all candidates: a front that is narrower is drawn a second time, closer. */
const NARROW_SHARE = 0.5;

/**
 * Predicted latency against throughput: the front as a line with 90 % intervals as bars, the other candidates as
 * faint dots, the send rate as the line that no throughput can pass for long. Where the front is a small part of
 * that, it has a panel of its own.
 * @param front - with at least one point.
 * @param marked - what is recommended first.
 */
export function paretoFrontPanels(front: Front, marked: readonly MarkedSettings[]): Panel[] {
  const all = [
    ...front.points,
    ...marked.map(({ predicted }) => predicted),
    ...front.others.throughputTps.map((throughputTps, place) => ({
      throughputTps,
      latencyMeanMs: front.others.latencyMeanMs[place] ?? NaN,
    })),
  ];
  const near = [...front.points, ...marked.slice(0, 1).map(({ predicted }) => predicted)];
  const share = spanOf(near, front) / spanOf(all, front);
  const narrow = front.points.length > 1 && share < NARROW_SHARE;
  const size = panelSize(narrow ? 2 : 1);
  const wide = panelOf(front, marked, { size, within: all, bars: true });
  if (!narrow) return [wide];
  // Bars would reach across all of it: rounds scatter by more than the front is wide.
  const close = panelOf(front, marked, { size, within: near, bars: false });
  return [
    { ...wide, heading: 'All candidates, with intervals' },
    { ...close, heading: 'The front, closer' },
  ];
}

type Figures = Pick<FrontPoint, 'throughputTps' | 'latencyMeanMs'>;

/** From the least throughput to the send rate. */
function spanOf(figures: readonly Figures[], { sendRateTps }: Front): number {
  const throughputs = [...figures.map(({ throughputTps }) => throughputTps), sendRateTps];
  return Math.max(Number.EPSILON, Math.max(...throughputs) - Math.min(...throughputs));
}

interface View {
  readonly size: PanelSize;
  /** What the axes have to hold. */
  readonly within: readonly Figures[];
  readonly bars: boolean;
}

function panelOf(front: Front, marked: readonly MarkedSettings[], { size, within, bars }: View): Panel {
  const lengths = axisLengths(size);
  const reached = bars
    ? barEnds([...barPoints(front.points), ...marked.map(({ predicted }) => predicted)])
    : [];
  const x = axisFor(
    [...within, ...reached]
      .map(({ throughputTps }) => throughputTps)
      // What an interval reaches above the rate says nothing, and would take half of the drawing.
      .filter((throughputTps) => throughputTps <= mostTps(within, front))
      .concat(mostTps(within, front)),
    { ...lengths.x, linear: true },
  );
  const y = axisFor(
    [...within, ...reached].map(({ latencyMeanMs }) => latencyMeanMs),
    lengths.y,
  );
  const shown = marked.filter(({ predicted }) => inside(predicted, { x, y }));
  const svg = panelPlot({
    ...{ size, x, y, xLabel: 'predicted throughput (tps)', yLabel: 'predicted mean latency (ms)' },
    marks: [
      rateLine(front.sendRateTps, x, y),
      otherDots(front, { x, y }),
      ...(bars ? frontBars(barPoints(front.points), { x, y }) : []),
      ...frontLine(front.points.map(withTitle)),
      ...markedSettings(shown, { x, y }, bars),
    ],
  });
  return { alt: altText(front, marked), svg };
}

function mostTps(within: readonly Figures[], { sendRateTps }: Front): number {
  return Math.max(sendRateTps, ...within.map(({ throughputTps }) => throughputTps));
}

function inside({ throughputTps, latencyMeanMs }: Figures, { x, y }: Record<'x' | 'y', Axis>): boolean {
  return [x.share(throughputTps), y.share(latencyMeanMs)].every((share) => share >= 0 && share <= 1);
}

function otherDots({ others }: Front, axes: Record<'x' | 'y', Axis>): Plot.Markish {
  const dots = others.throughputTps
    .map((throughputTps, place) => ({ throughputTps, latencyMeanMs: others.latencyMeanMs[place] ?? NaN }))
    .filter((dot) => inside(dot, axes));
  return Plot.dot(dots, {
    x: 'throughputTps',
    y: 'latencyMeanMs',
    r: 2,
    fill: 'var(--baseline)',
    fillOpacity: 0.45,
    className: 'others',
  });
}

function withTitle(point: FrontPoint): FrontPoint & { readonly title: string } {
  const { settings, throughputTps, latencyMeanMs, interval90 } = point;
  const range = ({ low, high }: { low: number; high: number }): string => `${number(low)} to ${number(high)}`;
  const title = [
    describeSettings(settings),
    `${number(throughputTps)} tps (90 % interval ${range(interval90.throughputTps)})`,
    `${number(latencyMeanMs)} ms (90 % interval ${range(interval90.latencyMeanMs)})`,
  ].join('\n');
  return { ...point, title };
}

function altText(
  { points, size, candidates, sendRateTps }: Front,
  marked: readonly MarkedSettings[],
): string {
  const [first, last] = [points.at(0), points.at(-1)];
  const ends =
    first && last
      ? `: from ${number(first.throughputTps)} tps at ${number(first.latencyMeanMs)} ms to ${number(last.throughputTps)} tps at ${number(last.latencyMeanMs)} ms`
      : '';
  const places = marked.map(
    ({ label, predicted }) =>
      `${label}: ${number(predicted.throughputTps)} tps at ${number(predicted.latencyMeanMs)} ms`,
  );
  return [
    `Predicted mean latency against throughput at ${plain(sendRateTps)} tps`,
    `${size} of ${counted(candidates, 'candidate')} on the Pareto front${ends}`,
    ...places,
  ].join('; ');
}
