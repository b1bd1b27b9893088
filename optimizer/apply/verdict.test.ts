import { describe, expect, it } from 'vitest';
import type { Measurement } from '../domain/round.js';
import { studentT975 } from '../domain/student-t.js';
import { comparePairs, type Pair } from './paired-comparison.js';
import { judge } from './verdict.js';

function measurement(throughputTps: number, latencyMeanMs: number): Measurement {
  return {
    windowS: 5,
    achievedRateTps: 60,
    throughputTps,
    latencyMeanMs,
    latencyP50Ms: latencyMeanMs,
    latencyP95Ms: 2 * latencyMeanMs,
    latencyP99Ms: 2 * latencyMeanMs,
    succeeded: 300,
    failed: 0,
    failedByReason: {},
    blocks: 9,
  };
}

function pairsOf(
  baseline: number[],
  applied: number[],
  throughput: readonly [number, number] = [60, 60],
): Pair[] {
  return baseline.map((value, index) => ({
    baseline: measurement(throughput[0], value),
    applied: measurement(throughput[1], applied[index] ?? Number.NaN),
  }));
}

const noFailures = { baseline: 0, applied: 0 };

describe('comparePairs', () => {
  it('gives the mean paired difference with its t interval and the change relative to the baseline', () => {
    // Differences -10, -20, -30, -40: mean -25, sample variance (225+25+25+225)/3 = 166.67, n = 4, t(3) = 3.182.
    const { latencyMeanMs } = comparePairs(pairsOf([100, 100, 100, 100], [90, 80, 70, 60]));
    const half = 3.182 * Math.sqrt(500 / 3 / 4);
    expect(latencyMeanMs.mean).toBeCloseTo(-25, 9);
    expect(latencyMeanMs.low).toBeCloseTo(-25 - half, 9);
    expect(latencyMeanMs.high).toBeCloseTo(-25 + half, 9);
    expect(latencyMeanMs.changePct).toBeCloseTo(-25, 9);
  });

  it('refuses a single pair', () => {
    expect(() => comparePairs(pairsOf([1], [1]))).toThrow(/at least 2/);
  });

  it('uses Student t quantiles that go over to the normal one', () => {
    expect(studentT975(3)).toBe(3.182);
    expect(studentT975(40)).toBeCloseTo(2.021, 3);
    expect(studentT975(1000)).toBeCloseTo(1.962, 3);
  });
});

describe('judge', () => {
  it('keeps settings with a clearly lower latency', () => {
    expect(
      judge('min-latency', comparePairs(pairsOf([100, 101, 99, 100], [50, 51, 50, 49])), noFailures),
    ).toMatchObject({ verdict: 'kept' });
  });

  it('takes settings back whose latency is clearly higher', () => {
    const verdict = judge(
      'min-latency',
      comparePairs(pairsOf([50, 51, 50, 49], [100, 101, 99, 100])),
      noFailures,
    );
    expect(verdict).toEqual({ verdict: 'rolled-back', reason: 'mean latency is higher: +100.0 %' });
  });

  it('keeps settings whose higher latency is inside the noise', () => {
    expect(
      judge('min-latency', comparePairs(pairsOf([50, 150, 60, 140], [150, 55, 145, 60])), noFailures).verdict,
    ).toBe('kept');
  });

  it('takes settings back that lose more than 5 % throughput, however quick they are', () => {
    const slower = comparePairs(pairsOf([100, 100, 100, 100], [1, 1, 1, 1], [60, 56]));
    expect(judge('min-latency', slower, noFailures)).toMatchObject({
      verdict: 'rolled-back',
      reason: expect.stringContaining('throughput'),
    });
  });

  it('takes settings back under which more transactions fail', () => {
    const quick = comparePairs(pairsOf([100, 100, 100, 100], [50, 50, 50, 50]));
    expect(judge('min-latency', quick, { baseline: 0, applied: 2.5 })).toMatchObject({
      verdict: 'rolled-back',
    });
  });

  it('looks at throughput alone for max-throughput', () => {
    const slowerButMore = comparePairs(pairsOf([50, 50, 50, 50], [90, 91, 92, 93], [60, 62]));
    expect(judge('max-throughput', slowerButMore, noFailures).verdict).toBe('kept');
  });
});
