import { describe, expect, it } from 'vitest';
import { pairedDifference, summarise, trialsToWithin } from './summary.js';

describe('trialsToWithin', () => {
  it.each([
    [[1, 2, 3], 1],
    [[50, 5, 0], 2],
    // Found by luck and left again: only the second time counts.
    [[50, 3, 60, 4, 4], 4],
    [[50, 3, 60], 4],
    [[0, 0, 5.1], 4],
  ])('of %j is %d', (regret, round) => {
    expect(trialsToWithin(5, regret)).toBe(round);
  });
});

describe('summarise', () => {
  const replayOf = (seed: number, regretPct: number[]) => ({
    ...{ strategy: 's', seed, regretPct, recommended: 0, measured: 2 },
  });
  it('takes medians and percentiles over the seeds', () => {
    const summary = summarise([replayOf(1, [100, 0]), replayOf(2, [50, 10]), replayOf(3, [20, 4])]);
    expect(summary.curve).toEqual([50, 4]);
    // Linear between neighbours: 4 + 0.8 (10 - 4), and 0 + 0.2 (4 - 0).
    expect(summary.regretPct.median).toBe(4);
    expect(summary.regretPct.p90).toBeCloseTo(8.8, 12);
    expect(summary.band.p10[1]).toBeCloseTo(0.8, 12);
    expect(summary.band.p90[0]).toBeCloseTo(90, 12);
    expect(summary.finalRegretPct).toEqual([0, 10, 4]);
    // Rounds 2, never (3) and 2.
    expect(summary.trialsToWithin5Pct).toEqual({ median: 2, p90: expect.closeTo(2.8, 12) });
    expect(summary.roundsMeasured).toEqual({ median: 2, p90: 2 });
  });
});

describe('pairedDifference', () => {
  it('tells mean, median and how often it was better, seed by seed', () => {
    const difference = pairedDifference([1, 2, 3, 10], [5, 2, 5, 4]);
    expect(difference).toMatchObject({ meanPct: 0, medianPct: -1, better: 2, equal: 1, worse: 1 });
    expect(difference.interval95.low).toBeLessThan(0);
    expect(difference.interval95.high).toBeGreaterThan(0);
  });

  it('has an interval about as wide as the mean is uncertain', () => {
    const values = Array.from({ length: 400 }, (_, index) => (index % 2 === 0 ? -1 : 1));
    const { interval95 } = pairedDifference(
      values,
      values.map(() => 0),
    );
    // Standard deviation 1 over 400 seeds: 1.96 / 20 to either side.
    expect(interval95.high).toBeCloseTo(0.098, 2);
    expect(interval95.low).toBeCloseTo(-0.098, 2);
  });

  it('is a point where all seeds agree, and the same every time', () => {
    expect(pairedDifference([1, 1], [3, 3]).interval95).toEqual({ low: -2, high: -2 });
    expect(pairedDifference([1, 9, 4], [3, 3, 3])).toEqual(pairedDifference([1, 9, 4], [3, 3, 3]));
  });
});
