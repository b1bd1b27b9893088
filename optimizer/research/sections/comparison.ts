import type { Comparison } from '../../domain/application.js';
import { beforeAfter } from '../charts/before-after.js';
import { figure } from '../figure.js';
import { counted, differenceWithInterval, number, plain, signed, whole } from '../number-format.js';
import {
  COMPARED,
  failuresOf,
  pairsOf,
  sideMean,
  sidesOf,
  type Compared,
  type RoundPair,
} from '../paired-rounds.js';
import { html, table, type Html } from '../report-html.js';
import type { ReportInput } from '../report-input.js';

/** Baseline against recommended: as a table and, pair by pair, as a chart. */
export function comparisonSection(input: ReportInput): Html {
  const pairs = pairsOf(input.verificationRounds, sidesOf(input));
  const comparison = input.verification?.comparison;
  return html`<section>
    <h2>Baseline against recommended</h2>
    ${pairs.length === 0 ? html`<p>${nothingToCompare(input)}</p>` : compared(input, pairs, comparison)}
  </section>`;
}

function nothingToCompare({ recommendation, verification, verificationRounds }: ReportInput): string {
  if (verification ?? verificationRounds.length > 0) {
    return 'No pair of rounds could be measured with both settings, so there is nothing to compare.';
  }
  return recommendation.decision === 'stay'
    ? 'No other settings were tried, so there is nothing to compare.'
    : 'The recommended settings were not measured against the baseline.';
}

function compared(
  { verificationRounds, verification }: ReportInput,
  pairs: readonly RoundPair[],
  comparison: Comparison | undefined,
): Html {
  const confidence = comparison ? `${plain(100 * comparison.confidence)} %` : '';
  const unpaired = verificationRounds.length - 2 * pairs.length;
  return html`<p>
      Rounds with either setting took turns, so that both met the same state of the machine; each pair stands
      next to each other in time.
      ${leftOut(unpaired)}${otherPairs(comparison, pairs)}${verification && !comparison ? 'There are too few pairs for an interval. ' : ''}
    </p>
    ${comparisonTable(pairs, comparison, confidence)}
    ${figure({
      panels: beforeAfter(pairs, comparison),
      legend: {
        shape: 'dots',
        entries: [
          { label: 'baseline', color: 'var(--baseline)' },
          { label: 'recommended', color: 'var(--recommended)' },
        ],
      },
      caption: html`<b>Before and after.</b> Each dot is one round, a thin line joins a pair, and the thick
        bars are the means of
        ${counted(pairs.length, 'pair')}.${comparison ? html` On the right, the mean difference (diamond) with its ${confidence} interval, hung from the baseline's mean (dashed): where it clears the dashed line, the change is larger than the scatter of the rounds.` : ''}`,
    })}`;
}

function leftOut(unpaired: number): string {
  return unpaired > 0
    ? `${counted(unpaired, 'round')} of the verification ${unpaired === 1 ? 'is' : 'are'} left out for want of a measured partner. `
    : '';
}

/** The interval was computed where the rounds were measured; the report says so if it was given others. */
function otherPairs(comparison: Comparison | undefined, pairs: readonly RoundPair[]): string {
  if (!comparison || comparison.pairs === pairs.length) return '';
  return `The intervals come from ${counted(comparison.pairs, 'pair')}, the means from the ${pairs.length} at hand. `;
}

function comparisonTable(
  pairs: readonly RoundPair[],
  comparison: Comparison | undefined,
  confidence: string,
): Html {
  const columns = [
    { heading: 'Figure' },
    { heading: 'Baseline, mean', numeric: true },
    { heading: 'Recommended, mean', numeric: true },
    { heading: 'Difference', numeric: true },
    { heading: comparison ? `${confidence} interval` : 'Interval', numeric: true },
    { heading: 'Change', numeric: true },
    { heading: 'Pairs', numeric: true },
  ];
  return table('Means over the pairs of rounds; the difference is recommended minus baseline', columns, [
    ...COMPARED.map((figureOf) => figureRow(figureOf, pairs, comparison)),
    failureRow(pairs),
  ]);
}

function figureRow(
  { name, title, unit }: Compared,
  pairs: readonly RoundPair[],
  comparison: Comparison | undefined,
): string[] {
  const baseline = sideMean(pairs, 'baseline', name);
  const recommended = sideMean(pairs, 'recommended', name);
  const sides = [`${title} (${unit})`, number(baseline), number(recommended)];
  if (!comparison) {
    const difference = recommended - baseline;
    const change = `${signed((100 * difference) / baseline, 1)} %`;
    return [...sides, signed(difference), 'n/a', change, whole(pairs.length)];
  }
  const { mean, low, high } = differenceWithInterval(comparison[name]);
  const change = `${signed(comparison[name].changePct, 1)} %`;
  return [...sides, mean, `${low} to ${high}`, change, whole(comparison.pairs)];
}

function failureRow(pairs: readonly RoundPair[]): string[] {
  const baseline = failuresOf(pairs, 'baseline');
  const recommended = failuresOf(pairs, 'recommended');
  const share = ({ failed, all, sharePct }: typeof baseline): string =>
    `${whole(failed)} of ${whole(all)} (${number(sharePct, 1)} %)`;
  return [
    'Failed transactions',
    share(baseline),
    share(recommended),
    signed(recommended.failed - baseline.failed, 0),
    '',
    '',
    whole(pairs.length),
  ];
}
