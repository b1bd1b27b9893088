import { describe, expect, it } from 'vitest';
import { dataRow } from '../../dataset/round.fixture.js';
import { scoreOf, scoresOf } from './metrics.js';

/** Pairs without intervals, or with the one interval for all of them. */
function pairs(
  measured: readonly number[],
  predicted: readonly number[],
  interval90?: { low: number; high: number },
) {
  return measured.map((value, i) => ({ measured: value, predicted: predicted[i] ?? Number.NaN, interval90 }));
}

describe('scoreOf', () => {
  it('works out the errors of a constant prediction', () => {
    const score = scoreOf(pairs([10, 20, 60], [30, 30, 30]));
    expect(score.mae).toBe((20 + 10 + 30) / 3);
    expect(score.mapePct).toBeCloseTo((100 * (20 / 10 + 10 / 20 + 30 / 60)) / 3, 10);
    expect(score.medianApePct).toBeCloseTo(100 * (10 / 20), 10);
    // The mean is 30: the prediction explains nothing.
    expect(score.r2).toBeCloseTo(0, 10);
    expect(score.coverage90Pct).toBeNull();
  });

  it('takes the mean of the two middle errors of an even number', () => {
    const score = scoreOf(pairs([100, 100, 100, 100], [101, 102, 104, 190]));
    expect(score.medianApePct).toBeCloseTo((2 + 4) / 2, 10);
  });

  it('explains everything when every prediction is right', () => {
    expect(scoreOf(pairs([1, 2], [1, 2]))).toMatchObject({ mapePct: 0, medianApePct: 0, mae: 0, r2: 1 });
  });

  it('has no explained share where every measured value is the same', () => {
    expect(scoreOf(pairs([0.1, 0.1, 0.1], [0.1, 0.2, 0.1])).r2).toBeNull();
  });

  it('counts the measured values inside their interval, ends included', () => {
    const values = [9.99, 10, 15, 20, 20.01];
    expect(scoreOf(pairs(values, values, { low: 10, high: 20 })).coverage90Pct).toBe(60);
  });

  it('knows no coverage where one interval is missing', () => {
    const [first, second] = [pairs([1], [1], { low: 0, high: 2 }), pairs([1], [1])];
    expect(scoreOf([...first, ...second]).coverage90Pct).toBeNull();
  });

  it.each([
    ['nothing', []],
    ['a measured value of 0', pairs([0, 1], [1, 1])],
  ])('refuses %s', (_, some) => {
    expect(() => scoreOf(some)).toThrow(RangeError);
  });
});

describe('scoresOf', () => {
  const interval = { low: 0, high: 1000 };

  it('scores each output on its own, by its own interval', () => {
    const measured = [dataRow({ throughputTps: 50, latencyMeanMs: 100, latencyP95Ms: 200 })];
    const scores = scoresOf(measured, [
      {
        throughputTps: 45,
        latencyMeanMs: 130,
        latencyP95Ms: 210,
        interval90: { throughputTps: { low: 44, high: 46 }, latencyMeanMs: interval, latencyP95Ms: interval },
      },
    ]);
    expect(scores.throughputTps.mapePct).toBeCloseTo(10, 10);
    expect(scores.latencyMeanMs.mapePct).toBeCloseTo(30, 10);
    expect(scores.latencyP95Ms?.mapePct).toBeCloseTo(5, 10);
    expect([scores.throughputTps.coverage90Pct, scores.latencyMeanMs.coverage90Pct]).toEqual([0, 100]);
  });

  it('scores the 95th percentile over the rows that have it', () => {
    const measured = [dataRow({ latencyP95Ms: 100 }), dataRow()];
    const answer = { throughputTps: 60, latencyMeanMs: 100, latencyP95Ms: 150 };
    expect(scoresOf(measured, [answer, answer]).latencyP95Ms?.mapePct).toBeCloseTo(50, 10);
    expect(scoresOf([dataRow()], [answer]).latencyP95Ms).toBeUndefined();
  });

  it('does not score it where an answer lacks it, which would be a score of other rows', () => {
    const measured = [dataRow({ latencyP95Ms: 100 }), dataRow({ latencyP95Ms: 100 })];
    const answer = { throughputTps: 60, latencyMeanMs: 100 };
    expect(scoresOf(measured, [{ ...answer, latencyP95Ms: 150 }, answer]).latencyP95Ms).toBeUndefined();
  });

  it('refuses another number of answers than rows', () => {
    expect(() => scoresOf([dataRow(), dataRow()], [{ throughputTps: 1, latencyMeanMs: 1 }])).toThrow(
      RangeError,
    );
  });
});
