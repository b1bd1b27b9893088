import type { FailedRound, Measurement, MeasuredRound } from '../domain/round.js';
import type { OrdererSettings } from '../domain/settings.js';
import type { DataRow } from './columns.js';

/** Rounds and rows for tests; nothing of the program uses them. */

export const SETTINGS: OrdererSettings = {
  maxMessageCount: 100,
  preferredMaxBytes: 2_097_152,
  absoluteMaxBytes: 10_485_760,
  batchTimeoutMs: 250,
};

interface RoundParts {
  readonly id?: string;
  readonly pointId?: string;
  readonly replicate?: number;
  readonly settings?: Partial<OrdererSettings>;
  readonly workload?: MeasuredRound['load']['workload'];
  readonly sendRateTps?: number;
  readonly networkId?: string;
  readonly measurement?: Partial<Measurement>;
}

/** A measured round; its point follows from settings and rate, its id from point and replicate. */
export function measuredRound(parts: RoundParts = {}): MeasuredRound {
  const settings = { ...SETTINGS, ...parts.settings };
  const { workload = 'publish', sendRateTps = 60, replicate = 1 } = parts;
  const pointId = parts.pointId ?? `m${settings.maxMessageCount}-t${settings.batchTimeoutMs}-r${sendRateTps}`;
  return {
    kind: 'measured',
    id: parts.id ?? `sweep/${pointId}/${replicate}`,
    sweepId: 'sweep',
    pointId,
    replicate,
    settings,
    load: { workload, sendRateTps },
    context: {
      networkId: parts.networkId ?? 'network',
      channel: 'exchange',
      consensus: 'raft',
      orderers: 1,
      organisations: 4,
      peers: 3,
      stateDatabase: 'leveldb',
      host: { name: 'host', cpus: 2, memoryBytes: 8_589_934_592, platform: 'linux' },
      versions: { fabric: '3.1.1' },
    },
    startedAt: '2026-01-02T03:04:05.000Z',
    endedAt: '2026-01-02T03:04:15.000Z',
    measurement: {
      windowS: 5,
      achievedRateTps: sendRateTps,
      throughputTps: sendRateTps,
      latencyMeanMs: 100,
      latencyP50Ms: 90,
      latencyP95Ms: 180,
      latencyP99Ms: 240,
      succeeded: 300,
      failed: 0,
      failedByReason: {},
      blocks: 20,
      ...parts.measurement,
    },
  };
}

export function failedRound(): FailedRound {
  const { measurement: _, kind: __, ...common } = measuredRound({ id: 'sweep/failed/1' });
  return { ...common, kind: 'failed', reason: { code: 'LOAD_GENERATOR_FAILED', message: 'a worker ended' } };
}

export function dataRow(parts: Partial<DataRow> = {}): DataRow {
  return {
    roundId: 'round',
    pointId: 'point',
    maxMessageCount: 100,
    batchTimeoutMs: 250,
    sendRateTps: 60,
    throughputTps: 60,
    latencyMeanMs: 100,
    ...parts,
  };
}

/**
 * The cells of a grid, one row a replicate, from a smooth invented surface: latency grows with the timeout and
 * the count, throughput is 98 % of the rate. Replicates differ by 2 %.
 */
export function gridRows(
  counts: readonly number[],
  timeoutsMs: readonly number[],
  replicates = 1,
): DataRow[] {
  return counts.flatMap((maxMessageCount) =>
    timeoutsMs.flatMap((batchTimeoutMs) =>
      Array.from({ length: replicates }, (_, replicate) => ({
        roundId: `m${maxMessageCount}-t${batchTimeoutMs}/${replicate + 1}`,
        pointId: `m${maxMessageCount}-t${batchTimeoutMs}`,
        maxMessageCount,
        batchTimeoutMs,
        sendRateTps: 60 + (maxMessageCount % 7),
        throughputTps: 0.98 * (60 + (maxMessageCount % 7)),
        latencyMeanMs: (15 + 0.3 * batchTimeoutMs ** 0.9 + maxMessageCount ** 0.5) * (1 + 0.02 * replicate),
      })),
    ),
  );
}
