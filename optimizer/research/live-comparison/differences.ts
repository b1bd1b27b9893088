import { BASELINES, type Baseline } from '../../domain/comparison.js';
import { changeChart } from '../charts/comparison-changes.js';
import { CONTENDER_COLOR, CONTENDER_NAME } from '../charts/comparison-colors.js';
import { figure } from '../figure.js';
import { differenceWithInterval, number, plain, signed, whole } from '../number-format.js';
import { COMPARED } from '../paired-rounds.js';
import { html, table, type Html } from '../report-html.js';
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
    ${compared.length > 0 ? charts(baseline, compared) : ''} ${comparisonTable(baseline, comparisons)}`;
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
    legend: {
      shape: 'dots',
      entries: contenders.map((contender) => ({
        label: CONTENDER_NAME[contender],
        color: CONTENDER_COLOR[contender],
      })),
    },
    caption: html`<b>Change relative to ${CONTENDER_NAME[baseline]}</b> (dashed) with 95 % intervals: where
      one clears the line, the change is larger than the scatter of the pairs.`,
  });
}

function comparisonTable(baseline: Baseline, comparisons: readonly ContestComparison[]): Html {
  const columns = [
    { heading: 'Rate (tps)' },
    { heading: 'Contender' },
    { heading: 'Figure' },
    { heading: 'Baseline', numeric: true },
    { heading: 'Contender', numeric: true },
    { heading: 'Difference (95 % interval)', numeric: true },
    { heading: 'Change (95 % interval)', numeric: true },
    { heading: 'd_z', numeric: true },
    { heading: 'r', numeric: true },
    { heading: 'p, Holm', numeric: true },
    { heading: 'Pairs', numeric: true },
  ];
  const rows = comparisons.flatMap(({ sendRateTps, contender, figures, pairs, reason }) => {
    const who = [plain(sendRateTps), CONTENDER_NAME[contender]];
    const blank = columns.slice(4).map(() => '');
    if (figures.length === 0) return [[...who, 'none', reason ?? '', ...blank]];
    return figures.map((each) => [...who, ...figureCells(each), whole(pairs)]);
  });
  return table(`Each contender against ${CONTENDER_NAME[baseline]}`, columns, rows);
}

function figureCells(each: FigureCompared): string[] {
  const { difference, changeIntervalPct, cohensDz, rankBiserial, pHolm } = each;
  const named = COMPARED.find(({ name }) => name === each.figure);
  const { mean, low, high } = differenceWithInterval(difference);
  const change = signed(difference.changePct, 1);
  return [
    `${named?.title ?? each.figure} (${named?.unit ?? ''})`,
    number(each.baselineMean),
    number(each.contenderMean),
    `${mean} (${low} to ${high})`,
    changeIntervalPct
      ? `${change} % (${signed(changeIntervalPct.low, 1)} to ${signed(changeIntervalPct.high, 1)})`
      : `${change} %`,
    cohensDz === undefined ? 'none' : signed(cohensDz, 2),
    signed(rankBiserial, 2),
    pHolm === undefined ? 'none' : pWords(pHolm),
  ];
}

function pWords(p: number): string {
  return p < 0.001 ? '< 0.001' : number(p, 3);
}
