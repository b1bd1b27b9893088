import { brokenLimits, costOf, limitsOf, type Goal } from '../../domain/goal.js';
import type { MeasuredRound, Round } from '../../domain/round.js';
import { sameSettings, type OrdererSettings } from '../../domain/settings.js';

/** The one setting to keep at every rate, or why there is none. */
export interface StaticChoice {
  readonly settings?: OrdererSettings;
  readonly reason?: string;
}

interface Candidate {
  readonly settings: OrdererSettings;
  /** Cost at each rate at which it kept the limits. */
  readonly costs: ReadonlyMap<number, number>;
}

/**
 * The setting that is best over all rates: among those that keep the limits at the most rates, the least geometric
 * mean of cost / (least cost of any setting at that rate). Rates weigh alike, whatever their unit costs.
 * @param grid - different settings.
 * @param rounds - of the grid, each setting at each rate; failed ones count as not keeping the limits.
 */
export function bestStatic(
  grid: readonly OrdererSettings[],
  rounds: readonly Round[],
  goal: Goal,
  sendRatesTps: readonly number[],
): StaticChoice {
  const candidates = grid.map((settings): Candidate => ({
    settings,
    costs: new Map(
      rounds
        .filter((round) => round.kind === 'measured')
        .filter((round) => sameSettings(round.settings, settings) && keepsLimits(goal, round))
        .map((round) => [round.load.sendRateTps, costOf(goal, round.measurement)]),
    ),
  }));
  const most = Math.max(0, ...candidates.map(({ costs }) => costs.size));
  if (most === 0) return { reason: 'no setting of the grid kept the limits at any rate' };
  const least = new Map(
    sendRatesTps.map((rate) => [
      rate,
      Math.min(...candidates.map(({ costs }) => costs.get(rate) ?? Infinity)),
    ]),
  );
  const worseBy = ({ costs }: Candidate): number =>
    [...costs].reduce((sum, [rate, cost]) => sum + Math.log(cost / (least.get(rate) ?? cost)), 0);
  const [best] = candidates
    .filter(({ costs }) => costs.size === most)
    .toSorted((a, b) => worseBy(a) - worseBy(b));
  return {
    ...(best ? { settings: best.settings } : {}),
    ...(most < sendRatesTps.length
      ? {
          reason: `no setting of the grid kept the limits at every rate; this one did at ${most} of ${sendRatesTps.length}`,
        }
      : {}),
  };
}

/** Where the generator fell short, the network is held against what was really offered. */
function keepsLimits(goal: Goal, { measurement, load, quality }: MeasuredRound): boolean {
  const offeredTps =
    quality?.generatorLimited === true
      ? Math.min(load.sendRateTps, measurement.achievedRateTps)
      : load.sendRateTps;
  const sent = measurement.succeeded + measurement.failed;
  const failedPct = sent > 0 ? (100 * measurement.failed) / sent : 0;
  return brokenLimits(limitsOf(goal, offeredTps), { ...measurement, failedPct }).length === 0;
}
