import type { Contender } from '../../domain/comparison.js';
import { CONTENDER_NAME } from '../charts/comparison-colors.js';
import { counted, plain, signed } from '../number-format.js';
import { facts, html, type Html } from '../report-html.js';
import { listWords } from '../sweep/words.js';
import type { ContestComparison, FigureCompared } from './contest-comparisons.js';
import type { LiveFindings } from './document.js';

/** Adjusted p from which a difference counts as shown. */
export const SHOWN_BELOW = 0.05;

/** What was found, in a sentence a send rate, and what it rests on. */
export function headlineSection(findings: LiveFindings): Html {
  const { comparison, rounds } = findings.input;
  const measured = rounds.filter(({ kind }) => kind === 'measured').length;
  const failed = rounds.length - measured;
  return html`<section class="answer">
    ${comparison.status === 'finished' ? '' : html`<p class="warnings">${unfinished(findings)}</p>`}
    <ul class="findings">
      ${findingsByRate(findings).map((finding) => html`<li>${finding}</li>`)}
    </ul>
    ${facts([
      ['Objective', objectiveWords(findings)],
      ['Send rates', `${listWords(comparison.sendRatesTps.map(plain))} tps`],
      [
        'Alternating rounds',
        `${counted(measured, 'round')} with figures, ${failed} failed; ${comparison.repeats} repeats at each rate`,
      ],
      ['Spent before them', spentWords(findings)],
    ])}
  </section>`;
}

function unfinished({ input: { comparison } }: LiveFindings): string {
  const why = comparison.reason === undefined ? '' : ` (${comparison.reason})`;
  return `This comparison is ${comparison.status}${why}: the figures are those of the rounds so far.`;
}

function objectiveWords({ input: { comparison } }: LiveFindings): string {
  const { objective, latency, limits } = comparison.goal;
  const kept = limits.map(({ figure, bound, value }) => `${figure}${bound}${value}`);
  return `${objective}, ${latency === 'p95' ? 'p95' : 'mean'} latency${kept.length > 0 ? `; ${kept.join(', ')}` : ''}`;
}

/** The grid costs as many rounds as it has settings, whatever a search may spend: that has to be told. */
function spentWords({ input: { comparison, gridRounds } }: LiveFindings): string {
  const { searches, budget } = comparison;
  const parts = (['gridtune', 'randomSearch'] as const).flatMap((contender) => {
    const own = searches.filter((each) => each.contender === contender);
    const spent = own.reduce((sum, { rounds }) => sum + rounds, 0);
    return own.length > 0
      ? [`${CONTENDER_NAME[contender]} ${counted(spent, 'round')} (at most ${budget} at each rate)`]
      : [];
  });
  const grid = gridRounds.length > 0 ? [`the grid ${counted(gridRounds.length, 'round')}`] : [];
  return [...parts, ...grid].join(', ') || 'nothing';
}

function findingsByRate({ comparisons, input }: LiveFindings): Html[] {
  const [baseline] = (['fabricDefault', 'thesisBaseline'] as const).filter((each) =>
    input.comparison.contenders.includes(each),
  );
  const who: Contender = input.comparison.contenders.includes('gridtune')
    ? 'gridtune'
    : (input.comparison.contenders.at(-1) ?? 'gridtune');
  return comparisons
    .filter((each) => each.baseline === baseline && each.contender === who)
    .map((each) => html`<b>${plain(each.sendRateTps)} tps:</b> ${findingWords(each)}`);
}

function findingWords({ baseline, contender, figures, reason }: ContestComparison): string {
  const who = `${CONTENDER_NAME[contender]} against ${CONTENDER_NAME[baseline]}`;
  const [throughput, latency] = figures;
  if (!throughput || !latency) return `${who}: no comparison, ${reason ?? 'there are no figures'}.`;
  return `${who}: mean latency ${changeWords(latency)}; throughput ${changeWords(throughput)}.`;
}

/** `−93.8 % (95 % interval −94.2 to −93.5)`. */
export function changeWords({ difference, changeIntervalPct, pHolm }: FigureCompared): string {
  const interval = changeIntervalPct
    ? ` (95 % interval ${signed(changeIntervalPct.low, 1)} to ${signed(changeIntervalPct.high, 1)})`
    : '';
  const shown = pHolm !== undefined && pHolm < SHOWN_BELOW ? '' : ', not shown to differ';
  return `${signed(difference.changePct, 1)} %${interval}${shown}`;
}
