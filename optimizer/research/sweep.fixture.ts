import { measuredRound, SETTINGS } from '../dataset/round.fixture.js';
import type { BlockFigures, Inside, Observation, Quality } from '../domain/inside.js';
import { pointIdOf, type PlannedRound } from '../domain/plan.js';
import { seededRandom, shuffled, type Random } from '../domain/random.js';
import { roundIdOf, type MeasuredRound, type Round, type Sweep } from '../domain/round.js';
import type { OrdererSettings } from '../domain/settings.js';
import type { SweepReportInput } from './sweep/input.js';

/** Whole sweeps as a live network might give them, for tests; nothing of the program uses it. */

const START_MS = Date.parse('2026-01-02T03:04:05.000Z');
const ROUND_S = 24;
const TX_BYTES = 3_450;

export interface SweepParts {
  readonly settings: readonly Partial<OrdererSettings>[];
  readonly sendRateTps: readonly number[];
  readonly replicates?: number;
  /** An anchor after every so many rounds; none by default. */
  readonly anchorEvery?: number;
  /** Rounds without `quality` and `inside`, as older versions stored them. */
  readonly old?: boolean;
  /** Index of a round that failed. */
  readonly failAt?: number;
  readonly planName?: string;
}

/** 3 block sizes x 10 rates, saturation from about 170 tps on, anchors, one failed round. */
export function thesisSweep(parts: Partial<SweepParts> = {}): SweepReportInput {
  return sweepInput({
    settings: [10, 50, 100].map((maxMessageCount) => ({ maxMessageCount, batchTimeoutMs: 1000 })),
    sendRateTps: [30, 60, 90, 120, 150, 180, 210, 240, 270, 300],
    anchorEvery: 5,
    failAt: 11,
    planName: 'block-size',
    ...parts,
  });
}

/** 4 message counts x 3 timeouts x 2 rates, measured twice. */
export function gridSweep(parts: Partial<SweepParts> = {}): SweepReportInput {
  return sweepInput({
    settings: [5, 20, 50, 100].flatMap((maxMessageCount) =>
      [100, 500, 2000].map((batchTimeoutMs) => ({ maxMessageCount, batchTimeoutMs })),
    ),
    sendRateTps: [60, 180],
    replicates: 2,
    planName: 'grid',
    ...parts,
  });
}

export function sweepInput(parts: SweepParts): SweepReportInput {
  const planned = withAnchors(plannedRounds(parts), parts.anchorEvery);
  const { planName = 'plan' } = parts;
  const sweep: Sweep = {
    id: 's-20260102-030405-ab12',
    planName,
    rounds: planned,
    original: SETTINGS,
    window: { warmupS: 2, minS: 6, maxS: 20 },
    ...(parts.old ? {} : { precision: { meanPct: 3, p95Pct: 10 } }),
    networkId: 'n-4f2a',
    channel: 'exchange',
    status: 'finished',
    startedAt: new Date(START_MS).toISOString(),
    endedAt: new Date(START_MS + planned.length * ROUND_S * 1000).toISOString(),
  };
  const random = seededRandom(3);
  const rounds = planned.map((each, index) => roundOf(sweep, each, index, parts, random));
  return {
    sweep,
    rounds,
    observations: parts.old ? [] : rounds.filter(({ kind }) => kind === 'measured').map(observationOf),
    generatedAt: '2026-01-02T05:00:00.000Z',
    commands: [`gridtune sweep --plan ${planName}.yaml`, `gridtune report ${sweep.id}`],
  };
}

function plannedRounds({ settings, sendRateTps, replicates = 1 }: SweepParts): PlannedRound[] {
  const points = settings.flatMap((change) =>
    sendRateTps.map((rate) => {
      const own = {
        settings: { ...SETTINGS, ...change },
        load: { workload: 'publish', sendRateTps: rate },
      } as const;
      return { ...own, pointId: pointIdOf(own.settings, own.load) };
    }),
  );
  return Array.from({ length: replicates }, (_, index) =>
    shuffled(points, 7 + index).map((point) => ({ ...point, replicate: index + 1 })),
  ).flat();
}

function withAnchors(rounds: readonly PlannedRound[], every: number | undefined): PlannedRound[] {
  if (every === undefined) return [...rounds];
  const settings: OrdererSettings = { ...SETTINGS, batchTimeoutMs: 1000, maxMessageCount: 50 };
  const load = { workload: 'publish', sendRateTps: 100 } as const;
  const pointId = pointIdOf(settings, load);
  let replicate = 0;
  const anchor = (): PlannedRound => ({ pointId, settings, load, anchor: true, replicate: ++replicate });
  return [
    anchor(),
    ...rounds.flatMap((round, index) => ((index + 1) % every === 0 ? [round, anchor()] : [round])),
  ];
}

function roundOf(
  sweep: Sweep,
  planned: PlannedRound,
  index: number,
  parts: SweepParts,
  random: Random,
): Round {
  const startMs = START_MS + index * ROUND_S * 1000;
  const plain = measuredRound({
    ...planned,
    sendRateTps: planned.load.sendRateTps,
    id: roundIdOf(sweep.id, planned),
  });
  const common = {
    ...plain,
    sweepId: sweep.id,
    startedAt: new Date(startMs).toISOString(),
    endedAt: new Date(startMs + (ROUND_S - 2) * 1000).toISOString(),
  };
  if (index === parts.failAt) {
    const { measurement: _, ...rest } = common;
    return {
      ...rest,
      kind: 'failed',
      reason: { code: 'LOAD_GENERATOR_FAILED', message: 'the load worker ended with code 137' },
    };
  }
  const { measurement, quality, inside } = behaviour(planned, random);
  const measured: MeasuredRound = { ...common, measurement: { ...plain.measurement, ...measurement } };
  return parts.old ? measured : { ...measured, quality, inside };
}

