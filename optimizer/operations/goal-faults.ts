import type { Fault } from '../domain/errors.js';
import { contradictions, describeLimit, limitsOf, type Goal } from '../domain/goal.js';

/**
 * Limits of a goal that nothing can keep together, at the first rate where there are any.
 * @param sendRatesTps - that it is meant for: min-latency brings a limit along that depends on the rate.
 * @param toleranceName - how whoever asked can set the throughput that min-latency brings along.
 */
export function goalFaults(goal: Goal, sendRatesTps: readonly number[], toleranceName: string): Fault[] {
  for (const sendRateTps of sendRatesTps) {
    const faults = contradictions(limitsOf(goal, sendRateTps)).map(([most, least]) => {
      const origin = goal.limits.includes(least)
        ? describeLimit(least)
        : `the ${describeLimit(least)} of min-latency at ${sendRateTps} tps (see ${toleranceName})`;
      return { path: '', message: `nothing can keep both ${describeLimit(most)} and ${origin}` };
    });
    if (faults.length > 0) return faults;
  }
  return [];
}
