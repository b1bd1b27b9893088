import { describe, expect, it } from 'vitest';
import { ago, bytes, clock, clockToday, counted, duration, figure, ms, range } from './format.js';

describe('figures', () => {
  it('keep three digits and their unit', () => {
    expect([0, 5, 60, 0.123, 1.256, 12.34, 99.94, 123.4, 12345.6].map(figure)).toEqual([
      '0',
      '5',
      '60',
      '0.12',
      '1.26',
      '12.3',
      '99.9',
      '123',
      '12,346',
    ]);
    expect(ms(250)).toBe('250 ms');
    expect(range({ low: 210.4, high: 289.9 }, 'ms')).toBe('210 to 290 ms');
    expect(counted(1, 'round')).toBe('1 round');
    expect(counted(1200, 'round')).toBe('1,200 rounds');
  });

  it('have no sign where nothing is left of them', () => {
    expect([-0.001, -0.2].map(figure)).toEqual(['0.00', '-0.20']);
  });

  it('that are not known are a dash', () => {
    expect([ms(undefined), figure(Number.NaN), range(undefined, 'ms'), bytes(undefined)]).toEqual(
      Array(4).fill('–'),
    );
  });

  it('of sizes are in the unit that people use', () => {
    expect([1024, 512 * 1024, 2 * 1024 ** 2, 1.5 * 1024 ** 2].map(bytes)).toEqual([
      '1 KiB',
      '512 KiB',
      '2 MiB',
      '1.50 MiB',
    ]);
  });
});

describe('times', () => {
  it('say as much as matters', () => {
    const [second, minute, hour] = [1000, 60_000, 3_600_000];
    const told = [
      -5,
      45 * second,
      60 * second,
      200 * second,
      12 * minute + 20_000,
      2 * hour + 5 * minute,
      50 * hour,
    ];
    expect(told.map(duration)).toEqual([
      '0 s',
      '45 s',
      '1 min',
      '3 min 20 s',
      '12 min',
      '2 h 5 min',
      '2 days 2 h',
    ]);
  });

  it('of today need no date', () => {
    const now = new Date(2026, 0, 2, 12).getTime();
    expect(clockToday(new Date(2026, 0, 2, 9, 5, 7).getTime(), now)).toBe('09:05:07');
    const yesterday = new Date(2026, 0, 1, 9, 5, 7).getTime();
    expect(clockToday(yesterday, now)).toBe(clock(yesterday));
    expect(clock(yesterday)).toBe('1 Jan 2026, 09:05:07');
  });

  it('count back from now', () => {
    expect(ago('2026-01-01T00:00:00Z', Date.parse('2026-01-01T00:03:20Z'))).toBe('3 min 20 s ago');
    expect(ago(5000, 6000)).toBe('just now');
  });
});
