import type { ColorScale } from '../charts/color-scale.js';
import { valueScatter } from '../charts/value-scatter.js';
import { figure, type Legend, type Panel } from '../figure.js';
import { counted, number, plain } from '../number-format.js';
import { html, type Html } from '../report-html.js';
import { rateBands } from './findings.js';
import { scaleOver, marksLegend, METRICS, scaleLegend, type Metric } from './heat-scales.js';
import type { SweepPoint, SweepView } from './points.js';
import { axisTitle, axisValue, settingsLabel } from './settings-words.js';

const MOST_BANDS = 6;

interface Axes {
  readonly x: (point: SweepPoint) => number;
  readonly y: (point: SweepPoint) => number;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly panels: readonly { readonly heading?: string; readonly points: readonly SweepPoint[] }[];
}

/** The maps of a sweep whose points do not lie on a grid: a dot for each point, a panel for each band of rates. */
export function scatterMaps(view: SweepView): Html {
  const axes = axesOf(view);
  if (!axes) return html``;
  const latencies = scaleOver(view, METRICS.mean, METRICS.p95);
  const each = axes.panels.length > 1 ? html`, one panel for each band of send rates` : html``;
  const over = html`over ${axes.xLabel} and ${axes.yLabel}${each}`;
  const draw = (metric: Metric, scale: ColorScale, more: string): Html =>
    figure({
      panels: panelsOf(view, axes, metric, scale),
      legend: [scaleLegend(scale, metric), ...marksOf(view)],
      caption: html`<b>${metric.heading} (${metric.unit})</b> ${over}${more}.`,
    });
  return html`${draw(METRICS.throughput, scaleOver(view, METRICS.throughput), '')}
  ${draw(METRICS.mean, latencies, '')}
  ${draw(METRICS.p95, latencies, '; the colours are those of mean latency')}`;
}

function marksOf({ points }: SweepView): Legend[] {
  return marksLegend(points, ['saturated', 'failed']);
}

function axesOf(view: SweepView): Axes | undefined {
  const [first, second] = view.varied;
  if (first === undefined) return undefined;
  const x = (point: SweepPoint): number => axisValue(first, point.settings);
  const xLabel = axisTitle(first);
  if (second === undefined) {
    const y = ({ rateTps }: SweepPoint): number => rateTps;
    return { x, y, xLabel, yLabel: 'send rate asked (tps)', panels: [{ points: view.points }] };
  }
  const panels = rateBands(view, MOST_BANDS).map(({ label, includes }) => ({
    heading: `${label} tps`,
    points: view.points.filter(({ rateTps }) => includes(rateTps)),
  }));
  return { x, y: (point) => axisValue(second, point.settings), xLabel, yLabel: axisTitle(second), panels };
}

function panelsOf(view: SweepView, axes: Axes, metric: Metric, scale: ColorScale): Panel[] {
  const shared = {
    ...{ xs: view.points.map(axes.x), ys: view.points.map(axes.y), count: axes.panels.length },
    ...{ xLabel: axes.xLabel, yLabel: axes.yLabel },
  };
  return axes.panels.map(({ heading, points }) =>
    valueScatter({
      ...shared,
      ...(heading === undefined ? {} : { heading }),
      alt: `${metric.heading} (${metric.unit})${heading === undefined ? '' : ` at ${heading}`}: ${counted(points.length, 'point')}`,
      dots: points.map((point) => {
        const value = point.figures?.[metric.name];
        const shown = value === undefined ? 'failed' : `${metric.title} ${number(value)} ${metric.unit}`;
        return {
          x: axes.x(point),
          y: axes.y(point),
          saturated: point.figures?.saturated ?? false,
          title: `${settingsLabel(point.settings, view.varied)}, ${plain(point.rateTps)} tps asked\n${shown}`,
          color: value === undefined ? undefined : scale.colorOf(value).ground,
        };
      }),
    }),
  );
}
