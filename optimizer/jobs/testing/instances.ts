import pino from 'pino';
import type { Actor } from '../../domain/actor.js';
import type { JobRequest } from '../../domain/job-request.js';
import type { Again, JobDispatcher } from '../../domain/job-dispatcher.js';
import type { Job } from '../../domain/job.js';
import type { ServiceAudit } from '../../domain/service-audit.js';
import { systemClock, waitUntil, type Clock } from '../../domain/wait.js';
import type { Notice } from '../../domain/webhook.js';
import { memoryStore, type MemoryStore } from '../../store/testing/memory-store.js';
import { createJobQueue, type RunningJobQueue } from '../job-queue.js';
import type { JobOutcome, JobTold, StartThread } from '../thread.js';

/** Time that passes fifty times as fast. */
const SPEED = 50;
const begunMs = Date.now();
export const fastClock: Clock = {
  now: () => begunMs + SPEED * (Date.now() - begunMs),
  sleep: (ms, signal) => systemClock.sleep(ms / SPEED, signal),
};

type Work = (jobId: string, lost: AbortSignal) => Promise<Again | undefined>;

interface Dispatched {
  runAtMs: number;
  heldBy?: TestDispatcher | undefined;
}

/** What dispatchers of several instances share. */
export class DispatchTable {
  readonly jobs = new Map<string, Dispatched>();
}

/** Hands jobs out as agenda does: each to one instance, and to another one once its holder is dead. */
export class TestDispatcher implements JobDispatcher {
  readonly #table: DispatchTable;
  readonly #concurrentJobs: number;
  readonly #lost = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #running = 0;
  isDead = false;

  constructor(table: DispatchTable, concurrentJobs: number) {
    this.#table = table;
    this.#concurrentJobs = concurrentJobs;
  }

  async dispatch(jobId: string): Promise<void> {
    if (!this.#table.jobs.has(jobId)) this.#table.jobs.set(jobId, { runAtMs: fastClock.now() });
  }

  pending = async (): Promise<ReadonlySet<string>> => new Set(this.#table.jobs.keys());

  async start(work: Work): Promise<void> {
    this.#timer = setInterval(() => {
      for (const [jobId, job] of this.#table.jobs) {
        const isFree = job.heldBy === undefined ? job.runAtMs <= fastClock.now() : job.heldBy.isDead;
        if (isFree && this.#running < this.#concurrentJobs) void this.#hold(jobId, job, work);
      }
    }, 2);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
  }

  async close(): Promise<void> {
    await waitUntil('work to end', () => this.#running === 0 || undefined, 30_000);
  }

  /** As SIGKILL does to a process: its threads are gone, and nothing of it is written any more. */
  kill(): void {
    this.isDead = true;
    clearInterval(this.#timer);
    this.#lost.abort();
  }

  /** As a process that stands still: its work goes to others, and it does not know. */
  stall(): void {
    this.isDead = true;
    clearInterval(this.#timer);
  }

  async #hold(jobId: string, job: Dispatched, work: Work): Promise<void> {
    job.heldBy = this;
    this.#running += 1;
    const again = await work(jobId, this.#lost.signal);
    this.#running -= 1;
    if (job.heldBy !== this) return;
    if (this.isDead) return;
    job.heldBy = undefined;
    if (again) job.runAtMs = fastClock.now() + again.againInMs;
    else this.#table.jobs.delete(jobId);
  }
}

export interface TestInstance {
  readonly jobs: RunningJobQueue;
  readonly dispatcher: TestDispatcher;
}

/** A body under the test's control. */
export interface Begun {
  readonly job: Job;
  readonly told: JobTold;
  readonly signal: AbortSignal;
  /** Ends it. */
  readonly end: (outcome?: JobOutcome) => void;
}

/** Several instances on one store, with bodies that tests end. */
export class TestInstances {
  readonly store: MemoryStore = memoryStore();
  readonly table = new DispatchTable();
  readonly audited: Parameters<ServiceAudit['record']>[0][] = [];
  readonly notices: Omit<Notice, 'at'>[] = [];
  readonly begun: Begun[] = [];
  readonly #open: TestInstance[] = [];
  approvalsRequired = 1;
  channelDeadlineMs = 600_000;
  /** What a body does that is told to end; by default it ends. */
  onCancel = (begun: Begun): void => begun.end(failed('CANCELLED'));

  async instance(id: string, concurrentJobs = 4): Promise<TestInstance> {
    const dispatcher = new TestDispatcher(this.table, concurrentJobs);
    const jobs = createJobQueue({
      store: this.store,
      dispatcher,
      startThread: this.#startThread,
      audit: { record: async (entry) => void this.audited.push(entry) },
      notifier: { notify: async (notice) => void this.notices.push(notice) },
      approvalsRequired: this.approvalsRequired,
      channelDeadlineMs: this.channelDeadlineMs,
      instance: { id, host: 'test', pid: 1 },
      log: pino({ level: 'silent' }),
      clock: fastClock,
    });
    const instance = { jobs, dispatcher };
    this.#open.push(instance);
    await jobs.start();
    return instance;
  }

  /** The body of a job, once it is begun for the nth time. */
  async body(jobId: string, nth = 1): Promise<Begun> {
    return waitUntil(
      `attempt ${nth} of ${jobId}`,
      () => this.begun.filter(({ job }) => job.id === jobId)[nth - 1],
      30_000,
      { everyMs: 2 },
    );
  }

  async read(jobId: string): Promise<Job> {
    const job = await this.store.jobs.find(jobId);
    if (!job) throw new Error(`no job ${jobId}`);
    return job;
  }

  async untilStatus(jobId: string, status: Job['status']): Promise<Job> {
    return waitUntil(
      `job ${jobId} to be ${status}`,
      async () => {
        const job = await this.read(jobId);
        return job.status === status ? job : undefined;
      },
      30_000,
      { everyMs: 2 },
    );
  }

  async close(): Promise<void> {
    for (const { end } of this.begun) end();
    await Promise.all(this.#open.splice(0).map(({ jobs }) => jobs.stop(2000)));
  }

  readonly #startThread: StartThread = (job, told, signal) =>
    new Promise((resolve) => {
      const cancel = (): void => this.onCancel(begun);
      const begun: Begun = {
        job,
        told,
        signal,
        end: (outcome = { kind: 'done', result: { for: job.id } }) => {
          signal.removeEventListener('abort', cancel);
          resolve(outcome);
        },
      };
      this.begun.push(begun);
      if (signal.aborted) cancel();
      else signal.addEventListener('abort', cancel);
    });
}

export function failed(code: string, message = code): JobOutcome {
  return { kind: 'failed', error: { code, message, retry: 'later' } };
}

export function actor(id: string, role: Actor['role']): Actor {
  return { kind: 'token', id, name: id, role };
}

export const TRAIN: JobRequest = { kind: 'train', datasets: [], seed: 1 };
export const RESUME: JobRequest = { kind: 'resume-sweep', sweepId: 's-1' };
export const APPLY: JobRequest = { kind: 'apply', settings: { batchTimeoutMs: 300 } };
