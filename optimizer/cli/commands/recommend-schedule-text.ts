import type { Recommendation } from '../../domain/recommendation.js';
import { describeSettings } from '../../domain/settings.js';
import type { Stretch } from '../../recommender/schedule.js';
import { scheduleDocument } from '../../operations/schedule-document.js';
import { figure, table } from '../output.js';
import { gainWords, goalWords } from './recommend-text.js';

/** One line a period, and what each change gains against what is in force. */
export function describeSchedule(stretches: readonly Stretch[]): string {
  const [first] = stretches;
  if (!first) throw new RangeError('a schedule has at least one period');
  const changes = stretches.length === 1 ? 'one setting serves all' : `${stretches.length} settings`;
  const warnings = new Set(stretches.flatMap(({ recommendation }) => recommendation.warnings));
  return [
    `${first.recommendation.load.workload}, ${goalWords(first.recommendation)}: ${changes}`,
    '',
    table(
      ['from', 'tps', 'settings', 'recommendation'],
      scheduleDocument(stretches).schedule.map(({ from, sendRateTps, settings, recommendationId }) => [
        from ?? '-',
        figure(sendRateTps),
        describeSettings(settings),
        recommendationId,
      ]),
    ),
    '',
    ...stretches.map(({ recommendation }) => stretchLine(recommendation)),
    ...[...warnings].map((warning) => `warning: ${warning}`),
  ].join('\n');
}

function stretchLine({ id, decision, expectedGain, load, reason }: Recommendation): string {
  const gain =
    decision === 'stay' || !expectedGain
      ? 'what is in force'
      : `${gainWords(expectedGain)} at ${figure(load.sendRateTps)} tps against what is in force`;
  return `${id}: ${gain}; ${reason ?? ''}`;
}
