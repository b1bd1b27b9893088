import { describe, expect, it } from 'vitest';
import type { ModelInput } from '../dataset/columns.js';
import { measuredRound, SETTINGS } from '../dataset/round.fixture.js';
import { rowsFromRounds } from '../dataset/rows.js';
import { InfeasibleError, NotEnoughDataError } from '../domain/errors.js';
import { plainGoal, type Goal } from '../domain/goal.js';
import type { Scores } from '../domain/model-record.js';
import { recommendationSchema } from '../domain/recommendation.js';
import { nearestEvidence } from './evidence.js';
import { sure, wide, type Sketch } from './prediction.fixture.js';
import { recommend, type RecommendRequest } from './recommend.js';

/** 10 ms and half the timeout; everything sent commits. */
const surface = ({ batchTimeoutMs, sendRateTps }: ModelInput): Sketch =>
  sure(sendRateTps, 10 + batchTimeoutMs / 2);
const measuredAt = (maxMessageCount: number, batchTimeoutMs: number, sendRateTps: number, replicate = 1) =>
  measuredRound({
    settings: { maxMessageCount, batchTimeoutMs },
    sendRateTps,
    replicate,
    measurement: {
      throughputTps: sendRateTps,
      latencyMeanMs: 10 + batchTimeoutMs / 2,
      latencyP95Ms: 20 + batchTimeoutMs,
    },
  });
const ROUNDS = [5, 60, 200].flatMap((count) =>
  [50, 250].flatMap((timeout) =>
    [60, 120].flatMap((rate) => [measuredAt(count, timeout, rate, 1), measuredAt(count, timeout, rate, 2)]),
  ),
);
const REQUEST: RecommendRequest = {
  id: 'recommendation',
  now: new Date('2026-01-02T03:04:05Z'),
  rows: rowsFromRounds(ROUNDS),
  failures: [],
  current: SETTINGS,
  workload: 'publish',
  periods: [{ sendRateTps: 60 }],
  goal: plainGoal('min-latency'),
  modelId: 'model',
  predict: (points) => points.map(surface),
};

