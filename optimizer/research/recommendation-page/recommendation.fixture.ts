import { plainGoal } from '../../domain/goal.js';
import type { Recommendation } from '../../domain/recommendation.js';
import type { Binding, Front, KnobRange, SafeRegion } from '../../domain/recommendation-detail.js';
import type { OrdererSettings } from '../../domain/settings.js';

/** A recommendation for tests; nothing of the program uses it. */

const CURRENT: OrdererSettings = {
  maxMessageCount: 500,
  preferredMaxBytes: 2_097_152,
  absoluteMaxBytes: 10_485_760,
  batchTimeoutMs: 2000,
};
const SETTINGS = { ...CURRENT, maxMessageCount: 50, batchTimeoutMs: 100 };
const BROKEN = { figure: 'throughputTps', bound: '>=', value: 57 } as const;

const around = (value: number, share = 0.2): { low: number; high: number } => ({
  low: value * (1 - share),
  high: value * (1 + share),
});

/** Six points from 50 to 59 tps, and 40 candidates that are worse. */
export function sampleFront(): Front {
  const throughputs = [50, 53, 55, 57, 58, 59];
  return {
    sendRateTps: 60,
    candidates: 46,
    size: 6,
    points: throughputs.map((throughputTps, step) => {
      const latencyMeanMs = 40 + 3 * step ** 2;
      return {
        settings: { ...SETTINGS, batchTimeoutMs: 20 + 40 * step },
        ...{ throughputTps, latencyMeanMs },
        interval90: { throughputTps: around(throughputTps, 0.02), latencyMeanMs: around(latencyMeanMs) },
      };
    }),
    others: {
      throughputTps: Array.from({ length: 40 }, (_, i) => 10 + i),
      latencyMeanMs: Array.from({ length: 40 }, (_, i) => 2000 - 45 * i),
    },
  };
}

function knob(name: KnobRange['name'], values: readonly number[], chosen: number): KnobRange {
  return {
    name,
    chosen,
    low: { value: values[2] ?? 0, reason: 'limits', broken: BROKEN },
    high: { value: values[5] ?? 0, reason: 'cost' },
    curve: values.map((value, place) => ({
      value,
      cost: 60 + (place > 5 ? 20 * (place - 5) : 0),
      probability: place < 2 ? 0.5 : 0.97,
    })),
  };
}

export function sampleSafeRegion(): SafeRegion {
  const counts = [10, 20, 50, 100];
  const timeouts = [50, 100, 400];
  return {
    tolerancePct: 5,
    confidence: 0.9,
    knobs: [
      knob('maxMessageCount', [5, 10, 20, 35, 50, 200, 300, 500], 50),
      knob('batchTimeoutMs', [10, 20, 41, 70, 100, 183, 500, 2000], 100),
    ],
    grid: {
      maxMessageCounts: counts,
      batchTimeoutsMs: timeouts,
      worsePct: [500, 250, 90, 40, 10, 4, -1, 0, 30, 3, 2, 70],
      safe: [false, false, false, false, false, false, true, true, false, true, true, false],
    },
    description: [
      'maxMessageCount: anything from 20 to 200 messages is as good',
      'batchTimeoutMs: as good too',
    ],
  };
}

export function sampleBinding(): Binding {
  return {
    by: 'timeout',
    blockTransactions: 7,
    waitMs: 57.1,
    limits: [
      { limit: 'count', value: 50, sharePct: 0.4, bindsAt: 7 },
      { limit: 'bytes', value: 2_097_152 },
      { limit: 'timeout', value: 100, sharePct: 99.6, bindsAt: 816 },
    ],
    description: 'the timeout ends 100 % of blocks, 7.0 transactions on average',
  };
}

/** From 500 messages and 2 s to 50 messages and 100 ms at 60 tps. */
export function sampleRecommendation(changed: Partial<Recommendation> = {}): Recommendation {
  const figures = (latencyMeanMs: number, throughputTps: number) => ({
    ...{ latencyMeanMs, throughputTps, latencyP95Ms: 2 * latencyMeanMs },
    interval90: {
      latencyMeanMs: around(latencyMeanMs),
      throughputTps: around(throughputTps, 0.02),
      latencyP95Ms: around(2 * latencyMeanMs),
    },
  });
  return {
    id: 'r-1',
    createdAt: '2026-01-02T03:04:05.000Z',
    objective: 'min-latency',
    load: { workload: 'publish', sendRateTps: 60 },
    current: CURRENT,
    settings: SETTINGS,
    predicted: figures(60, 58),
    predictedCurrent: figures(1200, 59),
    decision: 'change',
    candidates: 46,
    modelId: 'm-7',
    roundIds: ['a', 'b', 'c'],
    warnings: ['only 3 <points> were measured'],
    goal: plainGoal('min-latency'),
    reason: 'the gain is beyond the noise',
    expectedGain: { figure: 'latencyMeanMs', changePct: -95, low: -97, high: -90 },
    probabilityBetter: 0.999,
    limits: [{ limit: BROKEN, probability: 0.93, probabilityCurrent: 0.98 }],
    binding: sampleBinding(),
    safeRegion: sampleSafeRegion(),
    front: sampleFront(),
    evidence: {
      pointId: 'm50-t100',
      settings: SETTINGS,
      sendRateTps: 59.8,
      measured: { throughputTps: 58.4, latencyMeanMs: 66 },
      roundIds: ['a', 'b'],
    },
    ...changed,
  };
}
