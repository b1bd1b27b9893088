import type { Application, Verification } from '../../domain/application.js';
import type { LiveComparison } from '../../domain/comparison.js';
import { plainGoal } from '../../domain/goal.js';
import type { ModelRecord } from '../../domain/model-record.js';
import type { ChannelClaim } from '../../domain/ports.js';
import type { Recommendation } from '../../domain/recommendation.js';
import type { FailedRound, MeasuredRound, Samples, Sweep } from '../../domain/round.js';
import type { OrdererSettings } from '../../domain/settings.js';
import type { Study } from '../../domain/study.js';

/** Values of every kind that is stored: valid, and with more in them than a real one would have. */

export const settings: OrdererSettings = {
  maxMessageCount: 100,
  preferredMaxBytes: 2 * 1024 * 1024,
  absoluteMaxBytes: 10 * 1024 * 1024,
  batchTimeoutMs: 250,
};
const load = { workload: 'publish', sendRateTps: 33.3 } as const;
const at = '2026-01-02T03:04:05.678Z';

/** Keys and texts that a document store could trip over. */
const ODD_COUNTS = {
  'a.b': 1,
  $set: 2,
  '100%': 3,
  '%2E': 4,
  '': 5,
  '%': 6,
  _id: 7,
  'ünï "c\\ode"': 8,
  'a\0b': 9,
};

export function sweep(id: string, changes: Partial<Sweep> = {}): Sweep {
  return {
    id,
    planName: 'quick',
    rounds: [{ pointId: 'p1', replicate: 1, settings, load }],
    original: settings,
    window: { warmupS: 0.5, minS: 5, maxS: 10 },
    networkId: 'n1',
    channel: 'exchange',
    status: 'running',
    startedAt: at,
    ...changes,
  };
}

export function measuredRound(id: string, changes: Partial<MeasuredRound> = {}): MeasuredRound {
  return {
    kind: 'measured',
    id,
    sweepId: 's1',
    pointId: 'p1',
    replicate: 1,
    settings,
    load,
    context: {
      networkId: 'n1',
      channel: 'exchange',
      consensus: 'raft',
      orderers: 1,
      organisations: 2,
      peers: 2,
      stateDatabase: 'goleveldb',
      host: { name: 'h', cpus: 2, memoryBytes: 68_719_476_736, platform: 'linux x64' },
      versions: { '@hyperledger/caliper-core': '0.6.0', 'fabric 3.1.1': '3.1.1' },
    },
    startedAt: at,
    endedAt: at,
    measurement: {
      windowS: 0.1 + 0.2,
      achievedRateTps: 1 / 3,
      throughputTps: Number.MAX_VALUE,
      latencyMeanMs: Number.MIN_VALUE,
      latencyP50Ms: 2 ** 53 - 1,
      latencyP95Ms: 2 ** 31,
      latencyP99Ms: 1e300,
      succeeded: 2 ** 40,
      failed: 0,
      failedByReason: ODD_COUNTS,
      blocks: 3,
    },
    ...changes,
  };
}

export function failedRound(id: string, sweepId: string): FailedRound {
  const { measurement: _measurement, ...rest } = measuredRound(id, { sweepId });
  return {
    ...rest,
    kind: 'failed',
    reason: { code: 'NETWORK_DOWN', message: 'peer org1 → "down"\n\u{1F40B}' },
  };
}

/** Times as a real round has them, with a few that only come back whole if every bit is kept. */
export function samples(id: string, transactions: number): Samples {
  const numbers = (value: (index: number) => number) =>
    Array.from({ length: transactions }, (_, i) => value(i));
  return {
    id,
    originMs: 1_767_323_045_678.125,
    createdMs: [-0, Number.MIN_VALUE, 0.1 + 0.2, ...numbers((index) => index * 4.999_755_859_375)],
    latencyMs: [1e-7, Number.MAX_VALUE, 1 / 3, ...numbers((index) => 200 + ((index * 7919) % 3000) / 7)],
    block: [-1, 2 ** 31 - 1, -(2 ** 31), ...numbers((index) => Math.floor(index / 100))],
    failure: [0, 2 ** 31, 1, ...numbers((index) => (index % 97 === 0 ? 1 : 0))],
    reasons: ['MVCC_READ_CONFLICT', 'a.b $c'],
  };
}

const score = { mapePct: 1.5, medianApePct: 1, mae: 2, r2: null, coverage90Pct: null };
const scores = { throughputTps: score, latencyMeanMs: { ...score, r2: -0.5, coverage90Pct: 87.5 } };

const increase = { meanPct: -0.01, spreadPct: 0.5 };

export function modelRecord(id: string, changes: Partial<ModelRecord> = {}): ModelRecord {
  return {
    id,
    createdAt: at,
    kind: 'feed-forward 3-20-2',
    networkId: 'n1',
    codeVersion: '0.1.0+0123456789ab',
    backend: 'wasm',
    priorModelId: 'm0',
    seed: 7,
    datasetHash: 'abc',
    roundIds: ['s1/p1/1', 's1/p1/2'],
    rows: { train: 8, validation: 1, test: 1 },
    trainSeconds: 1.25,
    scores: { ...scores, latencyP95Ms: score },
    baselines: { mean: scores, 'k.nearest': scores },
    noiseFloor: { latencyMeanMs: 2.5 },
    importance: [{ input: 'batchTimeoutMs', increase: { throughputTps: increase, latencyMeanMs: increase } }],
    learningCurve: [{ rows: 8, throughputTps: 3, latencyMeanMs: 12.5 }],
    status: 'candidate',
    statusReason: 'just trained',
    statusAt: at,
    file: { name: `${id}.json`, sha256: 'def' },
    ...changes,
  };
}

