import { describeClosed, describeNextAllowed } from './allowed-hours.js';
import { GuardRailError } from './errors.js';
import { allowedRanges, outsideRanges, type GuardRails } from './guard-rails.js';
import type { OrdererSettings } from './settings.js';

/** What may be tried for a while: a sweep, a search or a soak stays within the ranges and begins within the hours. */

export interface TriedSettings {
  /** How messages name them: the id of a point. */
  readonly name: string;
  readonly settings: OrdererSettings;
}

/** Points that leave the ranges, each in words that name point, setting and rail. */
export function pointsOutside(
  rails: GuardRails,
  tried: readonly TriedSettings[],
  inForce: OrdererSettings,
): string[] {
  const ranges = allowedRanges(rails);
  const broken = new Map(
    tried.map(({ name, settings }) => [name, outsideRanges(settings, ranges, inForce)] as const),
  );
  return [...broken].flatMap(([name, faults]) => faults.map((fault) => `${name}: ${fault}`));
}

/** Messages hold this many points at most. */
const MOST_NAMED = 5;

/**
 * @param inForce - what the channel gets back
 * @throws GuardRailError naming points, settings and rails; or when the hours allow a beginning
 */
export function requireTryingAllowed(
  rails: GuardRails,
  tried: readonly TriedSettings[],
  { inForce, nowMs }: { readonly inForce: OrdererSettings; readonly nowMs: number },
): void {
  const outside = pointsOutside(rails, tried, inForce);
  const others = outside.length > MOST_NAMED ? [`and ${outside.length - MOST_NAMED} more of this kind`] : [];
  const broken = [...closedNow(rails, nowMs), ...outside.slice(0, MOST_NAMED), ...others];
  if (broken.length > 0)
    throw new GuardRailError(`nothing was sent, guard rails forbid this: ${broken.join('; ')}`);
}

function closedNow({ hours }: GuardRails, nowMs: number): string[] {
  const closed = hours && describeClosed(hours, nowMs);
  return closed ? [`${closed}: ${describeNextAllowed(hours, nowMs)}`] : [];
}
