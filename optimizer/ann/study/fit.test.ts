import { describe, expect, it } from 'vitest';
import { fitOf, fitsOf } from './fit.js';

describe('fitOf', () => {
  it('is worked out by hand', () => {
    // Errors 2, -1, 2; deviations of the measured -4, 0, 4 and of the predicted -3, -2, 5.
    const { mse, rmse, r2, r, mapePct } = fitOf([2, 6, 10], [4, 5, 12]);
    expect(mse).toBeCloseTo((4 + 1 + 4) / 3, 12);
    expect(rmse).toBeCloseTo(Math.sqrt(3), 12);
    expect(r2).toBeCloseTo(1 - 9 / 32, 12);
    expect(r).toBeCloseTo((-4 * -3 + 4 * 5) / Math.sqrt(32 * (9 + 4 + 25)), 12);
    expect(mapePct).toBeCloseTo((100 * (2 / 2 + 1 / 6 + 2 / 10)) / 3, 12);
  });

  it('has a correlation of 1 where predictions are off by a factor, and an R2 below 0', () => {
    const { r, r2 } = fitOf([1, 2, 3], [10, 20, 30]);
    expect(r).toBeCloseTo(1, 12);
    expect(r2).toBeLessThan(0);
  });

  it('has none of either where nothing varies', () => {
    expect(fitOf([5, 5], [4, 6])).toMatchObject({ r2: null, r: null, mse: 1 });
    expect(fitOf([4, 6], [5, 5])).toMatchObject({ r2: 0, r: null });
  });

  it('refuses what cannot be scored', () => {
    for (const [measured, predicted] of [
      [[], []],
      [[1], [1, 2]],
      [[0], [1]],
    ]) {
      expect(() => fitOf(measured ?? [], predicted ?? [])).toThrow(RangeError);
    }
  });
});

it('fitsOf keeps the outputs apart', () => {
  const measured = [{ throughputTps: 10, latencyMeanMs: 100 }];
  const fits = fitsOf(measured, [{ throughputTps: 9, latencyMeanMs: 120 }]);
  expect(fits.throughputTps.mapePct).toBeCloseTo(10, 12);
  expect(fits.latencyMeanMs.mapePct).toBeCloseTo(20, 12);
});
