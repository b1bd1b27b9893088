import { figure, panelSize, type Legend } from '../figure.js';
import { MARK_SYMBOLS } from '../charts/heat-map.js';
import { number, plain } from '../number-format.js';
import { html, trusted, type Html } from '../report-html.js';
import { capacityRows } from './findings.js';
import { drawLines, lineLayout, sharedAxes, type LineLayout } from './line-layout.js';
import type { MeasuredPoint, SweepView } from './points.js';
import { settingsLabel } from './settings-words.js';

const FIGURES = [
  { name: 'latencyMeanMs', title: 'Mean latency', label: 'mean latency (ms)' },
  { name: 'latencyP95Ms', title: 'p95 latency', label: 'p95 latency (ms)' },
] as const;
type Figure = (typeof FIGURES)[number];

/** Latency against the rate asked, one line a set of settings. */
export function latencySection(view: SweepView): Html {
  return html`<section>
    <h2>Latency against the send rate</h2>
    ${view.rates.length < 2 || view.measured.length < 2 ? html`<p>${tooFew(view)}</p>` : drawn(view)}
  </section>`;
}

function tooFew({ measured }: SweepView): string {
  const [only] = measured;
  if (!only) return 'No round gave figures.';
  if (measured.length > 1) return 'Only one send rate was measured, so there is no course to draw.';
  const { latencyMeanMs, latencyP95Ms } = only.figures;
  return `Only one point was measured: mean latency ${number(latencyMeanMs)} ms, p95 ${number(latencyP95Ms)} ms at ${plain(only.rateTps)} tps.`;
}

function drawn(view: SweepView): Html {
  const layout = lineLayout(view);
  const whiskers = view.measured.some(({ figures }) => figures.halfWidthPct !== undefined);
  const legend = [...layout.legend, ...ringLegend(view)];
  const whiskerWords = whiskers
    ? html` Vertical bars are 95 % intervals from the course within the rounds; many are narrower than the
      dots. How far whole rounds differ stands under noise.`
    : html` These rounds carry no intervals.`;
  const caption = (title: string): Html =>
    html`<b>${title} against the send rate asked.</b> Dots are means over the rounds of a
      point.${whiskerWords} What a saturated point (ring) shows grows with the length of its window.`;
  const note = layout.leftOut === '' ? '' : html`<p class="note">${layout.leftOut}</p>`;
  if (layout.panels.length === 1) {
    const panels = FIGURES.flatMap((each) => panelsOf(view, layout, each, 2));
    return html`<p>${view.scattered ? spanSentence(view) : kneeSentence(view)}</p>
      ${note} ${figure({ panels, legend, caption: caption('Mean and p95 latency') })}`;
  }
  return html`<p>${view.scattered ? spanSentence(view) : kneeSentence(view)}</p>
    ${note}
    ${FIGURES.map((each) => figure({ panels: panelsOf(view, layout, each, layout.panels.length), legend, caption: caption(each.title) }))}`;
}

function panelsOf(view: SweepView, layout: LineLayout, { name, title, label }: Figure, count: number) {
  const size = panelSize(count);
  const xs = view.measured.map(({ rateTps }) => rateTps);
  const ys = view.measured.flatMap((point) => [
    ...FIGURES.map((each) => point.figures[each.name]),
    ...(intervalOf(point) ?? []),
  ]);
  const axes = sharedAxes(layout, size, { xs, ys }, { linear: false, tickAt: view.rates });
  return drawLines(layout, {
    size,
    ...axes,
    xLabel: 'send rate asked (tps)',
    yLabel: label,
    alt: `${title} against send rate`,
    ...(layout.panels.length === 1 ? { heading: title } : {}),
    pointOf: (point) => {
      const interval = name === 'latencyMeanMs' ? intervalOf(point) : undefined;
      const halfPct = point.figures.halfWidthPct;
      const spread = interval && halfPct !== undefined ? ` ± ${number(halfPct, 1)} %` : '';
      return {
        x: point.rateTps,
        y: point.figures[name],
        ...(interval ? { low: interval[0], high: interval[1] } : {}),
        hollow: point.figures.saturated,
        title: `${settingsLabel(point.settings, view.varied)}, ${plain(point.rateTps)} tps\n${label} ${number(point.figures[name])}${spread}`,
      };
    },
  });
}

/** Ends of the interval of the mean latency; its lower end stays above zero for a logarithmic axis. */
function intervalOf({ figures }: MeasuredPoint): readonly [number, number] | undefined {
  const { halfWidthPct, latencyMeanMs } = figures;
  if (halfWidthPct === undefined) return undefined;
  const low = latencyMeanMs * (1 - Math.min(halfWidthPct, 90) / 100);
  return [low, latencyMeanMs * (1 + halfWidthPct / 100)];
}

/** How mean latency grows past the highest rate that the settings carrying most sustained. */
function kneeSentence(view: SweepView): string {
  const rows = capacityRows(view).filter(({ sustainedTps }) => sustainedTps !== undefined);
  const best = rows.toSorted((a, b) => (b.sustainedTps ?? 0) - (a.sustainedTps ?? 0))[0];
  if (!best) return 'No settings sustained any of the rates, so every latency here includes a growing queue.';
  const own = view.measured.filter(
    ({ settings }) =>
      settingsLabel(settings, view.varied) === settingsLabel(best.point.settings, view.varied),
  );
  const at = (rate: number | undefined): string => {
    const found = own.find(({ rateTps }) => rateTps === rate);
    return found ? `${number(found.figures.latencyMeanMs)} ms at ${plain(found.rateTps)} tps` : 'n/a';
  };
  const name = view.varied.length > 0 ? `With ${settingsLabel(best.point.settings, view.varied)}` : 'Here';
  const last = at(best.sustainedTps);
  const beyond = best.nextRateTps === undefined ? '' : `; then ${at(best.nextRateTps)}`;
  if (own[0]?.rateTps === best.sustainedTps)
    return `${name}, mean latency is ${last}, the highest rate that was sustained${beyond}.`;
  return `${name}, mean latency goes from ${at(own[0]?.rateTps)} to ${last}, the highest rate that was sustained${beyond}.`;
}

/** Both ends of mean latency over the points that kept up. */
function spanSentence({ measured, varied }: SweepView): string {
  const sorted = measured
    .filter(({ figures }) => figures.sustained)
    .toSorted((a, b) => a.figures.latencyMeanMs - b.figures.latencyMeanMs);
  const [low, high] = [sorted[0], sorted.at(-1)];
  if (!low || !high) return 'No point sustained its rate, so every latency here includes a growing queue.';
  const side = ({ figures, settings, rateTps }: MeasuredPoint): string =>
    `${number(figures.latencyMeanMs)} ms (${settingsLabel(settings, varied)}, ${plain(rateTps)} tps)`;
  return `Over the ${sorted.length} points that sustained their rate, mean latency reaches from ${side(low)} to ${side(high)}.`;
}

/** What rings and dots mean; nothing where no point saturated. */
export function ringLegend({ measured }: SweepView): Legend[] {
  if (!measured.some(({ figures }) => figures.saturated)) return [];
  const disc = trusted(
    '<svg viewBox="0 0 16 16" aria-hidden="true"><circle cx="8" cy="8" r="4" fill="currentColor"/></svg>',
  );
  const entries = [
    { label: 'kept up', color: disc },
    { label: 'saturated', color: MARK_SYMBOLS['generator-limited'] },
  ];
  return [{ shape: 'dots', entries }];
}
