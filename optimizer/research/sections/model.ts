import type { ModelRecord, Score, Scores } from '../../domain/model-record.js';
import { counted, decimalsFor, number, whole } from '../number-format.js';
import { html, table, type Html } from '../report-html.js';

const OUTPUTS = [
  { name: 'throughputTps', title: 'Throughput', unit: 'tps' },
  { name: 'latencyMeanMs', title: 'Mean latency', unit: 'ms' },
] as const satisfies readonly { name: keyof Scores; title: string; unit: string }[];
type Output = (typeof OUTPUTS)[number];

/** The trivial answers that the program scores itself; others keep their own name. */
const BASELINE_WORDS: Readonly<Record<string, string>> = {
  trainingMean: 'mean of the training rows',
  nearestPoint: 'nearest measured point',
  constantShare: 'fixed share of the rate',
};

/** How far the model is off on rows it never saw, beside answers that need no model. */
export function modelSection(model: ModelRecord): Html {
  const { rows, kind, seed, trainSeconds } = model;
  return html`<section>
    <h2>How good the model is</h2>
    <p>
      Model: ${kind}, trained in ${number(trainSeconds, 1)} s with seed ${seed}. The scores come from a
      network that learnt from ${counted(rows.train, 'row')}, was stopped by ${whole(rows.validation)} more
      and was asked for ${whole(rows.test)} that it had never seen; the model in use was then fitted to all
      ${whole(rows.train + rows.validation + rows.test)}. A score means little by itself, so answers that need
      no model stand beside it.
    </p>
    <div class="tables">${OUTPUTS.map((output) => scoreTable(model, output))}</div>
    <p class="note">
      Mean error: mean of |predicted − measured|. In percent: the same as a share of the measured value. R²:
      share of the variation that is explained; 1 is perfect, 0 is no better than the mean of the held-out
      rows.${rows.test < 10 ? ` With ${counted(rows.test, 'held-out row')}, take all of these as rough.` : ''}
    </p>
    <ul class="plain">
      ${OUTPUTS.map((output) => html`<li>${standing(model, output)}</li>`)}
    </ul>
  </section>`;
}

function scoreTable({ scores, baselines, rows }: ModelRecord, { name, title, unit }: Output): Html {
  const all = [scores, ...Object.values(baselines)].map((each) => each[name].mae);
  const decimals = decimalsFor(Math.min(...all));
  const row = (label: string, score: Score): string[] => [
    label,
    number(score.mae, decimals),
    number(score.mapePct, 1),
    number(score.medianApePct, 1),
    score.r2 === null ? 'n/a' : number(score.r2, 2),
  ];
  return table(
    `${title} on ${counted(rows.test, 'held-out row')}`,
    [
      { heading: 'Answer' },
      { heading: `Mean error (${unit})`, numeric: true },
      { heading: 'Mean error (%)', numeric: true },
      { heading: 'Median error (%)', numeric: true },
      { heading: 'R²', numeric: true },
    ],
    [
      row('this model', scores[name]),
      ...Object.entries(baselines).map(([baseline, own]) => row(wordsOf(baseline), own[name])),
    ],
  );
}

/** Says in words whether a trivial answer was closer than the model. */
function standing({ scores, baselines }: ModelRecord, { name, title, unit }: Output): string {
  const own = scores[name].mae;
  const best = Object.entries(baselines)
    .map(([baseline, { [name]: score }]) => ({ words: wordsOf(baseline), mae: score.mae }))
    .toSorted((a, b) => a.mae - b.mae)[0];
  if (!best) return `${title}: the model is off by ${number(own)} ${unit} on average.`;
  const trivial = `the best trivial answer (${best.words}) by ${number(best.mae)} ${unit}`;
  const verdict = own < best.mae ? 'the model is closer' : 'the model is no closer';
  return `${title}: the model is off by ${number(own)} ${unit} on average, ${trivial}: ${verdict}.`;
}

function wordsOf(baseline: string): string {
  return BASELINE_WORDS[baseline] ?? baseline;
}
