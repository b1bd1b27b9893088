import type { Contender } from '../../domain/comparison.js';
import { CONTENDER_COLOR, CONTENDER_NAME } from '../charts/comparison-colors.js';
import { rateChart, type RateChart } from '../charts/comparison-rates.js';
import { figure, type LegendEntry } from '../figure.js';
import { number, plain } from '../number-format.js';
import { COMPARED } from '../paired-rounds.js';
import { html, table, type Html } from '../report-html.js';
import { describeSettings } from '../../domain/settings.js';
import type { ContenderAtRate, MeanOfRounds } from './contest-view.js';
import type { LiveFindings } from './document.js';

/** Who took part with which settings, and what each measured: charts, and a row for each at each rate. */
export function contendersSection({ view, input }: LiveFindings): Html {
  if (view.length === 0) {
    return html`<section>
      <h2>Who took part</h2>
      <p>No contender has settings yet: the searches and the grid come first.</p>
    </section>`;
  }
  const measured = view.some(({ figures }) => figures !== undefined);
  return html`<section>
    <h2>Who took part, and what was measured</h2>
    <p>
      At each send rate every repeat visits all settings once, in the order of balanced Latin squares, so that
      the place within a repeat and what ran just before even out over the repeats. Contenders with the same
      settings share rounds.
    </p>
    ${measured ? charts(view) : html`<p>No round gave figures.</p>`} ${measuredTable(view)}
    ${settingsTable(view, input.comparison.repeats)}
  </section>`;
}

function charts(view: readonly ContenderAtRate[]): Html {
  const drawn: RateChart[] = COMPARED.map(({ name, title, inSentence, unit }) => ({
    heading: title,
    named: false,
    yLabel: `${inSentence} (${unit})`,
    series: contendersOf(view).map((contender) => ({
      label: CONTENDER_NAME[contender],
      color: CONTENDER_COLOR[contender],
      points: view
        .filter((each) => each.contender === contender)
        .flatMap(({ figures, sendRateTps, measured, saturated }) => {
          const found = figures?.[name];
          if (!found) return [];
          const { mean: value, low, high } = found;
          return [{ sendRateTps, value, low, high, rounds: measured.length, saturated: saturated > 0 }];
        }),
    })),
  }));
  return figure({
    panels: drawn.map((chart) => rateChart(chart, drawn.length)),
    legend: { shape: 'dots', entries: legendOf(contendersOf(view)) },
    caption: html`<b>Figures against the send rate.</b> Means of the repeats with their 95 % intervals; a ring
      marks a rate at which rounds were saturated. A contender without figures at a rate is not drawn there.`,
  });
}

/** Contenders with their colours. */
export function legendOf(contenders: readonly Contender[]): LegendEntry[] {
  return contenders.map((contender) => ({
    label: CONTENDER_NAME[contender],
    color: CONTENDER_COLOR[contender],
  }));
}

function contendersOf(view: readonly ContenderAtRate[]): Contender[] {
  return [...new Set(view.map(({ contender }) => contender))];
}

function measuredTable(view: readonly ContenderAtRate[]): Html {
  const columns = [
    { heading: 'Asked (tps)' },
    { heading: 'Contender' },
    { heading: 'Rounds', numeric: true },
    { heading: 'Achieved (tps)', numeric: true },
    ...COMPARED.map(({ title, unit }) => ({ heading: `${title} (${unit})`, numeric: true })),
    { heading: 'Failed transactions', numeric: true },
    { heading: 'Notes' },
  ];
  return html`<div class="rounds-table">
    ${table('Means of the repeats', columns, view.map(measuredRow))}
  </div>`;
}

function measuredRow(each: ContenderAtRate): string[] {
  const { sendRateTps, contender, figures, measured, planned, failedPct } = each;
  const mean = (found: MeanOfRounds | undefined): string => (found ? number(found.mean) : 'none');
  return [
    plain(sendRateTps),
    CONTENDER_NAME[contender],
    `${measured.length} of ${planned}`,
    mean(figures?.achievedRateTps),
    ...COMPARED.map(({ name }) => mean(figures?.[name])),
    failedPct === undefined ? 'none' : `${number(failedPct, 1)} %`,
    notesOf(each).join('; '),
  ];
}

function notesOf({
  settings,
  reason,
  failed,
  generatorLimited,
  saturated,
  sharedWith,
}: ContenderAtRate): string[] {
  return [
    ...(settings ? [] : [reason ?? 'has no settings']),
    ...(failed.length > 0 ? [`${failed.length} failed`] : []),
    ...(generatorLimited > 0 ? [`generator-limited in ${generatorLimited}`] : []),
    ...(saturated > 0 ? [`saturated in ${saturated}`] : []),
    ...(sharedWith.length > 0
      ? [`shares rounds with ${sharedWith.map((one) => CONTENDER_NAME[one]).join(', ')}`]
      : []),
  ];
}

function settingsTable(view: readonly ContenderAtRate[], repeats: number): Html {
  const columns = [{ heading: 'Contender' }, { heading: 'Send rates (tps)' }, { heading: 'Settings' }];
  const rows = contendersOf(view).flatMap((contender) => {
    const bySettings = new Map<string, number[]>();
    for (const { settings, sendRateTps, reason } of view.filter((each) => each.contender === contender)) {
      const words = [settings ? describeSettings(settings) : 'none', ...(reason ? [reason] : [])].join('; ');
      bySettings.set(words, [...(bySettings.get(words) ?? []), sendRateTps]);
    }
    return [...bySettings].map(([words, rates]) => [
      CONTENDER_NAME[contender],
      rates.map(plain).join(', '),
      words,
    ]);
  });
  return table(`Settings; each was to be measured ${repeats} times at each rate`, columns, rows);
}
