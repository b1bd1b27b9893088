import { describe, expect, it } from 'vitest';
import { measuredRound, SETTINGS } from '../../dataset/round.fixture.js';
import { plainGoal } from '../../domain/goal.js';
import type { MeasuredRound, Round } from '../../domain/round.js';
import { failedFrom } from '../../research/live-comparison/live-comparison.fixture.js';
import { bestStatic } from './live-static.js';

const of = (batchTimeoutMs: number) => ({ ...SETTINGS, batchTimeoutMs });
const grid = [of(50), of(100), of(200)];
const goal = plainGoal('min-latency');

const round = (
  batchTimeoutMs: number,
  sendRateTps: number,
  latencyMeanMs: number,
  throughputTps = sendRateTps,
) =>
  measuredRound({ settings: of(batchTimeoutMs), sendRateTps, measurement: { latencyMeanMs, throughputTps } });

describe('bestStatic', () => {
  it('is best over all rates, each weighing alike', () => {
    // Against the best of each rate: 50 ms is 1 and 4, 100 ms is 2 and 1.5, 200 ms is 4 and 1 times as slow.
    const rounds = [
      ...[round(50, 30, 10), round(100, 30, 20), round(200, 30, 40)],
      ...[round(50, 60, 4000), round(100, 60, 1500), round(200, 60, 1000)],
    ];
    // Products: 4, 3, 4.
    expect(bestStatic(grid, rounds, goal, [30, 60])).toEqual({ settings: of(100) });
  });

  it('keeps the limits at every rate before it is fast', () => {
    const rounds = [round(50, 30, 10), round(100, 30, 20), round(50, 60, 10, 50), round(100, 60, 20)];
    expect(bestStatic(grid, rounds, goal, [30, 60])).toEqual({ settings: of(100) });
  });

  it('says where no setting keeps the limits at every rate, and takes the one that keeps them most often', () => {
    const rounds = [round(50, 30, 10), round(100, 30, 20), round(50, 60, 10, 50)];
    expect(bestStatic(grid, rounds, goal, [30, 60])).toEqual({
      settings: of(50),
      reason: 'no setting of the grid kept the limits at every rate; this one did at 1 of 2',
    });
  });

  it('holds settings that keep the limits at different rates against the best at each', () => {
    const rounds = [
      ...[round(50, 30, 10), round(50, 60, 10), round(50, 120, 10, 60)],
      ...[round(100, 30, 10, 15), round(100, 60, 5), round(100, 120, 100)],
    ];
    // 50 ms: 1 and 2 times as slow as the best at 30 and 60 tps; 100 ms: the best at 60 and 120 tps.
    expect(bestStatic(grid, rounds, goal, [30, 60, 120]).settings).toEqual(of(100));
  });

  it('has no settings where none kept the limits, and where all rounds failed', () => {
    const none = { reason: 'no setting of the grid kept the limits at any rate' };
    const failed: Round[] = [failedFrom(round(50, 30, 10))];
    expect(bestStatic(grid, [round(50, 30, 10, 20)], goal, [30])).toEqual(none);
    expect(bestStatic(grid, failed, goal, [30])).toEqual(none);
  });

  it('holds a network against what was offered where the generator fell short', () => {
    const short: MeasuredRound = {
      ...round(50, 100, 10, 80),
      quality: {
        ...{ endedBy: 'length', opensMs: 0, closesMs: 1, batches: 4, queueGrowth: 0, saturated: false },
        ...{ generatorLimited: true, attempts: 2 },
      },
    };
    const measured = { ...short, measurement: { ...short.measurement, achievedRateTps: 80 } };
    expect(bestStatic(grid, [measured], goal, [100])).toEqual({ settings: of(50) });
  });
});
