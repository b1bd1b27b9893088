import { describe, expect, it } from 'vitest';
import { msLeft } from './time-left.js';

describe('time left', () => {
  it('runs on between two answers of the service', () => {
    expect(msLeft(90, 1_000_000, 1_030_000)).toBe(60_000);
  });

  it('ends at nothing where a round takes longer than the others', () => {
    expect(msLeft(10, 1_000_000, 1_030_000)).toBe(0);
  });

  it('does not grow where a clock was put back', () => {
    expect(msLeft(10, 1_000_000, 990_000)).toBe(10_000);
  });

  it('is not known where nothing runs', () => {
    expect([msLeft(null, 5, 6), msLeft(undefined, 5, 6), msLeft(5, undefined, 6)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});
