import { describe, expect, it } from 'vitest';
import type { ModelInput } from '../dataset/columns.js';
import { failedRound, measuredRound, SETTINGS } from '../dataset/round.fixture.js';
import { NotEnoughDataError } from '../domain/errors.js';
import type { Prediction } from '../domain/objective.js';
import type { Scores } from '../domain/model-record.js';
import { recommendationSchema } from '../domain/recommendation.js';
import { nearestEvidence } from './evidence.js';
import { recommend, type RecommendRequest } from './recommend.js';

/** 10 ms and half the timeout; everything sent commits. */
const surface = ({ batchTimeoutMs, sendRateTps }: ModelInput): Prediction => ({
  throughputTps: sendRateTps,
  latencyMeanMs: 10 + batchTimeoutMs / 2,
});
const measuredAt = (maxMessageCount: number, batchTimeoutMs: number, sendRateTps: number, replicate = 1) =>
  measuredRound({
    settings: { maxMessageCount, batchTimeoutMs },
    sendRateTps,
    replicate,
    measurement: surface({ maxMessageCount, batchTimeoutMs, sendRateTps }),
  });
const ROUNDS = [5, 60, 200].flatMap((count) =>
  [50, 250].flatMap((timeout) =>
    [60, 120].flatMap((rate) => [measuredAt(count, timeout, rate, 1), measuredAt(count, timeout, rate, 2)]),
  ),
);
const REQUEST: RecommendRequest = {
  id: 'recommendation',
  now: new Date('2026-01-02T03:04:05Z'),
  rounds: ROUNDS,
  current: SETTINGS,
  load: { workload: 'publish', sendRateTps: 60 },
  objective: 'min-latency',
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
      roundIds: ROUNDS.map(({ id }) => id),
      warnings: [],
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

  it('rests on measured rounds of the same workload only', () => {
    const rounds = [...ROUNDS, failedRound(), measuredRound({ workload: 'read', replicate: 9 })];
    expect(recommend({ ...REQUEST, rounds }).roundIds).toEqual(ROUNDS.map(({ id }) => id));
    expect(() => recommend({ ...REQUEST, load: { workload: 'mixed', sendRateTps: 60 } })).toThrow(
      NotEnoughDataError,
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
    expect(warningsOf({ load: { workload: 'publish', sendRateTps } })).toEqual([
      `the send rate of ${sendRateTps} tps is outside the measured rates, 60.0 to 120.0 tps: measure at it`,
    ]);
  });

  it('not of a rate that the generator missed by a little', () => {
    expect(warningsOf({ load: { workload: 'publish', sendRateTps: 121 } })).toEqual([]);
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
    expect(warningsOf({ rounds })).toEqual([
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
      points.map((point) => ({ ...surface(point), latencyMeanMs: surface(point).latencyMeanMs / 5 }));
    expect(warningsOf({ predict })).toEqual([
      'the model is off by 80 % in latency at 60 messages, 50 ms, preferred 2 MiB, absolute 10 MiB at 60.0 tps, ' +
        'the measured point nearest to the choice: predicted 7.0 ms, measured 35.0 ms (median)',
    ]);
  });

  it('of throughput that is far from what was measured', () => {
    const predict = (points: readonly ModelInput[]) =>
      points.map((point) => ({ ...surface(point), throughputTps: 0.85 * point.sendRateTps }));
    expect(warningsOf({ predict, objective: 'max-throughput' })).toEqual([
      expect.stringMatching(
        /^the model is off by 15 % in throughput .*predicted 51\.0 tps, measured 60\.0 tps/,
      ),
    ]);
  });

  it('of a choice beside a point that was measured only once', () => {
    const rounds = ROUNDS.filter(({ replicate }) => replicate === 1);
    expect(warningsOf({ rounds })).toEqual([
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
    expect(nearestEvidence(rounds, { ...SETTINGS, maxMessageCount: 2 }, 100)).toEqual({
      pointId: 'm1-t250-r120',
      settings: { ...SETTINGS, maxMessageCount: 1 },
      sendRateTps: 118,
      measured: { throughputTps: 92, latencyMeanMs: 1413 },
      roundIds: [1, 2, 3].map((replicate) => `sweep/m1-t250-r120/${replicate}`),
    });
  });
});
