import { describe, expect, it } from 'vitest';
import { parted, partsFor } from './parts.js';

describe('parted', () => {
  it.each([3, 12, 13, 59, 60, 999, 1000])('gives %i points parts of about the same size', (points) => {
    const partOf = parted(points, 4);
    const sizes = Array.from(
      { length: partsFor(points) },
      (_, part) => partOf.filter((each) => each === part).length,
    );
    expect(partOf).toHaveLength(points);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(points);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(1);
    expect(Math.min(...sizes)).toBeGreaterThan(0);
  });

  it('leaves each of few points out alone', () => {
    expect(parted(12, 4).toSorted((a, b) => a - b)).toEqual(Array.from({ length: 12 }, (_, i) => i));
    expect(partsFor(13)).toBeLessThan(13);
  });

  it('repeats for the same seed, and not for another', () => {
    expect(parted(30, 4)).toEqual(parted(30, 4));
    expect(parted(30, 5)).not.toEqual(parted(30, 4));
  });

  it('takes neighbours apart', () => {
    const partOf = parted(100, 4);
    const inTurn = partOf.filter((part, row) => part === row % partsFor(100));
    expect(inTurn.length).toBeLessThan(50);
  });
});