export function study(id: string): Study {
  const fit = { mse: 0.1 + 0.2, rmse: 1 / 3, r2: null, r: -0.5, mapePct: 12.5 };
  const fits = { throughputTps: fit, latencyMeanMs: { ...fit, r2: -1e300, r: null } };
  const spread = { mean: 1 / 3, sd: 0 };
  const choice = { hidden: [20, 20], learningRate: 0.003, activation: 'tanh' };
  const parts = { train: 8, validation: 1, test: 1 };
  const confusion = { truePositives: 1, falseNegatives: 0, falsePositives: 2, trueNegatives: 3 };
  const classified = { confusion, accuracy: 2 / 3, accuracyOfRuns: spread };
  return {
    id,
    createdAt: at,
    sources: [{ name: './a.csv', rows: 10 }],
    datasetHash: 'abc',
    codeVersion: '0.1.0+0123456789ab',
    backend: 'wasm',
    ...{ seed: -1, repeats: 2, seconds: 1.5, rows: parts, points: parts },
    choices: [
      {
        ...choice,
        weights: 542,
        validationLoss: spread,
        runs: [{ seed: -1, epochs: 200, validationLoss: 1 / 3, validation: fits }],
      },
    ],
    tested: [
      {
        role: 'reference',
        choice,
        runs: [fits],
        together: fits,
        curve: [{ epoch: 10, train: spread, validation: spread }],
        byThresholds: classified,
        byClassifier: classified,
      },
    ],
    labels: {
      rule: {
        version: 1,
        minCommittedShare: 0.95,
        maxLatencyRatio: 1.25,
        rateTolerance: 0.1,
        minReferencePoints: 3,
      },
      optimal: parts,
      majority: { optimal: false, confusion, accuracy: 0.5 },
    },
  };
}

export function application(id: string, changes: Partial<Application> = {}): Application {
  return {
    id,
    kind: 'apply',
    because: 'manual',
    networkId: 'n1',
    channel: 'exchange',
    startedAt: at,
    before: settings,
    after: { ...settings, batchTimeoutMs: 500 },
    status: 'intended',
    nodes: [],
    ...changes,
  };
}

export function verification(id: string): Verification {
  const interval = { mean: 1, low: -0.5, high: 2.5, changePct: 10 };
  return {
    id,
    applicationId: 'a1',
    startedAt: at,
    load,
    baseline: settings,
    applied: settings,
    roundIds: ['r1', 'r2'],
    comparison: {
      pairs: 3,
      confidence: 0.95,
      throughputTps: interval,
      latencyMeanMs: interval,
      latencyP95Ms: interval,
    },
    verdict: 'kept',
    reason: 'faster',
  };
}

export function claim(id: string, holder: string, changes: Partial<ChannelClaim> = {}): ChannelClaim {
  return { id, holder, purpose: 'a sweep', host: 'h', pid: 4711, expiresAtMs: 1_767_323_045_678, ...changes };
}

export function recommendation(id: string): Recommendation {
  const predicted = { throughputTps: 33, latencyMeanMs: 120.5 };
  return {
    id,
    createdAt: at,
    objective: 'min-latency',
    load,
    current: settings,
    settings,
    predicted,
    predictedCurrent: predicted,
    decision: 'stay',
    candidates: 12,
    modelId: 'm1',
    roundIds: [],
    warnings: ['few rounds'],
  };
}

export function liveComparison(id: string): LiveComparison {
  return {
    id,
    plan: {
      file: './plans/ünï code.yaml',
      name: 'compare',
      grid: [settings],
      workload: 'publish',
      window: { warmupS: 0.5, minS: 5, maxS: 10 },
      precision: { meanPct: 3, p95Pct: 10 },
    },
    sendRatesTps: [33.3],
    goal: { ...plainGoal('balanced'), limits: [{ figure: 'latencyP95Ms', bound: '<=', value: 400 }] },
    repeats: 5,
    budget: 12,
    seed: 7,
    contenders: ['fabricDefault', 'randomSearch'],
    networkId: 'n1',
    channel: 'exchange',
    codeVersion: '0.1.0+0123456789ab',
    status: 'stopped',
    startedAt: at,
    endedAt: at,
    reason: 'cancelled',
    gridSweepId: 's1',
    searches: [{ contender: 'randomSearch', sendRateTps: 33.3, seed: 7, sweepId: 's2', rounds: 12 }],
    entries: [
      { contender: 'fabricDefault', sendRateTps: 33.3, settings },
      { contender: 'randomSearch', sendRateTps: 33.3, reason: 'nothing acceptable' },
    ],
    contestSweepId: 's3',
    earlierFailures: [
      { roundId: 's3/p1/1', endedAt: at, code: 'NETWORK_DOWN', message: '"down"\n\u{1F40B}' },
    ],
  };
}