describe('recommend', () => {
  it('gives settings, what to expect of them and of the current ones, and what it rests on', () => {
    const recommendation = recommend(REQUEST);
    expect(recommendationSchema.parse(recommendation)).toEqual(recommendation);
    expect(recommendation).toMatchObject({
      id: 'recommendation',
      createdAt: '2026-01-02T03:04:05.000Z',
      // The count makes no difference here, so it stays.
      settings: { ...SETTINGS, batchTimeoutMs: 50 },
      predicted: { throughputTps: 60, latencyMeanMs: 10 + 50 / 2 },
      predictedCurrent: { throughputTps: 60, latencyMeanMs: 10 + 250 / 2 },
      decision: 'change',
      modelId: 'model',
      roundIds: rowsFromRounds(ROUNDS).map(({ roundId }) => roundId),
      warnings: [],
      goal: REQUEST.goal,
      probabilityBetter: 1,
      limits: [
        { limit: { figure: 'throughputTps', bound: '>=', value: 57 }, probability: 1, probabilityCurrent: 1 },
      ],
      binding: { by: 'timeout' },
      safeRegion: { tolerancePct: 5 },
      front: { sendRateTps: 60 },
      evidence: { pointId: 'm60-t50-r60', measured: { throughputTps: 60, latencyMeanMs: 35 } },
    });
    // From 135 to 35 ms, with nothing in doubt.
    const changePct = expect.closeTo(100 * (35 / 135 - 1), 3);
    expect(recommendation.expectedGain).toEqual({
      figure: 'latencyMeanMs',
      changePct,
      low: changePct,
      high: changePct,
    });
  });

  it('predicts only what could be applied: whole units inside the swept box', () => {
    const asked: ModelInput[] = [];
    const { candidates } = recommend({
      ...REQUEST,
      predict: (points) => {
        asked.push(...points);
        return points.map(surface);
      },
    });
    expect(asked.length).toBeGreaterThanOrEqual(candidates);
    for (const { maxMessageCount, batchTimeoutMs } of asked) {
      expect([maxMessageCount, batchTimeoutMs].every(Number.isInteger)).toBe(true);
      expect(maxMessageCount).toBeGreaterThanOrEqual(5);
      expect(maxMessageCount).toBeLessThanOrEqual(200);
      expect(batchTimeoutMs).toBeGreaterThanOrEqual(50);
      expect(batchTimeoutMs).toBeLessThanOrEqual(250);
    }
  });

  it('says stay when the current settings are as good as the best', () => {
    const current = { ...SETTINGS, maxMessageCount: 77, batchTimeoutMs: 50 };
    expect(recommend({ ...REQUEST, current })).toMatchObject({ decision: 'stay', settings: current });
  });

  it('stays where the gain is inside the noise, and tells of what would have been next', () => {
    // A fifth less latency, known within a factor of 1.5 by the rounds around.
    const predict = (points: readonly ModelInput[]) =>
      points.map(({ batchTimeoutMs, sendRateTps }) => wide(sendRateTps, batchTimeoutMs < 100 ? 80 : 100, 4));
    const recommendation = recommend({ ...REQUEST, predict });
    expect(recommendation).toMatchObject({ decision: 'stay', settings: SETTINGS });
    expect(recommendation.reason).toMatch(/is inside the noise: better with a probability of 0\.\d\d$/);
    expect(recommendation.contender?.predicted.latencyMeanMs).toBe(80);
    expect(recommendation.expectedGain?.changePct).toBeCloseTo(-20, 1);
    expect(recommendation.probabilityBetter).toBeGreaterThan(0.5);
    expect(recommendation.probabilityBetter).toBeLessThan(0.9);
    // With less confidence asked for it is a gain.
    expect(recommend({ ...REQUEST, predict, goal: { ...REQUEST.goal, confidence: 0.55 } }).decision).toBe(
      'change',
    );
  });

  it('leaves settings that break a limit, whatever that costs', () => {
    const goal: Goal = { ...REQUEST.goal, limits: [{ figure: 'latencyP95Ms', bound: '<=', value: 120 }] };
    const predict = (points: readonly ModelInput[]) =>
      points.map(({ batchTimeoutMs, sendRateTps }) => ({
        ...sure(sendRateTps, 100),
        latencyP95Ms: 20 + batchTimeoutMs,
        interval90: {
          ...sure(sendRateTps, 100).interval90,
          latencyP95Ms: { low: 20 + batchTimeoutMs, high: 20 + batchTimeoutMs },
        },
      }));
    const { decision, settings, reason, limits } = recommend({ ...REQUEST, goal, predict });
    expect(decision).toBe('change');
    expect(settings.batchTimeoutMs).toBeLessThanOrEqual(100);
    expect(reason).toBe('what is in force keeps latencyP95Ms<=120 at 60 tps with a probability of 0.00 only');
    expect(limits?.[1]).toMatchObject({ probability: 1, probabilityCurrent: 0 });
  });

  it('keeps a limit on failures by what failed around, not by the model', () => {
    const goal: Goal = { ...REQUEST.goal, limits: [{ figure: 'failedPct', bound: '<=', value: 1 }] };
    const failures = ROUNDS.map(({ settings, measurement }) => ({
      ...settings,
      sendRateTps: measurement.achievedRateTps,
      succeeded: 950,
      failed: settings.batchTimeoutMs === 50 ? 50 : 0,
    }));
    expect(recommend({ ...REQUEST, goal, failures }).settings.batchTimeoutMs).toBeGreaterThan(100);
    expect(recommend({ ...REQUEST, failures }).settings.batchTimeoutMs).toBe(50);
    expect(() => recommend({ ...REQUEST, goal })).toThrow(/columns succeeded and failed/);
  });

  it('for several rates gives every one, and is judged where the current settings are furthest from the best', () => {
    const periods = [{ sendRateTps: 60 }, { sendRateTps: 120 }];
    const predict = (points: readonly ModelInput[]) =>
      points.map(({ batchTimeoutMs, sendRateTps }) =>
        sure(sendRateTps, (batchTimeoutMs * sendRateTps) / 60 + 100),
      );
    const recommendation = recommend({ ...REQUEST, periods, predict });
    // 350 / 150 ms at 60 tps, 600 / 200 ms at 120 tps.
    expect(recommendation.load.sendRateTps).toBe(120);
    expect(recommendation.rates?.map(({ sendRateTps }) => sendRateTps)).toEqual([60, 120]);
    expect(recommendation.rates?.map(({ predicted }) => predicted.latencyMeanMs)).toEqual([150, 200]);
    expect(recommendation.rates?.map(({ regretPct }) => regretPct)).toEqual([0, 0]);
    expect(recommendationSchema.parse(recommendation)).toEqual(recommendation);
  });

  it('has nothing to rest on without rows', () => {
    expect(() => recommend({ ...REQUEST, rows: [], workload: 'mixed' })).toThrow(NotEnoughDataError);
  });

  it.each([19.9, 361])('refuses a rate of which the rows say nothing: %d tps', (sendRateTps) => {
    const asking = () => recommend({ ...REQUEST, periods: [{ sendRateTps }] });
    expect(asking).toThrow(NotEnoughDataError);
    expect(asking).toThrow(/more than 3 times outside the measured rates, 60\.0 to 120\.0 tps/);
  });

  it('says so where the model knows no 95th percentile', () => {
    const predict = (points: readonly ModelInput[]) =>
      points.map((point) => ({ ...surface(point), latencyP95Ms: undefined }));
    const about: Goal[] = [
      { ...REQUEST.goal, latency: 'p95' },
      { ...REQUEST.goal, limits: [{ figure: 'latencyP95Ms', bound: '<=', value: 400 }] },
    ];
    for (const goal of about) {
      expect(() => recommend({ ...REQUEST, goal, predict })).toThrow(NotEnoughDataError);
      expect(() => recommend({ ...REQUEST, goal, predict })).toThrow(/no 95th percentile/);
    }
    expect(recommend({ ...REQUEST, predict }).decision).toBe('change');
  });

  it('refuses a limit that nobody can meet', () => {
    const goal: Goal = { ...REQUEST.goal, limits: [{ figure: 'latencyMeanMs', bound: '<=', value: 30 }] };
    expect(() => recommend({ ...REQUEST, goal })).toThrow(InfeasibleError);
    expect(() => recommend({ ...REQUEST, goal })).toThrow(
      /keeps latencyMeanMs<=30 .* expected to have 35 ms/,
    );
  });
});

