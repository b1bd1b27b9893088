import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { offlineSigning } from '../../../network/channel/offline-signing.js';
import { AuditDouble } from '../../../test/doubles/audit.js';
import { NetworkDouble, ProgressDouble } from '../../../test/doubles/network.js';
import { TuningLedgerDouble } from '../../../test/doubles/tuning-ledger.js';
import type { ServiceConfig } from '../../config/service-config.js';
import type { Actor } from '../../domain/actor.js';
import { NotFoundError } from '../../domain/errors.js';
import { noGuardRails } from '../../domain/guard-rails.js';
import { systemClock } from '../../domain/wait.js';
import { serviceAudit } from '../../operations/service-audit.js';
import type { Services } from '../../operations/services.js';
import { memoryStore, type MemoryStore } from '../../store/testing/memory-store.js';
import { proposal } from '../../store/testing/sample-proposal.js';
import * as sample from '../../store/testing/sample-values.js';
import { routes } from '../routes.js';
import { JobQueueDouble } from './job-queue-double.js';
import { openTestService, type TestService } from './test-service.js';

export interface WholeService extends TestService {
  /** Lines as they were logged. */
  readonly lines: () => string;
}

/** Id of one value of each kind in the store of {@link openWholeService}. */
export const KNOWN_ID = 'known-1';
const ASKER: Actor = { kind: 'token', id: '0123456789ab', name: 'ann', role: 'operator' };

/** Every route of the product on doubles of the network and a filled store in memory, so that handlers go deep. */
export async function openWholeService(config: Partial<ServiceConfig> = {}): Promise<WholeService> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gridtune-service-'));
  const store = memoryStore();
  const jobs = new JobQueueDouble(store);
  await fill(store, jobs);
  const network = new NetworkDouble();
  const root = path.resolve(import.meta.dirname, '..', '..', '..');
  const [audit, progress] = [new AuditDouble(), new ProgressDouble()];
  const signal = new AbortController().signal;
  const services: Partial<Services> = {
    store: async () => store,
    network: async () => network,
    nodeLooks: async () => [],
    guardRails: async () => noGuardRails,
    initialSettings: async () => sample.settings,
    offlineSigning,
    audit: async () => audit,
    tuningLedger: async () => new TuningLedgerDouble(),
    settingsHistory: async () => ({ changes: [], members: ['TsoMSP'] }),
    canary: async () => ({ network, progress, clock: systemClock }),
    changes: async () => ({ store, network, clock: systemClock, progress, audit, rails: noGuardRails }),
    progress,
    signal,
    paths: {
      root,
      home: folder,
      models: path.join(folder, 'models'),
      reports: path.join(folder, 'reports'),
      plans: path.join(root, 'benchmarks', 'plans'),
      config: path.join(folder, 'gridtune.yaml'),
    },
  };
  const service = await openTestService(routes, {
    services,
    config,
    store,
    parts: {
      jobs,
      audit: serviceAudit(store, systemClock),
      scheduler: {
        runNow: async (id) => {
          const schedule = await store.schedules.find(id);
          if (!schedule) throw new NotFoundError(`there is no schedule ${id}`);
          return { schedule, done: Promise.resolve(schedule) };
        },
      },
      webhooks: {
        test: async (id) => {
          const delivery = await store.deliveries.find(id);
          if (!delivery) throw new NotFoundError(`there is no webhook ${id}`);
          return delivery;
        },
      },
    },
  });
  return {
    ...service,
    lines: () => service.logged.map((line) => JSON.stringify(line)).join('\n'),
    close: async () => {
      await service.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** One of everything, each under {@link KNOWN_ID}. */
async function fill(store: MemoryStore, jobs: JobQueueDouble): Promise<void> {
  const id = KNOWN_ID;
  const networkId = new NetworkDouble().id;
  const at = '2026-01-02T03:04:05.678Z';
  await store.sweeps.insert(sample.sweep(id, { networkId }));
  await store.rounds.insert(sample.measuredRound(id, { sweepId: id }));
  await store.rounds.insert(sample.failedRound('known-2', id));
  await store.samples.insert(sample.samples(id, 3));
  await store.models.insert(sample.modelRecord(id, { networkId }));
  await store.recommendations.insert(sample.recommendation(id));
  await store.applications.insert(sample.application(id, { networkId }));
  await store.verifications.insert(sample.verification(id));
  await store.studies.insert(sample.study(id));
  await store.comparisons.insert(sample.liveComparison(id));
  // As the double of the channel reads updates.
  const update = Buffer.from('{"batchTimeoutMs":500}').toString('base64');
  await store.proposals.insert({ ...proposal(id), networkId, update });
  await jobs.submit({ kind: 'submit-proposal', proposalId: id }, ASKER, { id });
  await store.jobEvents.insert({ id, version: 1, events: [{ seq: 1, at, type: 'step', message: 'began' }] });
  const changed = { changedBy: 'token ann (0123456789ab)', changedAt: at };
  await store.schedules.insert({
    ...{ id, version: 1, name: 'nightly', cron: '0 3 * * *', timeZone: 'UTC', enabled: true, ...changed },
    work: { kind: 'retrain', seed: 1 },
    createdAt: at,
  });
  await store.webhooks.insert({
    ...{ id, version: 1, name: 'desk', url: 'https://desk.example.org/hook', enabled: true, ...changed },
    events: ['job-ended'],
    secretVariable: 'GRIDTUNE_WEBHOOK_DESK',
  });
  await store.deliveries.insert({
    ...{ id, version: 1, webhookId: id, status: 'delivered', attempts: 1 },
    notice: { type: 'job-ended', at, message: 'done', subjectId: id },
  });
  const numbers = [1, 2];
  await store.datasets.save(
    { id, importedAt: at, file: 'a.csv', sha256: '0'.repeat(64) },
    { lines: [2, 3], columns: [{ name: 'max_message_count', numbers }] },
    { replace: false },
  );
}
