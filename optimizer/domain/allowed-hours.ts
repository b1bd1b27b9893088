import { z } from 'zod';

/** When an installation lets its settings be changed, by the clock on the wall of one time zone. */

const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;
type Day = (typeof DAYS)[number];

const timeRule = 'must be a time of the day such as "22:00"';
const clockTime = (pattern: RegExp) => z.string({ error: timeRule }).regex(pattern, { error: timeRule });

const windowSchema = z
  .strictObject({
    /** Days on which the window opens; every day where nothing is said. */
    days: z
      .array(z.enum(DAYS))
      .min(1, { error: 'must name at least one day' })
      .default([...DAYS]),
    from: clockTime(/^([01]\d|2[0-3]):[0-5]\d$/),
    /** The first minute that is not allowed any more; on the next day where it is before `from`. */
    to: clockTime(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/),
  })
  .refine(({ from, to }) => from !== to, {
    path: ['to'],
    error: 'must differ from "from"; "00:00" to "24:00" is the whole day',
  });
type Window = z.infer<typeof windowSchema>;

export const allowedHoursSchema = z
  .strictObject({
    timeZone: z.string().refine(isTimeZone, {
      error: (issue) =>
        `must be a time zone of the IANA database such as Europe/Berlin, got ${String(issue.input)}`,
    }),
    windows: z.array(windowSchema).min(1, { error: 'must hold at least one window' }),
  })
  .readonly();
export type AllowedHours = z.infer<typeof allowedHoursSchema>;

/** Offsets such as +01:00 are left out although Intl takes them: they know no daylight saving. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** @param ms - milliseconds since the epoch */
export function isAllowedHour({ timeZone, windows }: AllowedHours, ms: number): boolean {
  return isOpen(windows, wallClock(timeZone)(ms));
}

const MINUTE_MS = 60_000;
/** Two weeks and a day: a window that daylight saving skips this week is there again in the next one. */
const LOOK_AHEAD_MINUTES = 15 * 24 * 60;

/**
 * The first whole minute from `ms` on that is allowed; `ms` itself if it is.
 * @returns milliseconds since the epoch; undefined if there is none within 15 days
 */
export function nextAllowedHour({ timeZone, windows }: AllowedHours, ms: number): number | undefined {
  const at = wallClock(timeZone);
  if (isOpen(windows, at(ms))) return ms;
  const first = Math.ceil(ms / MINUTE_MS) * MINUTE_MS;
  for (let minute = 0; minute < LOOK_AHEAD_MINUTES; minute += 1) {
    const candidate = first + minute * MINUTE_MS;
    if (isOpen(windows, at(candidate))) return candidate;
  }
  return undefined;
}

/** Such as `Mon, 23/11/2026, 22:00 (Europe/Berlin)`. */
export function describeHour(timeZone: string, ms: number): string {
  const text = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(ms);
  return `${text} (${timeZone})`;
}

/** Why nothing may be changed now; undefined if it may. */
export function describeClosed(hours: AllowedHours, nowMs: number): string | undefined {
  if (isAllowedHour(hours, nowMs)) return undefined;
  return `${describeHour(hours.timeZone, nowMs)} is outside the hours for changes (guardRails.hours)`;
}

/** @param hours - undefined where every hour is allowed */
export function describeNextAllowed(hours: AllowedHours | undefined, earliestMs: number): string {
  // Told to the minute, so never a minute that is not quite allowed yet.
  const readyMs = Math.ceil(earliestMs / MINUTE_MS) * MINUTE_MS;
  const nextMs = hours ? nextAllowedHour(hours, readyMs) : readyMs;
  return nextMs === undefined
    ? 'no time within the next two weeks is allowed'
    : `allowed from ${describeHour(hours?.timeZone ?? 'UTC', nextMs)} on`;
}

interface WallTime {
  readonly day: Day;
  /** Such as `22:00`: compares as text in the order of the day. */
  readonly time: string;
}

function wallClock(timeZone: string): (ms: number) => WallTime {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  return (ms) => {
    const parts = new Map(format.formatToParts(ms).map(({ type, value }) => [type, value]));
    const day = DAYS.find((name) => name === parts.get('weekday')?.toLowerCase());
    if (day === undefined) throw new RangeError(`Intl names no weekday for ${ms} in ${timeZone}`);
    return { day, time: `${parts.get('hour')}:${parts.get('minute')}` };
  };
}

function isOpen(windows: readonly Window[], { day, time }: WallTime): boolean {
  return windows.some(({ days, from, to }) => {
    if (from < to) return days.includes(day) && time >= from && time < to;
    return (days.includes(day) && time >= from) || (days.includes(dayBefore(day)) && time < to);
  });
}

function dayBefore(day: Day): Day {
  return DAYS[(DAYS.indexOf(day) + DAYS.length - 1) % DAYS.length] ?? day;
}
