import { heatMap, heatMapPx, type HeatCell } from '../charts/heat-map.js';
import type { ColorScale } from '../charts/color-scale.js';
import { figure, type Panel } from '../figure.js';
import { counted, number, plain } from '../number-format.js';
import { html, type Html } from '../report-html.js';
import { rateBands } from './findings.js';
import { heatLayout, type HeatLayout, type HeatPlace } from './heat-layout.js';
import { scaleOver, marksLegend, marksOf, METRICS, scaleLegend, type Metric } from './heat-scales.js';
import type { MeasuredPoint, SweepView } from './points.js';
import { scatterMaps } from './scatter-maps.js';
import { settingsLabel } from './settings-words.js';

/** Throughput and latency over the two settings that vary most, or over setting and rate. */
export function heatMapsSection(view: SweepView): Html {
  const heading = 'Throughput and latency over the settings';
  const layout = heatLayout(view);
  if (!layout) {
    return html`<section>
      <h2>${heading}</h2>
      <p>No setting was varied, so there is no map to draw.</p>
    </section>`;
  }
  if (view.measured.length === 0) {
    return html`<section>
      <h2>${heading}</h2>
      <p>No round gave figures.</p>
    </section>`;
  }
  return html`<section>
    <h2>${heading}</h2>
    <p>${spreadSentence(view)}</p>
    ${layout.leftOut === '' || view.scattered ? '' : html`<p class="note">${layout.leftOut}</p>`}
    ${view.scattered ? scatterMaps(view) : mapFigures(view, layout)}
  </section>`;
}

/** Which rate shows the largest difference between settings. */
function spreadSentence(view: SweepView): string {
  const { measured, varied } = view;
  const ratios = rateBands(view).flatMap(({ label, includes }) => {
    const own = measured.filter(({ rateTps }) => includes(rateTps));
    const sorted = own.toSorted((a, b) => a.figures.latencyMeanMs - b.figures.latencyMeanMs);
    const [low, high] = [sorted[0], sorted.at(-1)];
    if (!low || !high || low === high || low.figures.latencyMeanMs === 0) return [];
    return [{ label, low, high, ratio: high.figures.latencyMeanMs / low.figures.latencyMeanMs }];
  });
  const [widest] = ratios.toSorted((a, b) => b.ratio - a.ratio);
  if (!widest) return 'At no rate was more than one setting measured, so settings cannot be compared.';
  const side = ({ settings, figures }: MeasuredPoint): string =>
    `${number(figures.latencyMeanMs)} ms (${settingsLabel(settings, varied)})`;
  return `Mean latency differs most at ${widest.label} tps: from ${side(widest.low)} to ${side(widest.high)}, a factor of ${number(widest.ratio, widest.ratio < 9.95 ? 1 : 0)}.`;
}

function mapFigures(view: SweepView, layout: HeatLayout): Html {
  const latencies = scaleOver(view, METRICS.mean, METRICS.p95);
  const throughputs = scaleOver(view, METRICS.throughput);
  const markLegend = marksLegend(view.points);
  const draw = (scale: ColorScale, metrics: readonly Metric[], caption: Html): Html => {
    const [first] = metrics;
    if (!first) return html``;
    return figure({
      panels: metrics.flatMap((metric) => panelsOf(layout, metric, scale, metrics.length > 1)),
      legend: [scaleLegend(scale, first), ...markLegend],
      caption,
      panelPx: heatMapPx(layout),
    });
  };
  const over = html`over ${layout.xLabel} and ${layout.yLabel}`;
  if (layout.panels.length === 1) {
    return html`<div class="beside">
      ${draw(throughputs, [METRICS.throughput], html`<b>Throughput (tps)</b> ${over}.`)}
      ${draw(latencies, [METRICS.mean, METRICS.p95], html`<b>Latency (ms)</b> ${over}; both maps share their colours.`)}
    </div>`;
  }
  const each = html`${over}, one map for each ${layout.panelsAre}`;
  return html`${draw(throughputs, [METRICS.throughput], html`<b>Throughput (tps)</b> ${each}.`)}
  ${draw(latencies, [METRICS.mean], html`<b>Mean latency (ms)</b> ${each}.`)}
  ${draw(latencies, [METRICS.p95], html`<b>p95 latency (ms)</b> ${each}; the colours are those of mean latency.`)}`;
}

function panelsOf(layout: HeatLayout, metric: Metric, scale: ColorScale, named: boolean): Panel[] {
  return layout.panels.map(({ heading, places }) => {
    const title = named || heading === undefined ? metric.heading : heading;
    const cells = places.map((place) => cellOf(place, metric, scale));
    const alt = `${metric.heading} (${metric.unit}) over ${layout.xLabel} and ${layout.yLabel}${heading === undefined ? '' : ` at ${heading}`}: ${counted(cells.length, 'cell')}`;
    return heatMap({ ...layout, heading: title, alt, cells });
  });
}

function cellOf({ x, y, point }: HeatPlace, metric: Metric, scale: ColorScale): HeatCell {
  const { figures, failed } = point;
  const where = `${settingsLabel(point.settings, [])}, ${plain(point.rateTps)} tps asked`;
  if (!figures) {
    const reason = failed[0]?.reason.code ?? 'no round';
    return { x, y, marks: ['failed'], title: `${where}\nfailed: ${reason}` };
  }
  const value = figures[metric.name];
  const color = scale.colorOf(value);
  const marks = marksOf(point);
  const remarks = marks.length > 0 ? `\n${marks.join(', ')}` : '';
  return {
    x,
    y,
    marks,
    value: { text: number(value, value >= 9.95 ? 0 : 1), color },
    title: `${where}\n${metric.title} ${number(value)} ${metric.unit}${remarks}`,
  };
}
