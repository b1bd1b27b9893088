import { describe, expect, it } from 'vitest';
import { measuredRound } from '../dataset/round.fixture.js';
import type { MeasuredRound } from '../domain/round.js';
import { drift, noiseFloor } from './noise.js';

const round = (pointId: string, latencyMeanMs: number, hour = 0): MeasuredRound => ({
  ...measuredRound({ pointId, measurement: { latencyMeanMs } }),
  startedAt: new Date(Date.UTC(2026, 0, 2) + hour * 3_600_000).toISOString(),
});

describe('noiseFloor', () => {
  it('pools the relative deviations of points over n - 1 each', () => {
    // a: 90, 110 lie 10 % off their mean; b: 190, 200, 210 lie 5, 0 and 5 % off theirs; c is alone.
    // sqrt((0.01 + 0.01 + 0.0025 + 0.0025) / (1 + 2)) = sqrt(0.025 / 3) = 9.1287 %.
    const rounds = [
      round('a', 90),
      round('b', 190),
      round('a', 110),
      round('b', 210),
      round('c', 5),
      round('b', 200),
    ];
    const { latencyMeanMs, throughputTps } = noiseFloor(rounds);
    expect(latencyMeanMs?.cvPct).toBeCloseTo(9.1287, 4);
    expect(latencyMeanMs).toMatchObject({ points: 2, rounds: 5 });
    expect(throughputTps).toEqual({ cvPct: 0, points: 2, rounds: 5 });
  });

  it('knows nothing where no point was repeated', () => {
    expect(noiseFloor([round('a', 1), round('b', 2)]).latencyMeanMs).toBeUndefined();
    expect(noiseFloor([]).throughputTps).toBeUndefined();
  });
});

describe('drift', () => {
  it('finds growth of 10 % an hour without error', () => {
    const { latencyMeanMs } = drift([round('a', 100, 0), round('a', 121, 2), round('a', 110, 1)]);
    expect(latencyMeanMs?.n).toBe(3);
    expect(latencyMeanMs?.pctPerHour).toBeCloseTo(10, 6);
    expect(latencyMeanMs?.low).toBeCloseTo(10, 4);
    expect(latencyMeanMs?.high).toBeCloseTo(10, 4);
  });

  it('gives the Student t interval of the slope', () => {
    // ln: 0, 0.03, 0 and 0.03 at 0, 1, 2 and 3 h. Slope 0.03 / 5 = 0.006; residuals -0.006, 0.018, -0.018,
    // 0.006, squares 0.00072; t(2) * sqrt(0.00036 / 5) = 4.303 * 0.0084853 = 0.0365121.
    const logs = [0, 0.03, 0, 0.03];
    const anchors = logs.map((log, hour) => round('a', 100 * Math.exp(log), hour));
    const { latencyMeanMs } = drift(anchors);
    expect(latencyMeanMs?.pctPerHour).toBeCloseTo(100 * Math.expm1(0.006), 6);
    expect(latencyMeanMs?.low).toBeCloseTo(100 * Math.expm1(0.006 - 0.0365121), 4);
    expect(latencyMeanMs?.high).toBeCloseTo(100 * Math.expm1(0.006 + 0.0365121), 4);
  });

  it('gives points that serve as anchors a level each and one slope', () => {
    const anchors = [
      round('a', 100, 0),
      round('b', 1100, 1),
      round('a', 121, 2),
      round('b', 1331, 3),
      round('a', 146.41, 4),
    ];
    expect(drift(anchors).latencyMeanMs?.pctPerHour).toBeCloseTo(10, 6);
  });

  it.each([
    ['two anchors', [round('a', 1, 0), round('a', 2, 1)]],
    ['one start for all', [round('a', 1), round('a', 2), round('a', 3)]],
    ['a figure of zero', [round('a', 0, 0), round('a', 2, 1), round('a', 3, 2)]],
    ['no point twice', [round('a', 1, 0), round('b', 2, 1), round('c', 3, 2)]],
  ])('tells no trend of %s', (_, anchors) => {
    expect(drift(anchors).latencyMeanMs).toBeUndefined();
  });
});
