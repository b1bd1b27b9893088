import { BASELINES, type Baseline } from '../../domain/comparison.js';
import { changeChart } from '../charts/comparison-changes.js';
import { CONTENDER_COLOR, CONTENDER_NAME } from '../charts/comparison-colors.js';
import { figure } from '../figure.js';
import { differenceWithInterval, number, plain, signed, whole } from '../number-format.js';
import { COMPARED, type Compared } from '../paired-rounds.js';
import { html, table, type Html } from '../report-html.js';
import { legendOf } from './contenders.js';
import type { ContestComparison, FigureCompared } from './contest-comparisons.js';
import type { LiveFindings } from './document.js';
import { SHOWN_BELOW } from './headline.js';

/** Every contender held against each baseline, repeat by repeat. */
export function differencesSection({ comparisons, intervals }: LiveFindings): Html {
  return html`<section>
    <h2>Paired differences</h2>
    <p>
      Rounds of the same repeat are paired. A difference is contender minus baseline, with its 95 % Student t
      interval; a change is 100 · (contender - baseline) / baseline of the means, with the interval of the
      paired log ratios. d<sub>z</sub> is Cohen's effect size of paired differences, r the matched-pairs
      rank-biserial correlation: 1 where every pair is higher. Only repeats with figures on both sides are
      compared.
    </p>
    <p>
      ${whole(intervals)} intervals are stated here. Each holds at 95 % by itself; among so many some miss by
      chance. So the p values are adjusted after Holm over all of them, and a difference counts as shown where
      the adjusted p is below ${plain(SHOWN_BELOW)}.
    </p>
    ${BASELINES.map((baseline) =>
      against(
        baseline,
        comparisons.filter((each) => each.baseline === baseline),
      ),
    )}
  </section>`;
}

function against(baseline: Baseline, comparisons: readonly ContestComparison[]): Html {
  if (comparisons.length === 0) return html``;
  const compared = comparisons.filter(({ figures }) => figures.length > 0);
  return html`<h3 class="apart">Against ${CONTENDER_NAME[baseline]}</h3>
    ${compared.length > 0 ? charts(baseline, compared) : ''} ${comparisonTables(baseline, comparisons)}`;
}

function charts(baseline: Baseline, comparisons: readonly ContestComparison[]): Html {
  const contenders = [...new Set(comparisons.map(({ contender }) => contender))];
  const labels = contenders.map((contender) => CONTENDER_NAME[contender]);
  const panels = COMPARED.map(({ name, title }) => {
    const marks = comparisons.flatMap(({ contender, sendRateTps, figures }) =>
      figures
        .filter(({ figure: own }) => own === name)
        .map(({ difference, changeIntervalPct }) => ({
          ...{ sendRateTps, label: CONTENDER_NAME[contender], color: CONTENDER_COLOR[contender] },
          ...{ changePct: difference.changePct, interval: changeIntervalPct },
        })),
    );
    return changeChart({ heading: title, marks, labels }, COMPARED.length);
  });
  return figure({
    panels,
    legend: { shape: 'dots', entries: legendOf(contenders) },
    caption: html`<b>Change relative to ${CONTENDER_NAME[baseline]}</b> (dashed) with 95 % intervals: where
      one clears the line, the change is larger than the scatter of the pairs.`,
  });
}

/** One table a figure, and what could not be compared. */
function comparisonTables(baseline: Baseline, comparisons: readonly ContestComparison[]): Html {
  const left = comparisons.filter(({ figures }) => figures.length === 0);
  return html`<div class="rounds-table">
      ${COMPARED.map((compared) => comparisonTable(baseline, compared, comparisons))}
    </div>
    ${
      left.length === 0
        ? ''
        : html`<p>Not compared:</p>
            <ul class="plain">
              ${left.map(
                ({ sendRateTps, contender, reason = 'there are no figures' }) =>
                  html`<li>${CONTENDER_NAME[contender]} at ${plain(sendRateTps)} tps: ${reason}</li>`,
              )}
            </ul>`
    }`;
}

function comparisonTable(
  baseline: Baseline,
  { name, title, unit }: Compared,
  comparisons: readonly ContestComparison[],
): Html {
  const columns = [
    { heading: 'Rate (tps)' },
    { heading: 'Contender' },
    ...[`Difference (${unit})`, 'Change', 'd_z', 'r', 'p', 'p, Holm', 'Pairs'].map((heading) => ({
      heading,
      numeric: true,
    })),
  ];
  const rows = comparisons.flatMap(({ sendRateTps, contender, figures, pairs }) =>
    figures
      .filter(({ figure: own }) => own === name)
      .map((each) => [plain(sendRateTps), CONTENDER_NAME[contender], ...figureCells(each), whole(pairs)]),
  );
  if (rows.length === 0) return html``;
  return table(`${title} against ${CONTENDER_NAME[baseline]}, with 95 % intervals`, columns, rows);
}

function figureCells(each: FigureCompared): string[] {
  const { difference, changeIntervalPct, cohensDz, rankBiserial, p, pHolm } = each;
  const { mean, low, high } = differenceWithInterval(difference);
  const change = `${signed(difference.changePct, 1)} %`;
  return [
    `${mean} (${low} to ${high})`,
    changeIntervalPct
      ? `${change} (${signed(changeIntervalPct.low, 1)} to ${signed(changeIntervalPct.high, 1)})`
      : change,
    cohensDz === undefined ? 'none' : signed(cohensDz, 2),
    signed(rankBiserial, 2),
    pWords(p),
    pWords(pHolm),
  ];
}

function pWords(p: number | undefined): string {
  if (p === undefined) return 'none';
  return p < 0.001 ? '< 0.001' : number(p, 3);
}
