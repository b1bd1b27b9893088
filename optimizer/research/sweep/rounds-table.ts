import type { Quality } from '../../domain/inside.js';
import type { FailedRound, MeasuredRound, Round } from '../../domain/round.js';
import { counted, number, plain, whole } from '../number-format.js';
import { html, table, type Html, type HtmlPart } from '../report-html.js';
import { isGeneratorLimited, isSaturated, type SweepView } from './points.js';
import { settingsLabel } from './settings-words.js';

const LONGEST_MESSAGE = 300;

const ENDED: Readonly<Record<Quality['endedBy'], string>> = {
  length: 'full length',
  precision: 'precise enough',
  failures: 'too many failures',
  backlog: 'hopeless backlog',
};

/** Every round with its figures, in the order in which they ran; failed ones with their reason. */
export function roundsSection(view: SweepView): Html {
  const { rounds, failed, anchors } = view;
  const anchorIds = new Set(anchors.map(({ id }) => id));
  const lossy = rounds.filter(({ measurement }) => measurement.failed > 0).length;
  return html`<section>
    <h2>Every round</h2>
    <p>
      ${counted(rounds.length, 'round')} gave figures, ${whole(failed.length)} failed;
      ${lossy === 0 ? 'no measured round lost a transaction' : `${counted(lossy, 'measured round')} lost transactions`}.
    </p>
    ${failed.length > 0 ? failedTable(failed, view) : ''}
    ${
      rounds.length > 0
        ? html`<details class="rounds-table">
            <summary>Table of ${counted(rounds.length, 'measured round')}</summary>
            ${roundsTable(rounds, anchorIds, view)}
          </details>`
        : ''
    }
  </section>`;
}

function roundsTable(
  rounds: readonly MeasuredRound[],
  anchorIds: ReadonlySet<string>,
  { varied }: SweepView,
): Html {
  const columns = [
    { heading: 'Round' },
    { heading: 'Settings' },
    { heading: 'Asked / offered (tps)', numeric: true },
    { heading: 'Throughput (tps)', numeric: true },
    { heading: 'Mean latency (ms)', numeric: true },
    { heading: 'p95 (ms)', numeric: true },
    { heading: 'Failures' },
    { heading: 'Ended by' },
    { heading: 'Remarks' },
  ];
  const rows = rounds.map((round): HtmlPart[] => {
    const { measurement, quality, load, settings } = round;
    return [
      html`<code>${shortId(round)}</code>`,
      settingsLabel(settings, varied),
      `${plain(load.sendRateTps)} / ${number(measurement.achievedRateTps)}`,
      number(measurement.throughputTps),
      `${number(measurement.latencyMeanMs)}${halfWidth(quality)}`,
      number(measurement.latencyP95Ms),
      failureWords(round),
      quality ? ENDED[quality.endedBy] : 'not recorded',
      remarksOf(round, anchorIds.has(round.id)).join('; '),
    ];
  });
  return table('In the order in which they ran; ± is half of the 95 % interval', columns, rows);
}

function failedTable(failed: readonly FailedRound[], { varied }: SweepView): Html {
  const columns = [
    { heading: 'Failed round' },
    { heading: 'Settings' },
    { heading: 'Asked (tps)', numeric: true },
    { heading: 'Code' },
    { heading: 'Reason' },
  ];
  const rows = failed.map((round): HtmlPart[] => [
    html`<code>${shortId(round)}</code>`,
    settingsLabel(round.settings, varied),
    plain(round.load.sendRateTps),
    html`<code>${round.reason.code}</code>`,
    shortened(round.reason.message),
  ]);
  return table(`${counted(failed.length, 'failed round')}, in no mean of this report`, columns, rows);
}

/** The id without the sweep's own, which every round repeats. */
function shortId({ id, sweepId }: Round): string {
  return id.startsWith(`${sweepId}/`) ? id.slice(sweepId.length + 1) : id;
}

function halfWidth(quality: Quality | undefined): string {
  return quality?.meanHalfWidthPct === undefined ? '' : ` ± ${number(quality.meanHalfWidthPct, 1)} %`;
}

function failureWords({ measurement: { failedByReason, failed } }: MeasuredRound): string {
  if (failed === 0) return '0';
  const reasons = Object.entries(failedByReason).map(([reason, count]) => `${whole(count)} × ${reason}`);
  return shortened(reasons.length > 0 ? reasons.join(', ') : whole(failed));
}

function remarksOf(round: MeasuredRound, anchor: boolean): string[] {
  const { quality, inside } = round;
  return [
    ...(anchor ? ['anchor'] : []),
    ...(isSaturated(round) ? ['saturated'] : []),
    ...(isGeneratorLimited(round) ? ['generator-limited'] : []),
    ...((quality?.attempts ?? 1) > 1 ? [`run ${quality?.attempts} times`] : []),
    ...(inside?.problems ?? []).map(shortened),
  ];
}

function shortened(message: string): string {
  return message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)} …` : message;
}
