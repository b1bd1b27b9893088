import * as Plot from '@observablehq/plot';
import { figure, panelSize } from '../figure.js';
import { counted, number, plain } from '../number-format.js';
import { html, table, type Html } from '../report-html.js';
import { capacityRows, type CapacityRow } from './findings.js';
import { ringLegend } from './latency.js';
import { drawLines, lineLayout, sharedAxes } from './line-layout.js';
import type { SweepView } from './points.js';
import { settingsLabel } from './settings-words.js';
import { listWords, rangeWords } from './words.js';

/** What was committed of what was offered, and where that ends. */
export function throughputSection(view: SweepView): Html {
  const rows = capacityRows(view);
  if (rows.length === 0) {
    return html`<section>
      <h2>Throughput against the send rate</h2>
      <p>No round gave figures.</p>
    </section>`;
  }
  return html`<section>
    <h2>Throughput against the send rate</h2>
    <p>${view.scattered ? mostSentence(view) : capacitySentence(rows, view)}</p>
    ${view.rates.length > 1 && view.measured.length > 1 ? chart(view) : ''}
    ${view.scattered ? '' : capacityTable(rows, view)}
  </section>`;
}

function capacitySentence(rows: readonly CapacityRow[], { varied }: SweepView): string {
  const sustained = rows.flatMap(({ sustainedTps }) => (sustainedTps === undefined ? [] : [sustainedTps]));
  if (sustained.length === 0) return 'No settings sustained any rate that was asked.';
  const most = Math.max(...sustained);
  const carriers = rows.filter(({ sustainedTps }) => sustainedTps === most);
  const who =
    varied.length === 0 || carriers.length > 3
      ? `${carriers.length === rows.length ? 'all' : `${carriers.length} of`} ${rows.length} sets of settings`
      : listWords(carriers.map(({ point }) => settingsLabel(point.settings, varied)));
  const above = rows.flatMap(({ capacityTps }) => (capacityTps === undefined ? [] : [capacityTps]));
  const beyond =
    above.length > 0
      ? ` Above ${rows.length > 1 ? 'what each sustained' : 'it'}, at most ${rangeWords(above, number)} tps came through.`
      : ' No higher rate was asked, so the capacity was not reached.';
  const subject = varied.length === 0 ? '' : `, by ${who}`;
  return `The highest rate that was sustained is ${plain(most)} tps${subject}.${beyond}`;
}

/** Settings that were each measured at one rate show no capacity of their own. */
function mostSentence({ measured, varied }: SweepView): string {
  const best = measured.toSorted((a, b) => b.figures.throughputTps - a.figures.throughputTps)[0];
  if (!best) return '';
  const sustained = measured.filter(({ figures }) => figures.sustained).length;
  return `${sustained} of ${counted(measured.length, 'point')} sustained their rate; the most that came through is ${number(best.figures.throughputTps)} tps (${settingsLabel(best.settings, varied)}, ${plain(best.rateTps)} tps asked).`;
}

function chart(view: SweepView): Html {
  const layout = lineLayout(view);
  const size = layout.panels.length === 1 ? { width: 560, height: 360 } : panelSize(layout.panels.length);
  const offered = view.measured.map(({ figures }) => figures.achievedRateTps);
  const committed = view.measured.map(({ figures }) => figures.throughputTps);
  const axes = sharedAxes(layout, size, { xs: offered, ys: [...offered, ...committed] }, { linear: true });
  const to = Math.max(...offered);
  const line = [{ from: 0, to, label: 'all that was offered' }];
  const ground = [
    Plot.link(line, {
      ...{ x1: 'from', y1: 'from', x2: 'to', y2: 'to' },
      ...{ stroke: 'currentColor', strokeOpacity: 0.5, strokeDasharray: '4 3' },
    }),
    Plot.text([{ x: 0.62 * to, y: 0.74 * to, text: 'all that was offered' }], {
      ...{ x: 'x', y: 'y', text: 'text', textAnchor: 'end', fill: 'currentColor', fillOpacity: 0.75 },
    }),
  ];
  const panels = drawLines(layout, {
    size,
    ...axes,
    ground,
    xLabel: 'offered rate (tps)',
    yLabel: 'throughput (tps)',
    alt: 'Throughput against offered rate',
    pointOf: ({ figures, settings, rateTps }) => ({
      x: figures.achievedRateTps,
      y: figures.throughputTps,
      hollow: figures.saturated,
      title: `${settingsLabel(settings, view.varied)}, ${plain(rateTps)} tps asked\n${number(figures.achievedRateTps)} tps offered, ${number(figures.throughputTps)} tps committed`,
    }),
  });
  return html`${layout.leftOut === '' ? '' : html`<p class="note">${layout.leftOut}</p>`}
  ${figure({
    panels,
    legend: [...layout.legend, ...ringLegend(view)],
    className: 'wide',
    caption: html`<b>Throughput against the rate that was really offered.</b> Where a line leaves the dashed
      one, transactions queue or fail.`,
  })}`;
}

function capacityTable(rows: readonly CapacityRow[], { varied }: SweepView): Html {
  const columns = [
    { heading: 'Settings' },
    { heading: 'Highest rate sustained (tps)', numeric: true },
    { heading: 'Next rate measured (tps)', numeric: true },
    { heading: 'Capacity seen above (tps)', numeric: true },
  ];
  const body = table(
    'Capacity: the highest throughput at any rate above the highest that was sustained',
    columns,
    rows.map(({ point, sustainedTps, nextRateTps, capacityTps }) => [
      settingsLabel(point.settings, varied),
      sustainedTps === undefined ? 'none' : plain(sustainedTps),
      nextRateTps === undefined ? 'none' : plain(nextRateTps),
      capacityTps === undefined ? 'not reached' : number(capacityTps),
    ]),
  );
  return rows.length <= 16
    ? body
    : html`<details>
        <summary>Capacity of ${rows.length} sets of settings</summary>
        ${body}
      </details>`;
}
