import { describe, expect, it } from 'vitest';
import type { ModelInput } from '../dataset/columns.js';
import { dataRow, SETTINGS } from '../dataset/round.fixture.js';
import { InfeasibleError } from '../domain/errors.js';
import { plainGoal } from '../domain/goal.js';
import { sure, wide, type Sketch } from './prediction.fixture.js';
import type { RecommendRequest } from './recommend.js';
import { recommendSchedule } from './schedule.js';

const rows = [5, 60, 200].flatMap((maxMessageCount) =>
  [50, 250].flatMap((batchTimeoutMs) =>
    [60, 120].map((sendRateTps) =>
      dataRow({
        ...SETTINGS,
        roundId: `${maxMessageCount}-${batchTimeoutMs}-${sendRateTps}`,
        pointId: `${maxMessageCount}-${batchTimeoutMs}-${sendRateTps}`,
        ...{ maxMessageCount, batchTimeoutMs, sendRateTps },
      }),
    ),
  ),
);

/** Small blocks are quick at 60 tps and slow at 120 tps; between them it makes no difference. */
const turning = ({ maxMessageCount, sendRateTps }: ModelInput): Sketch => {
  if (sendRateTps === 60) return sure(sendRateTps, 20 + maxMessageCount);
  return sure(sendRateTps, sendRateTps === 120 ? 300 - maxMessageCount : 100);
};

const ask = (periods: RecommendRequest['periods'], answer: (point: ModelInput) => Sketch, more = {}) =>
  recommendSchedule({
    id: 'r',
    now: new Date('2026-01-02T03:04:05Z'),
    rows,
    failures: [],
    current: SETTINGS,
    workload: 'publish',
    periods,
    goal: plainGoal('min-latency'),
    modelId: 'model',
    predict: (points) => points.map(answer),
    ...more,
  });

const DAY = [
  { from: '00:00', sendRateTps: 60 },
  { from: '06:00', sendRateTps: 90 },
  { from: '12:00', sendRateTps: 120 },
  { from: '20:00', sendRateTps: 60 },
];

describe('recommendSchedule', () => {
  it('changes where that gains, and nowhere else', () => {
    const stretches = ask(DAY, turning);
    expect(stretches.map(({ periods }) => periods.map(({ from }) => from))).toEqual([
      ['00:00', '06:00'],
      ['12:00'],
      ['20:00'],
    ]);
    expect(stretches.map(({ recommendation }) => recommendation.settings.maxMessageCount)).toEqual([
      5, 200, 5,
    ]);
    expect(stretches.map(({ recommendation }) => recommendation.id)).toEqual(['r-1', 'r-2', 'r-3']);
    expect(stretches[0]?.recommendation.rates?.map(({ from }) => from)).toEqual(['00:00', '06:00']);
  });

  it('is one setting, that in force, where every gain is inside the noise', () => {
    const stretches = ask(DAY, (point) => {
      const { throughputTps, latencyMeanMs } = turning({ ...point, maxMessageCount: 100 });
      return wide(throughputTps, latencyMeanMs + point.maxMessageCount / 10, 3);
    });
    expect(stretches).toHaveLength(1);
    expect(stretches[0]?.recommendation).toMatchObject({ decision: 'stay', settings: SETTINGS });
  });

  it('says at which rate no setting keeps the limits', () => {
    const limits = [{ figure: 'latencyMeanMs', bound: '<=', value: 99 }] as const;
    const asking = () => ask(DAY, turning, { goal: { ...plainGoal('min-latency'), limits } });
    expect(asking).toThrow(InfeasibleError);
    expect(asking).toThrow(/latencyMeanMs<=99 at 90 tps/);
  });
});
