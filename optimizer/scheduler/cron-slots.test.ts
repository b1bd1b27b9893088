import { describe, expect, it } from 'vitest';
import type { Schedule } from '../domain/schedule.js';
import { dueSlot, nextRunAt, slotAfter, slotUntil, timingFaults } from './cron-slots.js';

const ms = (iso: string): number => Date.parse(iso);
const iso = (value: number | undefined): string | undefined =>
  value === undefined ? undefined : new Date(value).toISOString();
const NOW = ms('2026-11-22T12:00:00Z');

/** Times of a pattern after `from`, in order. */
function times(cron: string, timeZone: string, from: string, count: number): (string | undefined)[] {
  let at = ms(from);
  return Array.from({ length: count }, () => {
    at = slotAfter({ cron, timeZone }, at) ?? NaN;
    return iso(at);
  });
}

describe('times of a schedule', () => {
  it('come right after the gap where daylight saving skips them', () => {
    // On 29 March 2026 clocks in Berlin go from 02:00 (01:00 UTC) to 03:00.
    expect(times('30 2 * * *', 'Europe/Berlin', '2026-03-27T12:00:00Z', 3)).toEqual([
      '2026-03-28T01:30:00.000Z',
      '2026-03-29T01:00:00.000Z',
      '2026-03-30T00:30:00.000Z',
    ]);
  });

  it('come once where daylight saving repeats them', () => {
    // On 25 October 2026 clocks in Berlin show 02:30 at 00:30 and at 01:30 UTC.
    expect(times('30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z', 2)).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-26T01:30:00.000Z',
    ]);
  });

  it.each([
    ['2026-11-22T12:00:00.000Z', '2026-11-22T12:00:00.000Z'],
    ['2026-11-22T12:59:59.999Z', '2026-11-22T12:00:00.000Z'],
    ['2026-11-22T11:59:59.999Z', '2026-11-22T11:00:00.000Z'],
  ])('are looked back upon from %s without looking ahead', (at, slot) => {
    expect(iso(slotUntil({ cron: '0 * * * *', timeZone: 'UTC' }, ms(at)))).toBe(slot);
  });

  it('are none while the schedule is disabled', () => {
    const timing = { cron: '0 2 * * *', timeZone: 'Europe/Berlin' };
    expect(nextRunAt({ ...timing, enabled: true }, NOW)).toBe('2026-11-23T01:00:00.000Z');
    expect(nextRunAt({ ...timing, enabled: false }, NOW)).toBeUndefined();
  });
});

describe('what is wrong with the times of a schedule', () => {
  it.each([
    ['61 * * * *', 'Invalid value for minute: 61'],
    ['* * * *', 'must be five fields'],
    ['* * * * * *', 'must be five fields'],
    ['@hourly', 'must be five fields'],
    ['0 0 ? * *', 'must be five fields'],
    ['a b c d e', 'illegal characters'],
    ['0 0 31 2 *', 'names a day that never comes'],
  ])('is told of "%s"', (cron, message) => {
    const [fault, ...more] = timingFaults({ cron, timeZone: 'UTC' }, NOW);
    expect(fault).toMatchObject({ path: 'cron', message: expect.stringContaining(message) });
    expect(more).toEqual([]);
  });

  it('is told of time zone and pattern at once', () => {
    expect(timingFaults({ cron: 'x', timeZone: '+01:00' }, NOW).map(({ path }) => path)).toEqual([
      'timeZone',
      'cron',
    ]);
    expect(timingFaults({ cron: '0 2 * * MON-FRI', timeZone: 'Europe/Berlin' }, NOW)).toEqual([]);
  });
});

describe('the slot that is due', () => {
  const schedule: Schedule = {
    id: 's-1',
    version: 1,
    name: 'hourly',
    cron: '0 * * * *',
    timeZone: 'UTC',
    enabled: true,
    work: { kind: 'retrain', seed: 1 },
    createdAt: '2026-11-22T08:30:00.000Z',
    changedBy: 'test',
    changedAt: '2026-11-22T08:30:00.000Z',
  };

  it('is none before the first time after it was made', () => {
    expect(dueSlot(schedule, ms('2026-11-22T08:59:59Z'))).toBeUndefined();
    expect(dueSlot(schedule, ms('2026-11-22T09:00:00Z'))).toEqual({
      atMs: ms('2026-11-22T09:00:00Z'),
      late: false,
      skipped: 0,
    });
  });

  it('is the newest of those that were missed, and tells how many others there were', () => {
    expect(dueSlot(schedule, ms('2026-11-22T12:30:00Z'))).toEqual({
      atMs: ms('2026-11-22T12:00:00Z'),
      late: true,
      skipped: 3,
    });
  });

  it('counts what was missed up to a hundred', () => {
    const minutely = { ...schedule, cron: '* * * * *' };
    expect(dueSlot(minutely, ms('2026-11-29T12:30:00Z'))).toMatchObject({ skipped: 100 });
  });

  it('is none once it was taken on', () => {
    const taken = { ...schedule, lastSlotAt: '2026-11-22T12:00:00.000Z' };
    expect(dueSlot(taken, ms('2026-11-22T12:30:00Z'))).toBeUndefined();
  });
});
