import { refuseUnwatchable } from '../apply/canary/figure-tests.js';
import type { CanaryRequest } from '../apply/canary/watch.js';
import { InvalidInputError } from '../domain/errors.js';
import { limitFrom, limitsOf, type Limit } from '../domain/goal.js';
import type { WatchRequest } from '../domain/job-request.js';
import type { IntervalPrediction } from '../domain/prediction.js';
import type { Expected, Recommendation } from '../domain/recommendation.js';

/** How a change is to be watched, as it is asked for. */
export interface CanaryWish {
  readonly watchS: number;
  readonly limits?: readonly Limit[] | undefined;
  /** Transactions a second of our own. */
  readonly probeTps?: number | undefined;
}

type Recommended = Pick<Recommendation, 'goal' | 'load' | 'predicted'>;

/**
 * What to watch for. Limits that are given replace those of the recommendation; its prediction holds either way.
 * @throws InvalidInputError for limits that cannot be watched
 */
export function canaryRequest(
  { watchS, limits: given, probeTps }: CanaryWish,
  recommendation?: Recommended,
): CanaryRequest {
  const limits = given ?? limitsOfRecommendation(recommendation);
  refuseUnwatchable(limits);
  const prediction = recommendation && withIntervals(recommendation.predicted);
  return {
    watchS,
    limits,
    ...(prediction ? { prediction } : {}),
    ...(probeTps === undefined || probeTps === 0 ? {} : { probe: { rateTps: probeTps } }),
  };
}

/** The same of what a job was asked for. @throws InvalidInputError also for limits that cannot be read */
export function canaryRequestOf(
  watch: WatchRequest | undefined,
  recommendation?: Recommended,
): CanaryRequest | undefined {
  if (!watch) return undefined;
  const { seconds: watchS, probeTps, limits } = watch;
  return canaryRequest({ watchS, probeTps, limits: limits?.map(readLimit) }, recommendation);
}

function readLimit(text: string, index: number): Limit {
  const limit = limitFrom(text);
  if (limit) return limit;
  throw new InvalidInputError('watch', [
    { path: `limits.${index}`, message: `must look like latencyP95Ms<=400, got ${text}` },
  ]);
}

function limitsOfRecommendation(recommendation: Recommended | undefined): readonly Limit[] {
  if (!recommendation?.goal) return [];
  return limitsOf(recommendation.goal, recommendation.load.sendRateTps);
}

/** Recommendations of an older version have no intervals. */
function withIntervals({ interval90, ...expected }: Expected): IntervalPrediction | undefined {
  return interval90 ? { ...expected, interval90 } : undefined;
}
