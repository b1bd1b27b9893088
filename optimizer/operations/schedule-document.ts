import type { Recommendation } from '../domain/recommendation.js';
import type { OrdererSettings } from '../domain/settings.js';
import type { Stretch } from '../recommender/schedule.js';

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
