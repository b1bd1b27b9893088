import { choiceName, type Study, type TestedChoice } from '../../domain/study.js';
import { number, whole } from '../number-format.js';
import { html, type Html } from '../report-html.js';

/** What came out, in a few sentences that the figures alone decide. */
export function headlineSection(study: Study): Html {
  const { choices, repeats, rows, tested, labels, seconds } = study;
  const chosen = tested.find(({ role }) => role === 'chosen');
  const reference = tested.find(({ role }) => role === 'reference');
  return html`<section class="answer">
    ${chosen ? html`<p class="lead">Of ${whole(choices.length)} plain networks, ${choiceName(chosen.choice)} had the least error on the validation part. On the test part its latency is off by ${errorOf(chosen)} and its throughput by ${number(chosen.together.throughputTps.mapePct)} % on average.</p>` : ''}
    <ul class="findings">
      ${reference ? html`<li>${comparison(chosen, reference)}</li>` : ''}
      ${chosen ? html`<li>Whether a setting is optimal, it says right for ${pct(chosen.byThresholds.accuracy)} % of the test rows by its figures and for ${pct(chosen.byClassifier.accuracy)} % as a classifier; the commoner label alone is right for ${pct(labels.majority.accuracy)} %.</li>` : ''}
      <li>
        ${whole(choices.length * repeats)} trainings in ${number(seconds)} s, on ${whole(rows.train)} rows to
        train, ${whole(rows.validation)} to choose by and ${whole(rows.test)} to test.
      </li>
    </ul>
  </section>`;
}

function comparison(chosen: TestedChoice | undefined, reference: TestedChoice): string {
  const name = choiceName(reference.choice);
  const same = chosen && choiceName(chosen.choice) === name;
  return same
    ? `The chosen network is the published shape, ${name}.`
    : `The published shape, ${name}, is off by ${errorOf(reference)} in latency and ` +
        `${number(reference.together.throughputTps.mapePct)} % in throughput.`;
}

function errorOf({ together }: TestedChoice): string {
  return `${number(together.latencyMeanMs.mapePct)} %`;
}

const pct = (share: number): string => number(100 * share, 1);
