import { describe, expect, it } from 'vitest';
import { NotEnoughDataError } from './errors.js';
import { comparePaired, holmAdjusted, meanInterval, pairedInterval } from './paired.js';

/**
 * Hours of sleep gained with two drugs, ten patients (Student 1908, The probable error of a mean, Biometrika 6): the
 * worked example of the paired test. Known results: t = 4.0621, 9 degrees of freedom, p = 0.002833, interval 0.7001 to
 * 2.4599 (R, `t.test(extra ~ group, paired = TRUE)`).
 */
const DEXTRO = [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2];
const LAEVO = [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4];

describe('comparePaired', () => {
  it('finds what Student found about sleep', () => {
    const { pairs, difference, p, cohensDz, rankBiserial } = comparePaired(DEXTRO, LAEVO);
    expect(pairs).toBe(10);
    expect(difference.mean).toBeCloseTo(1.58, 10);
    // The table of t has three decimals.
    expect(difference.low).toBeCloseTo(0.7001, 3);
    expect(difference.high).toBeCloseTo(2.4599, 3);
    expect(p).toBeCloseTo(0.002832890197384273, 12);
    // t = d_z sqrt(n)
    expect(cohensDz).toBeCloseTo(4.062127683382037 / Math.sqrt(10), 10);
    // Nine patients gained with the second drug, one had no difference.
    expect(rankBiserial).toBe(1);
  });

  it('gives no interval of the change where a value is not above 0', () => {
    expect(comparePaired(DEXTRO, LAEVO).changeIntervalPct).toBeUndefined();
  });

  /**
   * Expected values by scipy 1.17.1: `ttest_rel(contender, baseline)`, its `confidence_interval()`, and
   * `100 * expm1` of the interval of `ttest_1samp(log(contender / baseline), 0)`.
   */
  it.each([
    {
      baseline: [980, 1010, 955, 995, 1002],
      contender: [58, 63, 57, 66, 61],
      low: -951.164164410908,
      high: -903.6358355890919,
      p: 4.35081016456461e-8,
      dz: -48.456119559819506,
      changePct: -93.82840955078916,
      change: [-94.17641555, -93.47591154],
      rankBiserial: -1,
    },
    {
      baseline: [100, 102, 98, 101, 99],
      contender: [97, 103, 98, 95, 100],
      low: -5.186566281639451,
      high: 2.3865662816394515,
      p: 0.3626615933060837,
      dz: -0.45907808504876707,
      changePct: -1.4,
      change: [-5.14828696, 2.43895769],
      // Differences -3, 1, 0, -6, 1: ranks of 1, 1, 3, 6 are 1.5, 1.5, 3, 4; (3 - 7) / 10.
      rankBiserial: -0.4,
    },
  ])('agrees with scipy for $contender', ({ baseline, contender, low, high, p, dz, changePct, ...rest }) => {
    const compared = comparePaired(baseline, contender);
    expect(compared.difference.low).toBeCloseTo(low, 1);
    expect(compared.difference.high).toBeCloseTo(high, 1);
    expect(compared.p).toBeCloseTo(p, 12);
    expect(compared.cohensDz).toBeCloseTo(dz, 8);
    expect(compared.difference.changePct).toBeCloseTo(changePct, 10);
    expect(compared.changeIntervalPct?.low).toBeCloseTo(rest.change[0] ?? 0, 2);
    expect(compared.changeIntervalPct?.high).toBeCloseTo(rest.change[1] ?? 0, 2);
    expect(compared.rankBiserial).toBeCloseTo(rest.rankBiserial, 12);
  });

  it('claims no effect size where every difference is the same', () => {
    expect(comparePaired([1, 2, 3], [2, 3, 4])).toMatchObject({
      p: undefined,
      cohensDz: undefined,
      rankBiserial: 1,
      difference: { mean: 1, low: 1, high: 1 },
    });
    expect(comparePaired([5, 6], [5, 6])).toMatchObject({ p: 1, cohensDz: undefined, rankBiserial: 0 });
  });

  it('takes every change relative to the baseline', () => {
    expect(comparePaired([150, 150], [200, 200]).difference.changePct).toBeCloseTo(100 / 3, 10);
    expect(comparePaired([200, 200], [150, 150]).difference.changePct).toBeCloseTo(-25, 10);
  });

  it('refuses one pair, and lists that do not pair up', () => {
    expect(() => comparePaired([1], [2])).toThrow(NotEnoughDataError);
    expect(() => pairedInterval([1, 2, 3], [1, 2])).toThrow('2 complete pairs');
  });
});

describe('meanInterval', () => {
  it('is that of Student', () => {
    // Mean 3, standard deviation sqrt(2.5), t(0.975, 4) = 2.776.
    const half = (2.776 * Math.sqrt(2.5)) / Math.sqrt(5);
    expect(meanInterval([1, 2, 3, 4, 5])).toEqual({ mean: 3, low: 3 - half, high: 3 + half });
  });
});

describe('holmAdjusted', () => {
  it('multiplies by what is left, and never falls', () => {
    // Sorted 0.005, 0.01, 0.03, 0.04: times 4, 3, 2, 1 is 0.02, 0.03, 0.06, 0.04, and the last may not be below 0.06.
    const adjusted = holmAdjusted([0.01, 0.04, 0.03, 0.005]);
    [0.03, 0.06, 0.06, 0.02].forEach((expected, index) => expect(adjusted[index]).toBeCloseTo(expected, 12));
  });

  it('stays at most 1, and takes none', () => {
    expect(holmAdjusted([0.9, 0.8])).toEqual([1, 1]);
    expect(holmAdjusted([])).toEqual([]);
  });
});
