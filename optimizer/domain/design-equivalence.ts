import { deadAxes, orderedRateTps, type Ordered } from './block-cut.js';
import type { PlannedPoint } from './plan.js';
import { SETTING_NAMES, type SettingName } from './settings.js';

/** Points that differ in nothing that matters: one of them measures what all of them would. */
export interface EquivalentPoints<P extends PlannedPoint = PlannedPoint> {
  /** Two or more, in the order of the plan. */
  readonly points: readonly P[];
  /** Settings in which they differ, each dead at every one of them. */
  readonly differIn: readonly SettingName[];
}

/**
 * Groups of planned points with the same load that differ only in settings that are dead at each of them
 * (`deadAxes` of block-cut.ts). Points without an equal are in no group.
 *
 * Two points with the same dead settings and the same values of the others are such a pair, and no others
 * are: the setting that rules is never dead, so both have it in common, and with it what is dead.
 */
export function equivalentPoints<P extends PlannedPoint>(
  points: readonly P[],
  ordered: Pick<Ordered, 'txBytes' | 'consensus'>,
): EquivalentPoints<P>[] {
  const groups = new Map<string, P[]>();
  for (const point of points) {
    const { settings, load } = point;
    const dead = new Set(deadAxes(settings, { ...ordered, sendRateTps: orderedRateTps(load) }));
    const alive = SETTING_NAMES.map((name) => (dead.has(name) ? 'dead' : settings[name]));
    const key = JSON.stringify([load.workload, load.sendRateTps, ...alive]);
    groups.set(key, [...(groups.get(key) ?? []), point]);
  }
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .map((group) => ({ points: group, differIn: differingIn(group) }));
}

function differingIn(points: readonly PlannedPoint[]): SettingName[] {
  return SETTING_NAMES.filter((name) => new Set(points.map(({ settings }) => settings[name])).size > 1);
}
