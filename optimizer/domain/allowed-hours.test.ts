import { describe, expect, it } from 'vitest';
import { allowedHoursSchema, describeHour, isAllowedHour, nextAllowedHour } from './allowed-hours.js';

function hours(timeZone: string, ...windows: readonly object[]) {
  return allowedHoursSchema.parse({ timeZone, windows });
}
const at = (iso: string): number => Date.parse(iso);
const told = (ms: number | undefined): string | undefined =>
  ms === undefined ? undefined : new Date(ms).toISOString();

// 2026-11-23 is a Monday; Berlin is an hour ahead of UTC in winter, two in summer.
describe('isAllowedHour', () => {
  it('opens at the first minute and closes before the last one', () => {
    const office = hours('Europe/Berlin', { from: '08:00', to: '17:00' });
    expect(isAllowedHour(office, at('2026-11-23T06:59:59Z'))).toBe(false);
    expect(isAllowedHour(office, at('2026-11-23T07:00:00Z'))).toBe(true);
    expect(isAllowedHour(office, at('2026-11-23T15:59:59Z'))).toBe(true);
    expect(isAllowedHour(office, at('2026-11-23T16:00:00Z'))).toBe(false);
  });

  it('reads the days where the installation stands, not in UTC', () => {
    const monday = hours('Asia/Tokyo', { days: ['mon'], from: '00:00', to: '24:00' });
    // 23:00 on Sunday in UTC is 8:00 on Monday in Tokyo
    expect(isAllowedHour(monday, at('2026-11-22T23:00:00Z'))).toBe(true);
    expect(isAllowedHour(monday, at('2026-11-23T23:00:00Z'))).toBe(false);
  });

  it('takes a window over midnight to belong to the day on which it opens', () => {
    const night = hours('UTC', { days: ['mon', 'sat'], from: '22:00', to: '05:00' });
    expect(isAllowedHour(night, at('2026-11-23T21:59:00Z'))).toBe(false);
    expect(isAllowedHour(night, at('2026-11-23T22:00:00Z'))).toBe(true);
    expect(isAllowedHour(night, at('2026-11-24T04:59:00Z'))).toBe(true);
    expect(isAllowedHour(night, at('2026-11-24T05:00:00Z'))).toBe(false);
    expect(isAllowedHour(night, at('2026-11-23T03:00:00Z'))).toBe(false); // Sunday has none
    expect(isAllowedHour(night, at('2026-11-29T03:00:00Z'))).toBe(true); // of Saturday, on a Sunday
    expect(isAllowedHour(night, at('2026-11-24T23:00:00Z'))).toBe(false);
  });

  it('follows daylight saving', () => {
    const office = hours('Europe/Berlin', { from: '08:00', to: '09:00' });
    expect(isAllowedHour(office, at('2026-07-01T06:30:00Z'))).toBe(true);
    expect(isAllowedHour(office, at('2026-07-01T07:30:00Z'))).toBe(false);
    // 2:30 comes twice on 2026-10-25, and both are allowed
    const night = hours('Europe/Berlin', { from: '02:00', to: '03:00' });
    expect(isAllowedHour(night, at('2026-10-25T00:30:00Z'))).toBe(true);
    expect(isAllowedHour(night, at('2026-10-25T01:30:00Z'))).toBe(true);
    expect(isAllowedHour(night, at('2026-10-25T02:30:00Z'))).toBe(false);
  });
});

describe('nextAllowedHour', () => {
  const sundays = hours('Europe/Berlin', { days: ['sun'], from: '02:10', to: '02:40' });

  it('is the moment itself where that is allowed', () => {
    expect(nextAllowedHour(sundays, at('2026-11-22T01:20:30.500Z'))).toBe(at('2026-11-22T01:20:30.500Z'));
  });

  it('is the first minute of the next window, of whichever comes first', () => {
    expect(told(nextAllowedHour(sundays, at('2026-11-22T01:45:30Z')))).toBe('2026-11-29T01:10:00.000Z');
    const two = hours(
      'UTC',
      { days: ['wed'], from: '10:00', to: '11:00' },
      { days: ['tue'], from: '23:00', to: '01:00' },
    );
    expect(told(nextAllowedHour(two, at('2026-11-23T12:00:00Z')))).toBe('2026-11-24T23:00:00.000Z');
  });

  it('passes over a window that daylight saving skips', () => {
    // On Sunday 2026-03-29 the clock goes from 2:00 to 3:00: the next 2:10 is a week later, in summer time.
    expect(told(nextAllowedHour(sundays, at('2026-03-23T12:00:00Z')))).toBe('2026-04-05T00:10:00.000Z');
  });
});

it('describes a moment by the clock on the wall', () => {
  expect(describeHour('Europe/Berlin', at('2026-11-22T23:05:00Z'))).toBe(
    'Mon, 23/11/2026, 00:05 (Europe/Berlin)',
  );
});
