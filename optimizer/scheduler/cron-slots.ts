import { Cron } from 'croner';
import { isTimeZone } from '../domain/allowed-hours.js';
import { messageOf, type Fault } from '../domain/errors.js';
import type { Schedule } from '../domain/schedule.js';

/** Times of schedules. A time that daylight saving skips comes right after the gap, one that it repeats comes once. */

type Timing = Pick<Schedule, 'cron' | 'timeZone'>;

/** What is wrong with the times of a schedule, for people; empty if nothing is. */
export function timingFaults({ cron, timeZone }: Timing, nowMs: number): Fault[] {
  const zone: Fault[] = isTimeZone(timeZone)
    ? []
    : [
        {
          path: 'timeZone',
          message: `must be a time zone of the IANA database such as Europe/Berlin, got ${timeZone}`,
        },
      ];
  const message = cronFault(cron, nowMs);
  return message === undefined ? zone : [...zone, { path: 'cron', message }];
}

const RULE =
  'must be five fields, minute hour day month weekday, such as "30 2 * * *" for every day at half past two';

function cronFault(cron: string, nowMs: number): string | undefined {
  // croner would put the present into "?" each time that it reads the pattern.
  if (cron.trim().split(/\s+/).length !== 5 || cron.includes('?')) return `${RULE}, got "${cron}"`;
  try {
    if (slotAfter({ cron, timeZone: 'UTC' }, nowMs) !== undefined) return undefined;
    return `names a day that never comes: "${cron}"`;
  } catch (error) {
    return `${RULE}: ${messageOf(error).replace(/^CronPattern: /, '')}`;
  }
}

/**
 * The first time of a schedule after `ms`.
 * @returns milliseconds since the epoch; undefined if there is none any more
 */
export function slotAfter(timing: Timing, ms: number): number | undefined {
  return cronOf(timing).nextRun(new Date(ms))?.getTime();
}

/** The newest time of a schedule that is not after `ms`. */
export function slotUntil(timing: Timing, ms: number): number | undefined {
  // Times are whole seconds, and croner looks before what it is given.
  const second = Math.floor(ms / 1000) * 1000 + 1000;
  return cronOf(timing).previousRuns(1, new Date(second))[0]?.getTime();
}

function cronOf({ cron, timeZone }: Timing): Cron {
  return new Cron(cron, { timezone: timeZone, mode: '5-part', paused: true });
}

/** When a schedule begins by itself the next time; undefined where it is disabled. ISO 8601. */
export function nextRunAt(schedule: Timing & Pick<Schedule, 'enabled'>, nowMs: number): string | undefined {
  const next = schedule.enabled ? slotAfter(schedule, nowMs) : undefined;
  return next === undefined ? undefined : new Date(next).toISOString();
}

export interface DueSlot {
  readonly atMs: number;
  /** Nobody ran when it was due: it is made up. */
  readonly late: boolean;
  /** Older times that nobody took on either, at most as many as are counted; they are not made up. */
  readonly skipped: number;
}

/** An instance that looks takes a slot on within seconds. */
const LATE_MS = 60_000;
/** Counting takes time in which nothing else happens. */
export const MOST_COUNTED = 100;

/**
 * The slot that is to be taken on now: the newest one since the last that was, so that of several that were missed
 * the newest alone is made up, which is never older than the time to the next.
 */
export function dueSlot(schedule: Schedule, nowMs: number): DueSlot | undefined {
  if (!schedule.enabled) return undefined;
  const sinceMs = Date.parse(schedule.lastSlotAt ?? schedule.createdAt);
  const atMs = slotUntil(schedule, nowMs);
  if (atMs === undefined || atMs <= sinceMs) return undefined;
  const late = nowMs - atMs >= LATE_MS;
  return { atMs, late, skipped: countBetween(schedule, sinceMs, atMs) };
}

function countBetween(timing: Timing, fromMs: number, toMs: number): number {
  const cron = cronOf(timing);
  let count = 0;
  let each = cron.nextRun(new Date(fromMs));
  while (each && each.getTime() < toMs && count < MOST_COUNTED) {
    count += 1;
    each = cron.nextRun(each);
  }
  return count;
}
