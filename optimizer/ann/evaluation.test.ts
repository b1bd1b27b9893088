import { describe, expect, it } from 'vitest';
import { dataRow } from '../dataset/round.fixture.js';
import { BASELINES } from './baselines.js';
import { scoreOf, scoresOf } from './evaluation.js';

describe('scoreOf', () => {
  it('works out the errors of a constant prediction', () => {
    const score = scoreOf([10, 20, 60], [30, 30, 30]);
    expect(score.mae).toBe((20 + 10 + 30) / 3);
    expect(score.mapePct).toBeCloseTo((100 * (20 / 10 + 10 / 20 + 30 / 60)) / 3, 10);
    expect(score.medianApePct).toBeCloseTo(100 * (10 / 20), 10);
    // The mean is 30: the prediction explains nothing.
    expect(score.r2).toBeCloseTo(0, 10);
  });

  it('takes the mean of the two middle errors of an even number', () => {
    expect(scoreOf([100, 100, 100, 100], [101, 102, 104, 190]).medianApePct).toBeCloseTo((2 + 4) / 2, 10);
  });

  it('explains everything when every prediction is right', () => {
    expect(scoreOf([1, 2], [1, 2])).toEqual({ mapePct: 0, medianApePct: 0, mae: 0, r2: 1, coverage90Pct: null });
  });

  it('has no explained share where every measured value is the same', () => {
    expect(scoreOf([0.1, 0.1, 0.1], [0.1, 0.2, 0.1]).r2).toBeNull();
  });

  it.each([
    ['no values', [], []],
    ['another number of predictions', [1, 2], [1]],
    ['a measured value of 0', [0, 1], [1, 1]],
  ])('refuses %s', (_, measured, predicted) => {
    expect(() => scoreOf(measured, predicted)).toThrow(RangeError);
  });
});

describe('scoresOf', () => {
  it('scores each output on its own', () => {
    const measured = [dataRow({ throughputTps: 50, latencyMeanMs: 100 })];
    const { throughputTps, latencyMeanMs } = scoresOf(measured, [{ throughputTps: 45, latencyMeanMs: 130 }]);
    expect(throughputTps.mapePct).toBeCloseTo(10, 10);
    expect(latencyMeanMs.mapePct).toBeCloseTo(30, 10);
  });
});

describe('the trivial baselines', () => {
  const rows = [
    dataRow({ pointId: 'a', maxMessageCount: 10, sendRateTps: 50, throughputTps: 50, latencyMeanMs: 40 }),
    dataRow({ pointId: 'a', maxMessageCount: 10, sendRateTps: 50, throughputTps: 40, latencyMeanMs: 60 }),
    dataRow({ pointId: 'b', maxMessageCount: 100, sendRateTps: 100, throughputTps: 60, latencyMeanMs: 200 }),
  ];

  it('trainingMean answers the mean of the training rows', () => {
    expect(BASELINES.trainingMean(rows)([dataRow(), dataRow()])).toEqual([
      { throughputTps: (50 + 40 + 60) / 3, latencyMeanMs: (40 + 60 + 200) / 3 },
      { throughputTps: (50 + 40 + 60) / 3, latencyMeanMs: (40 + 60 + 200) / 3 },
    ]);
  });

  it('constantShare answers the mean share of the rate and the mean latency', () => {
    const share = (50 / 50 + 40 / 50 + 60 / 100) / 3;
    const [answer] = BASELINES.constantShare(rows)([dataRow({ sendRateTps: 200 })]);
    expect(answer?.throughputTps).toBeCloseTo(share * 200, 10);
    expect(answer?.latencyMeanMs).toBe((40 + 60 + 200) / 3);
  });

  it('nearestPoint answers the mean of the nearest point, near by ratio and not by difference', () => {
    // 25 is nearer to 10 than to 100 by difference and by ratio; 40 only by difference.
    const [near, far] = BASELINES.nearestPoint(rows)([
      dataRow({ maxMessageCount: 25, sendRateTps: 70 }),
      dataRow({ maxMessageCount: 40, sendRateTps: 72 }),
    ]);
    expect(near).toEqual({ throughputTps: (50 + 40) / 2, latencyMeanMs: (40 + 60) / 2 });
    expect(far).toEqual({ throughputTps: 60, latencyMeanMs: 200 });
  });
});
