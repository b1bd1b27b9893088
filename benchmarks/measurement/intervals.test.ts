import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../optimizer/domain/random.js';
import type { RawTransaction } from '../../optimizer/domain/ports.js';
import { latencyIntervals } from './intervals.js';

/** Transactions every 10 ms, `perBlock` to a block, with these latencies. */
function withLatencies(latencies: readonly number[], perBlock: number): RawTransaction[] {
  return latencies.map((latency, index) => ({
    createdMs: index * 10,
    finishedMs: index * 10 + latency,
    block: Math.floor(index / perBlock),
  }));
}

function uniform(seed: number): () => number {
  const random = seededRandom(seed);
  return () => random.next();
}

/** The share of trials in which the interval of the mean holds the true mean. */
function coverage(trial: (random: () => number) => number[], perBlock: number, truth: number): number {
  const trials = 400;
  let held = 0;
  for (let seed = 1; seed <= trials; seed += 1) {
    const latencies = trial(uniform(seed));
    const mean = latencies.reduce((sum, value) => sum + value, 0) / latencies.length;
    const { meanHalfWidthPct = Number.NaN } = latencyIntervals(withLatencies(latencies, perBlock));
    if (Math.abs(mean - truth) <= (meanHalfWidthPct / 100) * mean) held += 1;
  }
  return held / trials;
}

describe('latencyIntervals', () => {
  it('gives the interval that a hand calculation gives', () => {
    // Four blocks of two with means 10, 12, 8, 10: deviations 0, 4, -4, 0 as sums, sd of the means 1.633,
    // standard error 0.8165, t(3) = 3.182, lag-one products 0, -16, 0: no positive correlation.
    const intervals = latencyIntervals(withLatencies([9, 11, 11, 13, 7, 9, 9, 11], 2));
    expect(intervals.batches).toBe(4);
    expect(intervals.meanHalfWidthPct).toBeCloseTo((100 * 3.182 * 0.8165) / 10, 2);
  });

  it('gives none from fewer than four blocks', () => {
    expect(latencyIntervals(withLatencies([1, 2, 3], 1))).toEqual({
      batches: 3,
      meanHalfWidthPct: undefined,
      p95HalfWidthPct: undefined,
    });
  });

  it('holds the true mean in about 95 of 100 trials, for independent latencies', () => {
    const share = coverage((random) => Array.from({ length: 200 }, () => 20 + 60 * random()), 1, 50);
    expect(share).toBeGreaterThan(0.92);
    expect(share).toBeLessThan(0.985);
  });

  it('and for latencies that rise and fall together inside a block, where single ones would promise far too much', () => {
    const blocks = (random: () => number): number[] =>
      Array.from({ length: 40 }, () => 20 + 60 * random()).flatMap((level) => Array<number>(10).fill(level));
    expect(coverage(blocks, 10, 50)).toBeGreaterThan(0.92);
    expect(coverage(blocks, 1, 50)).toBeGreaterThan(0.9); // batches repair most of it even without the blocks
  });

  it('and keeps most of that where a slow wave runs through the round', () => {
    const wave = (random: () => number): number[] => {
      let level = 0;
      return Array.from({ length: 1000 }, () => {
        level = 0.97 * level + (random() - 0.5);
        return 50 + level;
      });
    };
    expect(coverage(wave, 1, 50)).toBeGreaterThan(0.88);
  });

  it('narrows with the square root of the length', () => {
    const random = uniform(5);
    const latencies = Array.from({ length: 6400 }, () => 20 + 60 * random());
    const [short = 0, long = 0] = [latencies.slice(0, 400), latencies].map(
      (some) => latencyIntervals(withLatencies(some, 1)).meanHalfWidthPct ?? 0,
    );
    expect(short / long).toBeGreaterThan(2.5);
    expect(short / long).toBeLessThan(6.5);
  });

  it('knows the 95th percentile less well than the mean', () => {
    const random = uniform(9);
    const { meanHalfWidthPct = 0, p95HalfWidthPct = 0 } = latencyIntervals(
      withLatencies(
        Array.from({ length: 400 }, () => 10 - 20 * Math.log(1 - random())),
        1,
      ),
    );
    expect(p95HalfWidthPct).toBeGreaterThan(meanHalfWidthPct);
    expect(p95HalfWidthPct).toBeLessThan(60);
  });
});
