import { failedRound, measuredRound, SETTINGS } from '../dataset/round.fixture.js';
import type { Application, Comparison, Verification } from '../domain/application.js';
import type { ModelRecord, Scores } from '../domain/model-record.js';
import type { Recommendation } from '../domain/recommendation.js';
import type { MeasuredRound } from '../domain/round.js';
import type { OrdererSettings } from '../domain/settings.js';
import type { ReportInput, Surface } from './report-input.js';

/** A whole report's input for tests; nothing of the program uses it. */

export const RECOMMENDED: OrdererSettings = { ...SETTINGS, maxMessageCount: 5, batchTimeoutMs: 100 };

/** 3 counts x 3 timeouts x 2 rates, each latency another one: `timeout / 2 + count`, in ms. */
export function sweepRounds(): MeasuredRound[] {
  return [30, 60].flatMap((sendRateTps) =>
    [5, 25, 100].flatMap((maxMessageCount) =>
      [50, 250, 1000].map((batchTimeoutMs) =>
        measuredRound({
          sendRateTps,
          settings: { maxMessageCount, batchTimeoutMs },
          measurement: { latencyMeanMs: batchTimeoutMs / 2 + maxMessageCount },
        }),
      ),
    ),
  );
}

const BASELINE_MS = [980, 1010, 955, 995] as const;
const RECOMMENDED_MS = [58, 63, 57, 66] as const;

/** Four pairs: mean latency 985 ms with the baseline, 61 ms with the recommended settings. */
export function verificationRounds(): MeasuredRound[] {
  const round = (settings: OrdererSettings, latencyMeanMs: number, replicate: number): MeasuredRound =>
    measuredRound({
      id: `v-1/m${settings.maxMessageCount}/${replicate}`,
      replicate,
      settings,
      measurement: {
        latencyMeanMs,
        latencyP95Ms: 2 * latencyMeanMs,
        throughputTps: 59 + replicate / 10 - (settings === RECOMMENDED ? 0.05 * (replicate % 2) : 0),
        succeeded: 295,
        failed: settings === RECOMMENDED ? 5 : 0,
      },
    });
  return BASELINE_MS.flatMap((latencyMs, index) => [
    round(SETTINGS, latencyMs, index + 1),
    round(RECOMMENDED, RECOMMENDED_MS[index] ?? 0, index + 1),
  ]);
}

const scores = (mae: number): Scores => ({
  throughputTps: { mae: mae / 10, mapePct: 4.1, medianApePct: 2.6, r2: 0.968, coverage90Pct: null },
  latencyMeanMs: { mae, mapePct: 21.7, medianApePct: 14.4, r2: null, coverage90Pct: null },
});

const MODEL: ModelRecord = {
  id: 'm-20260102-030415-11aa',
  createdAt: '2026-01-02T03:04:15.000Z',
  kind: 'feed-forward 3-20-2',
  networkId: 'network',
  seed: 7,
  backend: 'wasm',
  codeVersion: '0.1.0+0123456789ab',
  datasetHash: 'dataset-hash-5f8b',
  roundIds: sweepRounds().map(({ id }) => id),
  rows: { train: 12, validation: 3, test: 4 },
  trainSeconds: 3.42,
  scores: scores(61.25),
  baselines: { trainingMean: scores(281.5), nearestPoint: scores(78.5), ridge: scores(55.5) },
  status: 'champion',
  statusReason: 'there was no champion',
  statusAt: '2026-01-02T03:04:15.000Z',
  file: { name: 'm-20260102-030415-11aa.json', sha256: 'c0ffee' },
};

const RECOMMENDATION: Recommendation = {
  id: 'r-20260102-030420-2b71',
  createdAt: '2026-01-02T03:04:20.000Z',
  objective: 'min-latency',
  load: { workload: 'publish', sendRateTps: 60 },
  current: SETTINGS,
  settings: RECOMMENDED,
  predicted: { throughputTps: 59.25, latencyMeanMs: 64.5 },
  predictedCurrent: { throughputTps: 58.75, latencyMeanMs: 941.4 },
  decision: 'change',
  candidates: 576,
  modelId: MODEL.id,
  roundIds: MODEL.roundIds,
  warnings: [],
};

const APPLICATION: Application = {
  id: 'a-20260102-030430-77d0',
  kind: 'apply',
  because: RECOMMENDATION.id,
  networkId: 'network',
  channel: 'exchange',
  startedAt: '2026-01-02T03:04:30.000Z',
  before: SETTINGS,
  after: RECOMMENDED,
  status: 'verified',
  blockNumber: 2817,
  elapsedMs: 148,
  nodes: ['orderer1', 'peer.tso'],
};

/**
 * Student t at 95 % over the four pairs, t(3) = 3.182. Latency differs by -922, -947, -898 and -929 ms: mean
 * -924, deviation sqrt(1234 / 3) = 20.28, half width 3.182 * 20.28 / 2 = 32.27; p95 by twice that.
 * Throughput differs by -0.05, 0, -0.05 and 0 tps: mean -0.025, half width 3.182 * 0.02887 / 2 = 0.0459.
 */
export const COMPARISON: Comparison = {
  pairs: 4,
  confidence: 0.95,
  throughputTps: { mean: -0.025, low: -0.0709, high: 0.0209, changePct: -0.042 },
  latencyMeanMs: { mean: -924, low: -956.27, high: -891.73, changePct: -93.807 },
  latencyP95Ms: { mean: -1848, low: -1912.54, high: -1783.46, changePct: -93.807 },
};

export function verificationOf(verdict: Verification['verdict'] = 'kept'): Verification {
  return {
    id: 'v-20260102-030440-0c1d',
    applicationId: APPLICATION.id,
    startedAt: '2026-01-02T03:04:40.000Z',
    load: RECOMMENDATION.load,
    baseline: SETTINGS,
    applied: RECOMMENDED,
    roundIds: verificationRounds().map(({ id }) => id),
    comparison: COMPARISON,
    verdict,
    reason: verdict === 'kept' ? 'mean latency is not higher' : '1.7 % of the transactions failed',
  };
}

export function surface(
  sendRateTps: number,
  counts: readonly number[],
  timeouts: readonly number[],
): Surface {
  return {
    sendRateTps,
    points: counts.flatMap((maxMessageCount) =>
      timeouts.map((batchTimeoutMs) => ({
        settings: { maxMessageCount, batchTimeoutMs },
        predicted: { throughputTps: sendRateTps, latencyMeanMs: batchTimeoutMs / 2 + maxMessageCount },
      })),
    ),
  };
}

/** A recommendation that was applied, verified and kept, after a sweep in which one round failed. */
export function reportInput(parts: Partial<ReportInput> = {}): ReportInput {
  return {
    title: 'Channel exchange',
    generatedAt: '2026-01-02T03:05:00.000Z',
    rounds: [...sweepRounds(), failedRound()],
    model: MODEL,
    surface: [surface(60, [5, 20, 100], [50, 200, 1000])],
    recommendation: RECOMMENDATION,
    application: APPLICATION,
    verification: verificationOf(),
    verificationRounds: verificationRounds(),
    commands: ['npm run demo'],
    ...parts,
  };
}
