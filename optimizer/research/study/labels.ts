import {
  choiceName,
  type Classified,
  type Confusion,
  type LabelRule,
  type Study,
} from '../../domain/study.js';
import { number, whole } from '../number-format.js';
import { html, table, type Html } from '../report-html.js';

/** Optimal or not: the rule, and who gets it right on the test part. */
export function labelsSection({ labels, tested, rows }: Study): Html {
  const { rule, optimal, majority } = labels;
  const answers = tested.flatMap(({ role, choice, byThresholds, byClassifier }) => {
    const name = `${role === 'chosen' ? 'Chosen' : 'Published shape'} ${choiceName(choice)}`;
    return [
      { name: `${name}, by its figures`, ...byThresholds },
      { name: `${name}, as a classifier`, ...byClassifier },
    ];
  });
  return html`<section>
    <h2>Optimal or not</h2>
    <p>${ruleWords(rule)}</p>
    <p>
      Of the rows, ${whole(optimal.train)} of ${whole(rows.train)} to train, ${whole(optimal.validation)} of
      ${whole(rows.validation)} to choose by and
      <b>${whole(optimal.test)} of ${whole(rows.test)} to test</b> are optimal.
      ${oneClass(optimal.test, rows.test)}
    </p>
    ${table(
      'Right answers on the test part',
      [
        { heading: 'Who answers' },
        { heading: 'Right (%)', numeric: true },
        { heading: 'Each repeat (%)', numeric: true },
      ],
      [
        [
          `Always "${majority.optimal ? 'optimal' : 'not optimal'}", the commoner label of the training part`,
          pct(majority.accuracy),
          '',
        ],
        ...answers.map(({ name, accuracy, accuracyOfRuns }) => [name, pct(accuracy), spread(accuracyOfRuns)]),
      ],
    )}
    <div class="panels two">
      ${confusionTable('Always the commoner label', majority.confusion)}
      ${answers.map(({ name, confusion }) => confusionTable(name, confusion))}
    </div>
  </section>`;
}

function ruleWords(rule: LabelRule): string {
  const pctOf = (share: number): string => `${number(100 * share, 0)} %`;
  return (
    `Rule ${rule.version}, from the training part alone: a row is optimal if it commits at least ` +
    `${pctOf(rule.minCommittedShare)} of its send rate and its mean latency is at most ` +
    `${pctOf(rule.maxLatencyRatio - 1)} above the best of the training points that do so at about its rate ` +
    `(within ${pctOf(rule.rateTolerance)}, at least the ${rule.minReferencePoints} nearest).`
  );
}

function oneClass(optimal: number, rows: number): string {
  return optimal === 0 || optimal === rows
    ? 'All test rows have one label: the figures below cannot tell a good answer from a constant one.'
    : '';
}

function confusionTable(name: string, confusion: Confusion): Html {
  return table(
    name,
    [
      { heading: 'Test rows that are' },
      { heading: 'called optimal', numeric: true },
      { heading: 'called not optimal', numeric: true },
    ],
    [
      ['optimal', whole(confusion.truePositives), whole(confusion.falseNegatives)],
      ['not optimal', whole(confusion.falsePositives), whole(confusion.trueNegatives)],
    ],
  );
}

const pct = (share: number): string => number(100 * share, 1);

function spread({ mean, sd }: Classified['accuracyOfRuns']): string {
  return `${pct(mean)} ± ${pct(sd)}`;
}
