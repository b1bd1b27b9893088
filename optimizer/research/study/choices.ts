import { shapeName, type Study, type StudyChoice, type TriedChoice, spreadOf } from '../../domain/study.js';
import { figure } from '../figure.js';
import { number, whole } from '../number-format.js';
import { html, table, type Html } from '../report-html.js';
import { choiceChart, type ChosenThing } from './choice-chart.js';

/** Which choice does what to the validation loss, and every place of the grid. */
export function choicesSection({ choices, repeats, rows }: Study): Html {
  const things = thingsOf(choices);
  const losses = choices.flatMap(({ runs }) => runs.map(({ validationLoss }) => validationLoss));
  return html`<section>
    <h2>What was chosen among</h2>
    ${figure({
      panels: things.map((thing) => choiceChart(thing, choices, { losses, count: things.length })),
      legend: {
        shape: 'dots',
        entries: [
          { label: 'one training', color: 'var(--baseline)' },
          {
            label: 'best place with that value, ± one standard deviation of its repeats',
            color: 'var(--recommended)',
          },
        ],
      },
      caption: html`Mean squared error of both scaled outputs on the
        <b>${whole(rows.validation)} validation rows</b>, after the pass that was best on them. Each place of
        the grid was trained ${whole(repeats)} times from other initial weights; a panel shows all trainings
        with a value, whatever else was chosen.`,
    })}
    <details>
      <summary>All ${whole(choices.length)} places of the grid, best first</summary>
      ${choicesTable(choices)}
    </details>
  </section>`;
}

/** Neurons among networks of one hidden layer; depth among networks of equally wide layers. */
function thingsOf(choices: readonly TriedChoice[]): ChosenThing[] {
  const deeper = choices.find(({ hidden }) => hidden.length > 1)?.hidden ?? [];
  const things: ChosenThing[] = [
    {
      heading: 'Neurons',
      xLabel: 'Neurons of one hidden layer',
      valueOf: ({ hidden }) => (hidden.length === 1 ? String(hidden[0]) : undefined),
    },
    {
      heading: 'Learning rate',
      xLabel: 'Learning rate',
      valueOf: ({ learningRate }) => String(learningRate),
    },
    { heading: 'Activation', xLabel: 'Activation', valueOf: ({ activation }) => activation },
  ];
  if (deeper.length === 0) return things;
  const depth = (choice: StudyChoice): string | undefined =>
    choice.hidden[0] === deeper[0] ? shapeName(choice.hidden) : undefined;
  return [...things, { heading: 'Depth', xLabel: 'Network', valueOf: depth }];
}

function choicesTable(choices: readonly TriedChoice[]): Html {
  const columns = [
    { heading: 'Network' },
    { heading: 'Activation' },
    ...[
      'Learning rate',
      'Weights',
      'Passes',
      'Validation loss',
      'Latency RMSE (ms)',
      'Latency R²',
      'Throughput RMSE (tps)',
      'Throughput R²',
    ].map((heading) => ({ heading, numeric: true })),
  ];
  const rows = choices
    .toSorted((a, b) => a.validationLoss.mean - b.validationLoss.mean)
    .map((choice) => [
      shapeName(choice.hidden),
      choice.activation,
      String(choice.learningRate),
      whole(choice.weights),
      ...figuresOf(choice),
    ]);
  return table('Mean ± standard deviation of the trainings, on the validation rows', columns, rows);
}

function figuresOf({ runs }: TriedChoice): string[] {
  const spread = (values: readonly (number | null)[], decimals?: number): string => {
    const known = values.filter((value) => value !== null);
    if (known.length === 0) return 'none';
    const { mean, sd } = spreadOf(known);
    return `${number(mean, decimals)} ± ${number(sd, decimals)}`;
  };
  return [
    whole(spreadOf(runs.map(({ epochs }) => epochs)).mean),
    spread(
      runs.map(({ validationLoss }) => validationLoss),
      4,
    ),
    spread(runs.map(({ validation }) => validation.latencyMeanMs.rmse)),
    spread(
      runs.map(({ validation }) => validation.latencyMeanMs.r2),
      3,
    ),
    spread(runs.map(({ validation }) => validation.throughputTps.rmse)),
    spread(
      runs.map(({ validation }) => validation.throughputTps.r2),
      3,
    ),
  ];
}
