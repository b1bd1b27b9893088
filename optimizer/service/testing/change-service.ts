import pino from 'pino';
import { auditTrail } from '../../apply/audit/audit-trail.js';
import { jsonSigning } from '../../apply/proposals/testing/sample-proposal.js';
import type { AuditTrail } from '../../domain/audit.js';
import { noGuardRails, type GuardRails } from '../../domain/guard-rails.js';
import type { Job } from '../../domain/job.js';
import type { Progress } from '../../domain/ports.js';
import { systemClock, waitUntil } from '../../domain/wait.js';
import { createJobQueue } from '../../jobs/job-queue.js';
import { runBody } from '../../jobs/run-body.js';
import type { StartThread } from '../../jobs/thread.js';
import { serviceAudit } from '../../operations/service-audit.js';
import type { Services } from '../../operations/services.js';
import { memoryStore, type MemoryStore } from '../../store/testing/memory-store.js';
import { NetworkDouble, ProgressDouble } from '../../../test/doubles/network.js';
import type { Route } from '../route.js';
import { InstantDispatcher } from './instant-dispatcher.js';
import { openTestService, type TestService } from './test-service.js';

export interface ChangeService extends TestService {
  readonly network: NetworkDouble;
  /** Waits for the end of a job. */
  ended(id: string): Promise<Job>;
}

/** A service whose jobs run, on a channel and a store in memory. */
export async function openChangeService(
  routes: readonly Route[],
  {
    rails = () => noGuardRails,
    approvalsRequired = 1,
    services: given = {},
  }: {
    /** Asked each time. */
    readonly rails?: () => GuardRails;
    readonly approvalsRequired?: number;
    readonly services?: Partial<Services>;
  } = {},
): Promise<ChangeService> {
  const store = memoryStore();
  const network = new NetworkDouble();
  const services = { ...servicesOn(store, network, rails), ...given };
  const startThread: StartThread = async (job, told, signal) => {
    const progress: Progress = {
      step: (message, facts) => told.step(message, facts),
      advance: (done, total, message) => told.advance(done, total, message),
      warn: (message) => told.warn(message),
    };
    const own = {
      ...services,
      signal,
      progress,
      changes: async () => ({ ...(await services.changes()), progress }),
    };
    const outcome = await runBody({ services: own, job, tellSubject: (id) => told.subject(id) });
    return outcome.type === 'done'
      ? { kind: 'done', result: outcome.result }
      : { kind: 'failed', error: outcome.error };
  };
  const log = pino({ enabled: false });
  const audit = serviceAudit(store, systemClock);
  const jobs = createJobQueue({
    store,
    dispatcher: new InstantDispatcher(),
    startThread,
    audit,
    notifier: { notify: async () => undefined },
    approvalsRequired,
    instance: { id: 'test', host: 'test', pid: process.pid },
    log,
  });
  await jobs.start();
  const service = await openTestService(routes, {
    services,
    jobs,
    config: { approvalsRequired },
    parts: { audit },
    store,
  });
  return {
    ...service,
    network,
    ended: async (id) =>
      waitUntil(
        `job ${id} to end`,
        async () => {
          const job = await store.jobs.find(id);
          return job?.endedAt === undefined ? undefined : job;
        },
        20_000,
        { everyMs: 10 },
      ),
    close: async () => {
      await service.close();
      await jobs.stop(20_000);
    },
  };
}

function servicesOn(store: MemoryStore, network: NetworkDouble, rails: () => GuardRails): Services {
  const progress = new ProgressDouble();
  const [who] = network.channel.administrators;
  if (!who) throw new Error('the double has an administrator');
  const trail: AuditTrail = auditTrail({ log: store.audit, network, who, clock: systemClock });
  const changing = { store, network, audit: trail, clock: systemClock, progress };
  return {
    progress,
    signal: new AbortController().signal,
    store: async () => store,
    network: async () => network,
    guardRails: async () => rails(),
    audit: async () => trail,
    changes: async () => ({ ...changing, rails: rails() }),
    canary: async () => ({ network, progress, clock: systemClock }),
    offlineSigning: jsonSigning,
    paths: { models: '/nowhere' },
    // What no test of changes asks for is left out.
  } as unknown as Services;
}
