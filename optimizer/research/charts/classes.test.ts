import { describe, expect, it } from 'vitest';
import { classesOf, classIndex, rangesAt } from './classes.js';

describe('classesOf', () => {
  it('gives few values a class each, in rising order', () => {
    expect(classesOf([1000, 5, 25, 5]).map(({ label }) => label)).toEqual(['5', '25', '1,000']);
  });

  it('makes ranges of many values, none of them left out', () => {
    const values = Array.from({ length: 40 }, (_, index) => 1 + index * 5);
    const classes = classesOf(values, 8);
    expect(classes.length).toBeLessThanOrEqual(8);
    expect(values.every((value) => classIndex(classes, value) >= 0)).toBe(true);
  });
});

describe('rangesAt', () => {
  it('names the ranges and holds the lower end of each', () => {
    const ranges = rangesAt([50, 100]);
    expect(ranges.map(({ label }) => label)).toEqual(['under 50', '50 to 100', '100 and more']);
    expect([49.9, 50, 99.9, 100].map((value) => classIndex(ranges, value))).toEqual([0, 1, 1, 2]);
  });

  it('is one class without breaks', () => {
    expect(rangesAt([]).map(({ label }) => label)).toEqual(['all']);
  });
});
