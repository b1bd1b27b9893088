import { describe, expect, it } from 'vitest';
import { mean, median, quantile } from './statistics.js';

describe('mean', () => {
  it('is the sum over the number', () => {
    expect(mean([1, 2, 6])).toBe(3);
  });

  it('is NaN for none', () => {
    expect(mean([])).toBeNaN();
  });
});

describe('median', () => {
  it('is the middle value, by size rather than by spelling or place', () => {
    expect(median([100, 9, 20])).toBe(20);
  });

  it('is the mean of the two middle ones of an even number', () => {
    expect(median([40, 10, 1000, 20])).toBe(30);
  });

  it('is NaN for none, and leaves the values in their order', () => {
    expect(median([])).toBeNaN();
    const values = [3, 1, 2];
    median(values);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('quantile', () => {
  it('goes from the smallest through the median to the largest', () => {
    const values = [100, 9, 20, 4];
    expect([0, 0.5, 1].map((share) => quantile(values, share))).toEqual([4, 14.5, 100]);
    expect(quantile(values, 0.5)).toBe(median(values));
  });

  it('is linear between neighbours', () => {
    // 0.9 of the way over 4 gaps is place 3.6.
    expect(quantile([10, 20, 30, 40, 100], 0.9)).toBeCloseTo(40 + 0.6 * 60, 12);
    // A quarter over 3 gaps is place 0.75.
    expect(quantile([2, 4, 8, 16], 0.25)).toBeCloseTo(3.5, 12);
  });

  it('is the value itself where there is one, NaN where there is none', () => {
    expect(quantile([7], 0.3)).toBe(7);
    expect(quantile([], 0.3)).toBeNaN();
  });

  it('leaves the values in their order', () => {
    const values = [3, 1, 2];
    quantile(values, 0.5);
    expect(values).toEqual([3, 1, 2]);
  });
});
