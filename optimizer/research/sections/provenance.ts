import type { FailedRound } from '../../domain/round.js';
import { describeSettings } from '../../domain/settings.js';
import { clockTime, counted, plain, whole } from '../number-format.js';
import { facts, html, table, type Html, type HtmlPart } from '../report-html.js';
import { failedOf, type ReportInput } from '../report-input.js';
import { contexts } from './contexts.js';

/** More would make the page long and add nothing; the store has every one of them. */
const MOST_FAILED_SHOWN = 50;
const LONGEST_MESSAGE = 400;

/** Where it was measured, what failed, under which ids it is stored and how to make it again. */
export function provenanceSection(input: ReportInput): Html {
  const failed = failedOf([...input.rounds, ...input.verificationRounds]);
  return html`<section>
      <h2>Where it was measured</h2>
      ${contexts([...input.rounds, ...input.verificationRounds])}
    </section>
    <section>
      <h2>Rounds that failed</h2>
      ${failed.length === 0 ? html`<p>None.</p>` : failedTable(failed)}
    </section>
    <section>
      <h2>Records</h2>
      <p>Every figure above can be traced through these ids in the store.</p>
      ${facts(records(input))}
    </section>
    ${
      input.commands.length > 0
        ? html`<section>
            <h2>How to make it again</h2>
            <pre tabindex="0"><code>${input.commands.join('\n')}</code></pre>
          </section>`
        : ''
    }`;
}

function failedTable(failed: readonly FailedRound[]): Html {
  const left = failed.length - MOST_FAILED_SHOWN;
  const rows = failed
    .slice(0, MOST_FAILED_SHOWN)
    .map(({ id, settings, load, reason }) => [
      html`<code>${id}</code>`,
      describeSettings(settings),
      plain(load.sendRateTps),
      html`<code>${reason.code}</code>`,
      shortened(reason.message),
    ]);
  const columns = [
    { heading: 'Round' },
    { heading: 'Settings' },
    { heading: 'Asked (tps)', numeric: true },
    { heading: 'Code' },
    { heading: 'Reason' },
  ];
  return html`${table(`${counted(failed.length, 'failed round')}, kept out of every mean and of the model`, columns, rows)}
  ${left > 0 ? html`<p class="note">${whole(left)} more are in the store.</p>` : ''}`;
}

function shortened(message: string): string {
  return message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)} …` : message;
}

function records({
  rounds,
  model,
  recommendation,
  application,
  verification,
}: ReportInput): [string, HtmlPart][] {
  const sweeps = [...new Set(rounds.map(({ sweepId }) => sweepId))];
  const code = (text: string): Html => html`<code>${text}</code>`;
  const none = 'none';
  return [
    [sweeps.length > 1 ? 'Sweeps' : 'Sweep', sweeps.length > 0 ? code(sweeps.join(', ')) : none],
    ['Data set', code(model.datasetHash)],
    [
      'Model',
      html`${code(model.id)}, ${clockTime(model.createdAt)}, from ${counted(model.roundIds.length, 'round')}`,
    ],
    ['Model file', html`${code(model.file.name)}, SHA-256 ${code(model.file.sha256)}`],
    ['Recommendation', html`${code(recommendation.id)}, ${clockTime(recommendation.createdAt)}`],
    ['Application', application ? applicationFact(application) : none],
    [
      'Verification',
      verification ? html`${code(verification.id)}, ${clockTime(verification.startedAt)}` : none,
    ],
  ];
}

function applicationFact(application: NonNullable<ReportInput['application']>): Html {
  const { id, status, blockNumber, elapsedMs, nodes, channel } = application;
  const parts = [
    status,
    blockNumber === undefined ? 'no config block seen' : `config block ${blockNumber} of channel ${channel}`,
    ...(elapsedMs === undefined ? [] : [`${whole(elapsedMs)} ms`]),
    nodes.length > 0 ? `read back from ${nodes.join(', ')}` : 'not read back from any node',
  ];
  return html`<code>${id}</code>: ${parts.join('; ')}`;
}
