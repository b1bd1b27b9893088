import { describeClosed, describeNextAllowed } from '../domain/allowed-hours.js';
import { GuardRailError } from '../domain/errors.js';
import {
  allowedRanges,
  outsideRanges,
  type GuardedChange,
  type GuardRails,
  type Rail,
  type Range,
} from '../domain/guard-rails.js';
import {
  HARD_LIMITS,
  SETTING_NAMES,
  leastAbsoluteMaxBytes,
  sameSettings,
  type SettingName,
} from '../domain/settings.js';

/**
 * Everything that forbids a change, each with what to do about it; empty if it may be made.
 *
 * What a change leaves as it is it need not answer for, so that a rail that was narrowed later does not
 * forbid changes of other settings. A step is measured from the nearest value that the range allows, so that
 * a setting found outside its range can always be brought back into it. A rollback has to be possible at any
 * time: hours, steps, time between changes and ranges do not bind it, only {@link brokenInCode}.
 */
export function brokenGuardRails(rails: GuardRails, change: GuardedChange): readonly string[] {
  const always = brokenInCode(change);
  if (change.isRollback || sameSettings(change.before, change.after)) return always;
  const ranges = allowedRanges(rails);
  const { before, after } = change;
  return [
    ...always,
    ...outsideRanges(after, ranges, before),
    ...SETTING_NAMES.flatMap((name) =>
      brokenSteps(name, rails[name], ranges[name], { from: before[name], to: after[name] }),
    ),
    ...brokenTimes(rails, change),
  ];
}

/** @throws GuardRailError naming everything that forbids the change */
export function requireWithinGuardRails(rails: GuardRails, change: GuardedChange): void {
  const broken = brokenGuardRails(rails, change);
  if (broken.length === 0) return;
  throw new GuardRailError(`nothing was sent, guard rails forbid this change: ${broken.join('; ')}`);
}

/**
 * The guard that no configuration can switch off. A configuration transaction carries the whole channel
 * configuration: a channel whose `absoluteMaxBytes` is under its size can never be repaired.
 */
function brokenInCode({ after, configTransactionBytes }: GuardedChange): string[] {
  const broken = SETTING_NAMES.flatMap((name) => {
    const { min, max } = HARD_LIMITS[name];
    return after[name] >= min && after[name] <= max
      ? []
      : [`${name} ${after[name]} is outside the hard limits ${min} to ${max}: no configuration widens them`];
  });
  const least = leastAbsoluteMaxBytes(configTransactionBytes);
  if (after.absoluteMaxBytes < least)
    broken.push(
      `absoluteMaxBytes ${after.absoluteMaxBytes} is under twice the ${configTransactionBytes} bytes of the configuration transaction, and the channel could not be changed any more: take ${least} or more`,
    );
  if (after.preferredMaxBytes > after.absoluteMaxBytes)
    broken.push(
      `preferredMaxBytes ${after.preferredMaxBytes} is greater than absoluteMaxBytes ${after.absoluteMaxBytes}: lower the first or raise the second`,
    );
  return broken;
}

interface Step {
  readonly from: number;
  readonly to: number;
}

function brokenSteps(name: SettingName, rail: Rail, { min, max }: Range, { from, to }: Step): string[] {
  if (from === to) return [];
  const { largestFactor = Infinity, largestStep = Infinity } = rail;
  const start = Math.min(Math.max(from, min), max);
  const factor = Math.max(to / start, start / to);
  const nearest =
    to > start
      ? Math.floor(Math.min(start * largestFactor, start + largestStep, max))
      : Math.ceil(Math.max(start / largestFactor, start - largestStep, min));
  const advice =
    nearest === from ? 'no whole number is near enough, widen the rail' : `go to ${nearest} first`;
  const broken = [
    ...(factor > largestFactor ? [{ rail: 'largestFactor', most: `a factor of ${largestFactor}` }] : []),
    ...(Math.abs(to - start) > largestStep ? [{ rail: 'largestStep', most: String(largestStep) }] : []),
  ];
  return broken.map(
    (each) =>
      `${name} ${from} -> ${to} is more than ${each.most} at once (guardRails.${name}.${each.rail}): ${advice}`,
  );
}

function brokenTimes(rails: GuardRails, change: GuardedChange): string[] {
  const { hours } = rails;
  const { nowMs } = change;
  const readyMs = (change.lastChangeMs ?? -Infinity) + rails.smallestTimeBetweenChangesS * 1000;
  const broken: string[] = [];
  if (readyMs > nowMs)
    broken.push(
      `${rails.smallestTimeBetweenChangesS} s have to pass between changes and ${Math.ceil((readyMs - nowMs) / 1000)} s of them are left (guardRails.smallestTimeBetweenChangesS)`,
    );
  const closed = hours && describeClosed(hours, nowMs);
  if (closed) broken.push(closed);
  const next = describeNextAllowed(hours, Math.max(nowMs, readyMs));
  return broken.map((each) => `${each}: ${next}`);
}