/** An invented network: one server, blocks by count or timeout, capacity rising with the block. */
function behaviour({ settings, load }: PlannedRound, random: Random) {
  const { maxMessageCount } = settings;
  const rate = load.sendRateTps;
  const achievedRateTps = Math.min(rate * (1 - 0.005 * random.next()), 284 + 3 * random.next());
  const capacity = 150 + 40 * (1 - Math.exp(-maxMessageCount / 30));
  const saturated = achievedRateTps > 0.985 * capacity;
  const noise = (size: number): number => 1 + size * random.normal();
  const throughputTps = Math.min(achievedRateTps, capacity) * noise(0.006);
  const arriving = Math.min(achievedRateTps, capacity);
  const waitMs = Math.min((1000 * maxMessageCount) / arriving, settings.batchTimeoutMs) / 2;
  const busy = Math.min(0.97, arriving / capacity);
  const queueMs = saturated ? 900 + 90 * (achievedRateTps - capacity) : (18 * busy) / (1 - busy);
  const endorseMs = (9 + 14 * busy) * noise(0.03);
  const commitMs = (14 + 0.5 * Math.min(maxMessageCount, 60)) * noise(0.03);
  const orderMs = (waitMs + queueMs + 6) * noise(0.02);
  const latencyMeanMs = endorseMs + orderMs + commitMs;
  const blocks = blocksOf(settings, arriving);
  const quality = qualityOf(saturated, achievedRateTps < 0.97 * rate, random);
  const inside: Inside = {
    phases: { endorseMs, orderMs, commitMs },
    blocks,
    txBytes: TX_BYTES,
    limitedBy: saturated
      ? { resource: 'cpu', process: 'peer.tso', utilisation: 0.93 + 0.06 * random.next() }
      : { resource: 'disk', process: 'orderer1', utilisation: 0.3 + 0.4 * busy },
    problems: [],
  };
  const measurement = {
    achievedRateTps,
    throughputTps,
    latencyMeanMs,
    latencyP50Ms: 0.92 * latencyMeanMs,
    latencyP95Ms: (latencyMeanMs + 0.9 * waitMs + 0.4 * queueMs + 12) * noise(0.04),
    latencyP99Ms: 2.2 * latencyMeanMs,
    succeeded: Math.round(15 * throughputTps),
    failed: saturated && rate > 250 ? 12 : 0,
    failedByReason: saturated && rate > 250 ? { 'invalidated: MVCC_READ_CONFLICT': 12 } : {},
    blocks: blocks.cutBy.count + blocks.cutBy.timeout,
  };
  return { measurement, quality, inside };
}

function qualityOf(saturated: boolean, generatorLimited: boolean, random: Random): Quality {
  return {
    opensMs: 500,
    closesMs: 5500,
    endedBy: saturated ? 'backlog' : random.next() < 0.7 ? 'precision' : 'length',
    batches: 20,
    meanHalfWidthPct: (saturated ? 9 : 2.2) * (0.7 + 0.6 * random.next()),
    p95HalfWidthPct: 7,
    queueGrowth: saturated ? 0.2 : 0.002,
    saturated,
    generatorLimited,
    attempts: random.next() < 0.08 ? 2 : 1,
  };
}

/** Blocks of 15 s at `arriving` tps. */
function blocksOf({ maxMessageCount, batchTimeoutMs }: OrdererSettings, arriving: number): BlockFigures {
  const fillMs = (1000 * maxMessageCount) / arriving;
  const byTimeout = 1 / (1 + Math.exp((20 * (batchTimeoutMs - fillMs)) / batchTimeoutMs));
  const size = Math.min(maxMessageCount, (arriving * batchTimeoutMs) / 1000);
  const blocks = Math.max(1, Math.round((15 * arriving) / Math.max(1, size)));
  const byCount = Math.round(blocks * (1 - byTimeout));
  return {
    transactionsMean: size,
    transactionsMax: maxMessageCount,
    bytesMean: size * TX_BYTES,
    bytesMax: maxMessageCount * TX_BYTES,
    cutBy: { count: byCount, bytes: 0, timeout: blocks - byCount, config: 0 },
  };
}

function observationOf({ id }: Round, index: number): Observation {
  const processes = [
    { name: 'orderer1', kind: 'orderer', cpuCores: 0.2 + 0.01 * (index % 9) },
    { name: 'peer.tso', kind: 'peer', cpuCores: 0.5 + 0.02 * (index % 11) },
    { name: 'worker-1', kind: 'load-worker', cpuCores: 0.3 + 0.01 * (index % 7) },
  ] as const;
  return {
    id,
    originMs: START_MS,
    blockNumber: [],
    blockTransactions: [],
    blockBytes: [],
    blockOrderedMs: [],
    blockCommittedMs: [],
    blockValid: [],
    blockCutBy: [],
    host: {
      cpus: 2,
      cpuShare: 0.6 + 0.02 * (index % 8),
      memoryShare: 0.4,
      diskShare: 0.2,
      networkBytesPerS: 1e6,
    },
    processes: processes.map((each) => ({
      ...each,
      memoryBytes: 210_000_000,
      diskReadBytesPerS: 0,
      diskWriteBytesPerS: 1e6,
      networkBytesPerS: 2e6,
    })),
    nodes: [],
  };
}
