import type { Recommendation } from '../../domain/recommendation.js';
import { describeSettings, type OrdererSettings } from '../../domain/settings.js';
import type { Stretch } from '../../recommender/schedule.js';
import { figure, table } from '../output.js';
import { gainWords, goalWords } from './recommend-text.js';

/** Settings of each period, and the recommendation that they are from. */
export interface ScheduleDocument {
  readonly schedule: readonly {
    readonly from?: string | undefined;
    readonly sendRateTps: number;
    readonly settings: OrdererSettings;
    readonly recommendationId: string;
  }[];
  readonly recommendations: readonly Recommendation[];
}

export function scheduleDocument(stretches: readonly Stretch[]): ScheduleDocument {
  return {
    schedule: stretches.flatMap(({ periods, recommendation: { settings, id } }) =>
      periods.map((period) => ({ ...period, settings, recommendationId: id })),
    ),
    recommendations: stretches.map(({ recommendation }) => recommendation),
  };
}

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