describe('a recommendation warns', () => {
  const warningsOf = (change: Partial<RecommendRequest>) => recommend({ ...REQUEST, ...change }).warnings;
  const score = (mapePct: number) => ({
    mapePct,
    medianApePct: mapePct,
    mae: 1,
    r2: 0.5,
    coverage90Pct: null,
  });
  const scores = (throughput: number, latency: number): Scores => ({
    throughputTps: score(throughput),
    latencyMeanMs: score(latency),
  });

  it.each([30, 200])('of a send rate outside the measured ones: %i tps', (sendRateTps) => {
    expect(warningsOf({ periods: [{ sendRateTps }] })).toEqual([
      `the send rate of ${sendRateTps} tps is outside the measured rates, 60.0 to 120.0 tps: measure at it`,
    ]);
  });

  it('not of a rate that the generator missed by a little', () => {
    expect(warningsOf({ periods: [{ sendRateTps: 121 }] })).toEqual([]);
  });

  it('of current settings outside the swept box, knob by knob', () => {
    expect(warningsOf({ current: { ...SETTINGS, maxMessageCount: 500, batchTimeoutMs: 2000 } })).toEqual([
      'the current maxMessageCount of 500 is outside the swept 5 to 200: what is predicted for the current settings is extrapolated',
      'the current batchTimeoutMs of 2000 is outside the swept 50 to 250: what is predicted for the current settings is extrapolated',
    ]);
  });

  it('of fewer than ten points', () => {
    // Four points, two rounds each.
    const rounds = ROUNDS.filter(({ settings }) => settings.maxMessageCount === 60);
    expect(warningsOf({ rows: rowsFromRounds(rounds) })).toEqual([
      'only 4 points were measured: with fewer than 10 a prediction is a rough guess',
      'the current maxMessageCount of 100 is outside the swept 60 to 60: what is predicted for the current settings is extrapolated',
    ]);
  });

  it('of a model no better than a trivial baseline, output by output', () => {
    const modelScores = {
      scores: scores(2, 20),
      baselines: {
        trainingMean: scores(30, 90),
        constantShare: scores(1.5, 90),
        nearestPoint: scores(9, 20),
      },
    };
    expect(warningsOf({ modelScores })).toEqual([
      'for throughputTps the model is no better than the trivial baseline constantShare: mean absolute percentage error 2.0 % against 1.5 %',
      'for latencyMeanMs the model is no better than the trivial baseline nearestPoint: mean absolute percentage error 20.0 % against 20.0 %',
    ]);
  });

  it('of a prediction far from what was measured nearest to the choice', () => {
    // The model promises a fifth of the latency, and with it moves the choice nowhere else.
    const predict = (points: readonly ModelInput[]) =>
      points.map((point) => sure(point.sendRateTps, surface(point).latencyMeanMs / 5));
    expect(warningsOf({ predict })).toEqual([
      'the model is off by 80 % in latency at 60 messages and 50 ms at 60.0 tps, ' +
        'the measured point nearest to the choice: predicted 7.0 ms, measured 35.0 ms (median)',
    ]);
  });

  it('of throughput that is far from what was measured', () => {
    const predict = (points: readonly ModelInput[]) =>
      points.map((point) => sure(0.85 * point.sendRateTps, surface(point).latencyMeanMs));
    expect(warningsOf({ predict, goal: plainGoal('max-throughput') })).toEqual([
      expect.stringMatching(
        /^the model is off by 15 % in throughput .*predicted 51\.0 tps, measured 60\.0 tps/,
      ),
    ]);
  });

  it('of a choice beside a point that was measured only once', () => {
    const rounds = ROUNDS.filter(({ replicate }) => replicate === 1);
    expect(warningsOf({ rows: rowsFromRounds(rounds) })).toEqual([
      expect.stringMatching(/was measured only once: one round may be luck$/),
    ]);
  });
});

describe('nearestEvidence', () => {
  it('is the point nearest by ratio, rate included, with the medians of its replicates', () => {
    const single = (sendRateTps: number, latencyMeanMs: number, replicate: number) =>
      measuredRound({
        settings: { maxMessageCount: 1 },
        sendRateTps,
        replicate,
        measurement: {
          latencyMeanMs,
          throughputTps: 90 + replicate,
          achievedRateTps: sendRateTps - replicate,
        },
      });
    const rounds = [...ROUNDS, single(60, 20, 1), ...[31, 1413, 1500].map((ms, i) => single(120, ms, i + 1))];
    expect(nearestEvidence(rowsFromRounds(rounds), { ...SETTINGS, maxMessageCount: 2 }, 100)).toEqual({
      pointId: 'm1-t250-r120',
      settings: { ...SETTINGS, maxMessageCount: 1 },
      sendRateTps: 118,
      measured: { throughputTps: 92, latencyMeanMs: 1413, latencyP95Ms: 180 },
      roundIds: [1, 2, 3].map((replicate) => `sweep/m1-t250-r120/${replicate}`),
    });
  });
});
