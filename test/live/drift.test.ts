import path from 'node:path';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest';
import { hasLeader } from '../../benchmarks/telemetry/leadership.js';
import { openEmbeddedNetwork } from '../../network/embedded-network.js';
import { openGatewayProber } from '../../network/gateway-prober.js';
import type { Job } from '../../optimizer/domain/job.js';
import type { JobRequest } from '../../optimizer/domain/job-request.js';
import type { Prober } from '../../optimizer/domain/prober.js';
import type { Schedule } from '../../optimizer/domain/schedule.js';
import { systemClock } from '../../optimizer/domain/wait.js';
import type { Notice } from '../../optimizer/domain/webhook.js';
import type { AskedModel } from '../../optimizer/scheduler/champion-expectation.js';
import { createScheduler } from '../../optimizer/scheduler/scheduler.js';
import { memoryStore, type MemoryStore } from '../../optimizer/store/testing/memory-store.js';
import { measuredRound, modelRecord } from '../../optimizer/store/testing/sample-values.js';
import { ProgressDouble } from '../doubles/network.js';

const RATE_TPS = 25;
const BATCH_TIMEOUT_MS = 500;

type LiveNetwork = Awaited<ReturnType<typeof openEmbeddedNetwork>>;
let network: LiveNetwork;
let client: Prober;
let load: NodeJS.Timeout;
let underWay: Promise<unknown>[] = [];

beforeAll(async () => {
  network = await openEmbeddedNetwork(path.join(inject('home'), 'network'));
  client = await openGatewayProber(network.client);
  const { settings } = await network.channel.read();
  await network.channel.apply({ ...settings, maxMessageCount: 500, batchTimeoutMs: BATCH_TIMEOUT_MS });
});
afterAll(async () => {
  const { settings } = await network.channel.read();
  // What other suites begin with.
  await network.channel.apply({ ...settings, batchTimeoutMs: 2000 });
  client.close();
  network.channel.close();
});

beforeEach(() => {
  underWay = [];
  load = setInterval(() => underWay.push(client.send(20_000)), 1000 / RATE_TPS);
});
afterEach(async () => {
  clearInterval(load);
  await Promise.all(underWay);
});

/** A champion that believes in this mean latency, and in a throughput near the rate. */
function believing(lowMs: number, highMs: number): AskedModel {
  return {
    artifact: { box: {} },
    predict: (points) =>
      points.map(({ sendRateTps }) => ({
        throughputTps: sendRateTps,
        latencyMeanMs: (lowMs + highMs) / 2,
        interval90: {
          throughputTps: { low: sendRateTps * 0.7, high: sendRateTps * 1.3 },
          latencyMeanMs: { low: lowMs, high: highMs },
        },
      })),
  };
}

/** One drift check by the scheduler, on the live network. */
async function check(champion: AskedModel) {
  const store = memoryStore();
  await withChampion(store);
  const [told, asked]: [Omit<Notice, 'at'>[], JobRequest[]] = [[], []];
  const scheduler = createScheduler({
    store,
    clock: systemClock,
    log: pino({ level: 'silent' }),
    instanceId: 'live',
    audit: { record: async () => undefined },
    notifier: { notify: async (notice) => void told.push(notice) },
    jobs: {
      submit: async (request) => {
        asked.push(request);
        return { id: 'j-1' } as Job;
      },
    },
    services: {
      network: async () => network,
      guardRails: async () => {
        throw new Error('a drift check changes nothing');
      },
      canary: async () => ({
        network,
        progress: new ProgressDouble(),
        clock: systemClock,
        hasLeader: async () => hasLeader((await network.observables()).metrics, network.channelName),
      }),
      paths: { root: '', home: '', models: '', reports: '', plans: '', config: '' },
    },
    openModel: async () => champion,
  });
  const by = { kind: 'command-line', id: 'test', name: 'test', role: 'admin' } as const;
  const { done } = await scheduler.runNow('s-1', by);
  return { lastRun: (await done).lastRun, told, asked };
}

async function withChampion(store: MemoryStore): Promise<void> {
  const common = {
    context: await network.context(),
    load: { workload: 'publish', sendRateTps: RATE_TPS } as const,
  };
  await store.rounds.insert(measuredRound('s1/p1/1', common));
  const startedAt = new Date().toISOString();
  await store.rounds.insert(measuredRound('s2/p1/1', { ...common, startedAt, endedAt: startedAt }));
  const champion = { status: 'champion', networkId: network.id, roundIds: ['s1/p1/1'] } as const;
  await store.models.insert(modelRecord('m1', { ...champion, roundIds: [...champion.roundIds] }));
  const schedule: Schedule = {
    id: 's-1',
    version: 1,
    name: 'drift check',
    cron: '0 * * * *',
    timeZone: 'UTC',
    enabled: true,
    work: { kind: 'drift-check', newRounds: 20, watchSeconds: 18 },
    createdAt: startedAt,
    changedBy: 'test',
    changedAt: startedAt,
  };
  await store.schedules.insert(schedule);
}

describe('a drift check of a live channel', () => {
  it('finds a champion wrong that believes in another latency, and trains', async () => {
    const { lastRun, told, asked } = await check(believing(8 * BATCH_TIMEOUT_MS, 12 * BATCH_TIMEOUT_MS));
    expect(lastRun).toMatchObject({
      outcome: 'started',
      finding: { drifted: true, reasons: [{ kind: 'live-figures' }] },
    });
    const [figure] = (lastRun?.finding?.live?.figures ?? []).filter(({ name }) => name === 'latencyMeanMs');
    // A transaction waits half the timeout on average, and is then agreed on and committed.
    expect(figure?.live).toBeGreaterThan(BATCH_TIMEOUT_MS / 2);
    expect(told).toMatchObject([{ type: 'drift-found', subjectId: 'm1' }]);
    expect(asked).toEqual([{ kind: 'train', datasets: [], seed: 1 }]);
  });

  it('finds nothing where the champion is right', async () => {
    const { lastRun, told, asked } = await check(believing(BATCH_TIMEOUT_MS / 4, 6 * BATCH_TIMEOUT_MS));
    expect(lastRun).toMatchObject({ outcome: 'not-needed', finding: { drifted: false, reasons: [] } });
    expect(lastRun?.finding?.live?.windows).toBeGreaterThanOrEqual(4);
    expect([told, asked]).toEqual([[], []]);
  });
});
