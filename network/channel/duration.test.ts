import { describe, expect, it } from 'vitest';
import { parseDuration } from './duration.js';

describe('parseDuration', () => {
  it.each([
    ['2s', 2000],
    ['250ms', 250],
    ['0.25s', 250],
    ['1m30s', 90_000],
    ['1h', 3_600_000],
    ['1ns', 0.000001],
  ])('reads %s', (text, ms) => expect(parseDuration(text)).toBe(ms));

  it.each(['', '250', 'abc', '-1s', '1s2', '1 s'])('refuses "%s"', (text) =>
    expect(() => parseDuration(text)).toThrow(RangeError),
  );
});
