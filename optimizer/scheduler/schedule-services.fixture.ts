import pino from 'pino';
import { NetworkDouble, ProgressDouble } from '../../test/doubles/network.js';
import { ModelFileError } from '../domain/errors.js';
import { noGuardRails, type GuardRails } from '../domain/guard-rails.js';
import type { Job } from '../domain/job.js';
import type { JobQueue } from '../domain/job-queue.js';
import type { Schedule } from '../domain/schedule.js';
import type { Notice } from '../domain/webhook.js';
import { memoryStore, type MemoryStore } from '../store/testing/memory-store.js';
import type { ServiceAudit } from '../domain/service-audit.js';
import type { SchedulerServices } from './scheduler.js';
import { FakeClock } from './fake-clock.fixture.js';

export interface Stage {
  readonly store: MemoryStore;
  readonly clock: FakeClock;
  readonly network: NetworkDouble;
  /** What was told, in order. */
  readonly told: Omit<Notice, 'at'>[];
  readonly audited: Parameters<ServiceAudit['record']>[0][];
  readonly logged: Record<string, unknown>[];
  rails: GuardRails;
  /** Called before a job is kept. */
  onSubmit: () => Promise<void>;
  services(instanceId?: string, ownClock?: FakeClock): SchedulerServices;
  /** Jobs in the order of their ids. */
  jobs(): Promise<Job[]>;
  schedule(changes: Partial<Schedule>): Promise<Schedule>;
}

/** One store, one clock, and as many instances as a test wants. */
export function openStage(startsAt: string): Stage {
  const store = memoryStore();
  const clock = new FakeClock(startsAt);
  const network = new NetworkDouble();
  const logged: Record<string, unknown>[] = [];
  const stage: Stage = {
    store,
    clock,
    network,
    told: [],
    audited: [],
    logged,
    rails: noGuardRails,
    onSubmit: async () => undefined,
    services: (instanceId = 'i1', ownClock = clock) => ({
      store,
      clock: ownClock,
      instanceId,
      jobs: queueOn(store, clock, async () => stage.onSubmit()),
      services: {
        network: async () => network,
        guardRails: async () => stage.rails,
        canary: async () => ({ network, clock, progress: new ProgressDouble() }),
        paths: { root: '', home: '', models: '', reports: '', plans: '', config: '' },
      },
      openModel: async ({ id }) => {
        throw new ModelFileError(`model ${id} has no file in this test`);
      },
      notifier: { notify: async (notice) => void stage.told.push(notice) },
      audit: { record: async (entry) => void stage.audited.push(entry) },
      log: pino({}, { write: (line: string) => void logged.push(JSON.parse(line)) }),
    }),
    jobs: () => store.jobs.list(),
    async schedule(changes) {
      const at = new Date(clock.now()).toISOString();
      const schedule: Schedule = {
        id: 's-1',
        version: 1,
        name: 'a schedule',
        cron: '0 * * * *',
        timeZone: 'UTC',
        enabled: true,
        work: { kind: 'retrain', seed: 1 },
        createdAt: at,
        changedBy: 'test',
        changedAt: at,
        ...changes,
      };
      await store.schedules.insert(schedule);
      return schedule;
    },
  };
  return stage;
}

function queueOn(
  store: MemoryStore,
  clock: FakeClock,
  onSubmit: () => Promise<void>,
): Pick<JobQueue, 'submit'> {
  return {
    async submit(request, by, { id = 'j-unnamed' } = {}) {
      await onSubmit();
      const known = await store.jobs.find(id);
      if (known) return known;
      const job: Job = {
        id,
        version: 1,
        kind: request.kind,
        request,
        status: 'queued',
        requestedBy: by,
        requestedAt: new Date(clock.now()).toISOString(),
        approvalsRequired: 0,
        approvals: [],
        attempt: 0,
        lastEvent: 0,
      };
      await store.jobs.insert(job);
      return job;
    },
  };
}
