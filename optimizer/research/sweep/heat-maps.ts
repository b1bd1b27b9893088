import { heatMap, heatMapPx, MARK_SYMBOLS, type CellMark, type HeatCell } from '../charts/heat-map.js';
import { classIndex, rangesAt, type ValueClass } from '../charts/classes.js';
import { niceBreaks } from '../charts/nice-breaks.js';
import { groundAndInk } from '../charts/palette.js';
import { figure, type Legend, type Panel } from '../figure.js';
import { counted, number, plain } from '../number-format.js';
import { html, type Html } from '../report-html.js';
import { heatLayout, type HeatLayout, type HeatPlace } from './heat-layout.js';
import type { MeasuredPoint, SweepPoint, SweepView } from './points.js';
import { settingsLabel } from './settings-words.js';

const METRICS = {
  throughput: { name: 'throughputTps', title: 'throughput', unit: 'tps', scale: 'ordered' },
  mean: { name: 'latencyMeanMs', title: 'mean latency', unit: 'ms', scale: 'heat' },
  p95: { name: 'latencyP95Ms', title: 'p95 latency', unit: 'ms', scale: 'heat' },
} as const;
type Metric = (typeof METRICS)[keyof typeof METRICS];

const MOST_BREAKS = 7;

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
    ${layout.leftOut === '' ? '' : html`<p class="note">${layout.leftOut}</p>`} ${mapFigures(view, layout)}
  </section>`;
}

/** Which rate shows the largest difference between settings. */
function spreadSentence({ measured, rates, varied }: SweepView): string {
  const ratios = rates.flatMap((rateTps) => {
    const own = measured.filter((point) => point.rateTps === rateTps);
    const sorted = own.toSorted((a, b) => a.figures.latencyMeanMs - b.figures.latencyMeanMs);
    const [low, high] = [sorted[0], sorted.at(-1)];
    if (!low || !high || low === high || low.figures.latencyMeanMs === 0) return [];
    return [{ rateTps, low, high, ratio: high.figures.latencyMeanMs / low.figures.latencyMeanMs }];
  });
  const [widest] = ratios.toSorted((a, b) => b.ratio - a.ratio);
  if (!widest) return 'At no rate was more than one setting measured, so settings cannot be compared.';
  const side = ({ settings, figures }: MeasuredPoint): string =>
    `${number(figures.latencyMeanMs)} ms (${settingsLabel(settings, varied)})`;
  return `Settings matter most at ${plain(widest.rateTps)} tps, where mean latency reaches from ${side(widest.low)} to ${side(widest.high)}, a factor of ${number(widest.ratio, widest.ratio < 9.95 ? 1 : 0)}.`;
}

function mapFigures(view: SweepView, layout: HeatLayout): Html {
  const latencies = classesOver(view, METRICS.mean, METRICS.p95);
  const throughputs = classesOver(view, METRICS.throughput);
  const markLegend = marksLegend(view.points);
  const draw = (classes: readonly ValueClass[], metrics: readonly Metric[], caption: Html): Html => {
    const [first] = metrics;
    if (!first) return html``;
    const scale = scaleLegend(classes, metrics);
    return figure({
      panels: metrics.flatMap((metric) => panelsOf(layout, metric, classes, metrics.length > 1)),
      legend: [...scale, ...markLegend],
      caption,
      panelPx: heatMapPx(layout),
    });
  };
  const over = html`over ${layout.xLabel} and ${layout.yLabel}`;
  if (layout.panels.length === 1) {
    return html`${draw(throughputs, [METRICS.throughput], html`<b>Throughput (tps)</b> ${over}.`)}
    ${draw(latencies, [METRICS.mean, METRICS.p95], html`<b>Latency (ms)</b> ${over}; both maps share their colours.`)}`;
  }
  const each = html`${over}, one map for each ${layout.panelsAre}`;
  return html`${draw(throughputs, [METRICS.throughput], html`<b>Throughput (tps)</b> ${each}.`)}
  ${draw(latencies, [METRICS.mean], html`<b>Mean latency (ms)</b> ${each}.`)}
  ${draw(latencies, [METRICS.p95], html`<b>p95 latency (ms)</b> ${each}; the colours are those of mean latency.`)}`;
}

function panelsOf(
  layout: HeatLayout,
  metric: Metric,
  classes: readonly ValueClass[],
  named: boolean,
): Panel[] {
  return layout.panels.map(({ heading, places }) => {
    const title = named || heading === undefined ? capital(metric.title) : heading;
    const cells = places.map((place) => cellOf(place, metric, classes));
    const alt = `${capital(metric.title)} (${metric.unit}) over ${layout.xLabel} and ${layout.yLabel}${heading === undefined ? '' : ` at ${heading}`}: ${counted(cells.length, 'cell')}`;
    return heatMap({ ...layout, heading: title, alt, cells });
  });
}

function cellOf({ x, y, point }: HeatPlace, metric: Metric, classes: readonly ValueClass[]): HeatCell {
  const { figures, failed } = point;
  const where = `${settingsLabel(point.settings, [])}, ${plain(point.rateTps)} tps asked`;
  if (!figures) {
    const reason = failed[0]?.reason.code ?? 'no round';
    return { x, y, marks: ['failed'], title: `${where}\nfailed: ${reason}` };
  }
  const value = figures[metric.name];
  const color = groundAndInk(metric.scale, classIndex(classes, value), classes.length);
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

function marksOf({ figures }: SweepPoint): CellMark[] {
  if (!figures) return ['failed'];
  return [
    ...(figures.saturated ? (['saturated'] as const) : []),
    ...(figures.generatorLimited ? (['generator-limited'] as const) : []),
  ];
}

function classesOver({ measured }: SweepView, ...metrics: readonly Metric[]): ValueClass[] {
  const values = measured.flatMap(({ figures }) => metrics.map(({ name }) => figures[name]));
  return rangesAt(niceBreaks(Math.min(...values), Math.max(...values), MOST_BREAKS));
}

function scaleLegend(classes: readonly ValueClass[], metrics: readonly Metric[]): Legend[] {
  const [first] = metrics;
  if (!first || classes.length < 2) return [];
  const entries = classes.map(({ from }, index) => ({
    label: Number.isFinite(from) ? plain(from) : '',
    color: groundAndInk(first.scale, index, classes.length).ground,
  }));
  const title = first.unit === 'tps' ? 'throughput (tps)' : 'latency (ms)';
  return [{ title, shape: 'bar', entries }];
}

/** Only the marks that occur. */
function marksLegend(points: readonly SweepPoint[]): Legend[] {
  const met = new Set(points.flatMap(marksOf));
  const words: Record<CellMark, string> = {
    saturated: 'saturated: the network could not keep up',
    'generator-limited': 'the load generator fell short of the rate',
    failed: 'every round failed',
  };
  const entries = [...met].map((mark) => ({ label: words[mark], color: MARK_SYMBOLS[mark] }));
  return entries.length > 0 ? [{ shape: 'dots', entries }] : [];
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
