import type { LiveComparisonDocument } from '../../../research/live-comparison/document.js';
import { figure, table } from '../../output.js';

/** A comparison as people read it on a terminal; the page has all of it. */
export function describeLiveComparison(document: LiveComparisonDocument): string {
  const { comparison, contenders, comparisons, preparation, intervals } = document;
  const baseline = comparison.contenders.includes('fabricDefault') ? 'fabricDefault' : 'thesisBaseline';
  const shown = comparisons.filter((each) => each.baseline === baseline);
  return [
    `comparison ${comparison.id}, ${comparison.goal.objective}: ${document.rounds.length} alternating rounds after ${preparation.rounds} of searches and the grid`,
    '',
    table(
      [
        'tps',
        'contender',
        'messages',
        'timeout ms',
        'rounds',
        'failed',
        'achieved tps',
        'tps committed',
        'mean ms',
        'p95 ms',
      ],
      contenders.map(({ sendRateTps, contender, settings, measured, failed, figures }) => [
        ...[sendRateTps, contender, settings?.maxMessageCount, settings?.batchTimeoutMs, measured, failed],
        ...[
          figures?.achievedRateTps,
          figures?.throughputTps,
          figures?.latencyMeanMs,
          figures?.latencyP95Ms,
        ].map((found) => found && figure(found.mean)),
      ]),
    ),
    '',
    `change relative to the baseline, with 95 % intervals; p adjusted after Holm for ${intervals} intervals`,
    table(
      ['tps', 'contender', 'against', 'figure', 'change %', 'from', 'to', 'pairs', 'p'],
      shown.flatMap(({ sendRateTps, contender, figures, pairs, reason }) =>
        figures.length === 0
          ? [[sendRateTps, contender, baseline, reason ?? 'no figures']]
          : figures.map(({ figure: name, difference, changeIntervalPct, pHolm }) => [
              ...[sendRateTps, contender, baseline, name, figure(difference.changePct)],
              ...[changeIntervalPct?.low, changeIntervalPct?.high].map((end) =>
                end === undefined ? undefined : figure(end),
              ),
              ...[pairs, pHolm === null ? undefined : figure(pHolm)],
            ]),
      ),
    ),
  ].join('\n');
}
