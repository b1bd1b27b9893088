import type { Logger } from 'pino';
import { messageOf } from '../domain/errors.js';
import type { Again } from '../domain/job-dispatcher.js';
import { isOver, type Job } from '../domain/job.js';
import type { JobKind } from '../domain/job-request.js';
import type { Store } from '../domain/ports.js';
import type { Clock } from '../domain/wait.js';
import { endTurn, needsTurn, renewTurn, takeTurn, type TurnOptions } from './channel-turn.js';
import type { JobEnd } from './job-end.js';
import type { JobRecords } from './job-records.js';
import { LiveJob } from './live-job.js';
import type { JobOutcome, StartThread } from './thread.js';

/** Begun so often, a job that was cut short each time is given up. */
export const MOST_ATTEMPTS = 3;
const CHANNEL_RETRY_MS = 5000;
const WRITE_AGAIN_MS = 1000;

/** A stop of the service lets these finish; the others go on, or begin again, with the next start. */
const FINISHED_FIRST: readonly JobKind[] = ['apply', 'rollback', 'submit-proposal'];

export interface RunnerOptions {
  readonly store: Pick<Store, 'jobs' | 'claims'>;
  readonly records: JobRecords;
  readonly startThread: StartThread;
  readonly end: JobEnd;
  readonly instance: NonNullable<Job['instance']>;
  readonly clock: Clock;
  readonly log: Logger;
  /** How long a job stays a dead instance's. */
  readonly lockMs: number;
  readonly onEvents: (jobId: string) => void;
  /** How long a command line that holds the channel is waited for. */
  readonly channelDeadlineMs: number;
}

/** Runs jobs of this instance. */
export class Runner {
  readonly #options: RunnerOptions;
  readonly #turn: TurnOptions;
  readonly #running = new Map<string, { readonly job: Job; readonly cancel: AbortController }>();
  #stopping = false;

  constructor(options: RunnerOptions) {
    this.#options = options;
    const { store, clock, instance, lockMs } = options;
    // Longer than the job itself is a dead instance's, so that nobody comes before a job that was cut short.
    this.#turn = { store, clock, instance, lockMs: 2 * lockMs };
  }

  /** Ids of what runs here. */
  running(): readonly string[] {
    return [...this.#running.keys()];
  }

  /** Ends a job at once if it runs here. */
  cancel(jobId: string): void {
    this.#running.get(jobId)?.cancel.abort();
  }

  /** Ends what can go on later; what cannot may finish. */
  stop(): void {
    this.#stopping = true;
    for (const { job, cancel } of this.#running.values())
      if (!FINISHED_FIRST.includes(job.request.kind)) cancel.abort();
  }

  /** Ends everything. */
  endAll(): void {
    this.#stopping = true;
    for (const { cancel } of this.#running.values()) cancel.abort();
  }

  /** What a dispatcher calls; never throws. */
  async work(jobId: string, lost: AbortSignal): Promise<Again | undefined> {
    const { log } = this.#options;
    try {
      if (this.#stopping || this.#running.has(jobId)) return { againInMs: WRITE_AGAIN_MS };
      return await this.#begin(jobId, lost);
    } catch (error) {
      log.error({ jobId, err: error }, `a job could not be begun: ${messageOf(error)}`);
      return { againInMs: CHANNEL_RETRY_MS };
    }
  }

  async #begin(jobId: string, lost: AbortSignal): Promise<Again | undefined> {
    const { store, end } = this.#options;
    const found = await store.jobs.find(jobId);
    if (!found || isOver(found) || found.status === 'awaiting-approval') return undefined;
    if (found.cancelRequested) return void (await end(found, { status: 'cancelled' }));
    if (found.attempt >= MOST_ATTEMPTS)
      return void (await end(found, { status: 'failed', error: givenUp(found) }));
    if (!needsTurn(found)) return this.#run(found, lost);
    const againInMs = await takeTurn(found, this.#turn);
    if (againInMs !== undefined) return { againInMs };
    try {
      return await this.#run(found, lost);
    } finally {
      await endTurn(found, this.#turn).catch((error: unknown) => this.#runsOut(found, error));
    }
  }

  async #run(found: Job, lost: AbortSignal): Promise<Again | undefined> {
    const { records, instance, onEvents, clock, log } = this.#options;
    const cutShort = found.status === 'running';
    const message = cutShort ? `goes on after ${describe(found)} ended unexpectedly` : 'begun';
    const job = await records.changeStatus(found.id, message, (standing) =>
      // Somebody cancelled it, or began it elsewhere, since it was read.
      standing.version === found.version ? begunBy(instance, standing, records.now()) : undefined,
    );
    onEvents(job.id);
    if (job.attempt !== found.attempt + 1 || job.instance?.id !== instance.id)
      return { againInMs: WRITE_AGAIN_MS };
    if (this.#stopping) return this.#putBack(job);
    const cancel = new AbortController();
    this.#running.set(job.id, { job, cancel });
    const takenOver = new AbortController();
    const gone = AbortSignal.any([lost, takenOver.signal]);
    const live = new LiveJob({
      job,
      records,
      clock,
      log,
      onCancel: () => cancel.abort(),
      onTakenOver: () => takenOver.abort(),
      onEvents: () => onEvents(job.id),
    });
    const writing = live.run();
    const renewing = this.#keepTurn(job, gone);
    try {
      const outcome = await this.#outcomeOf(job, live, AbortSignal.any([gone, cancel.signal]));
      return await this.#settle(job, outcome, live, gone);
    } finally {
      renewing.stop();
      this.#running.delete(job.id);
      await live
        .end()
        .catch((error: unknown) => log.warn({ jobId: job.id, err: error }, 'events of a job are lost'));
      await writing;
    }
  }

  /** Waits for a channel that a command line holds, as long as nobody wants the job to end. */
  async #outcomeOf(job: Job, live: LiveJob, signal: AbortSignal): Promise<JobOutcome> {
    const { startThread, clock, channelDeadlineMs } = this.#options;
    const endMs = clock.now() + channelDeadlineMs;
    for (let latest = job; ; latest = await this.#options.records.read(job.id).catch(() => latest)) {
      const outcome = await startThread(latest, live, signal);
      const isBusy = outcome.kind === 'failed' && outcome.error.code === 'CHANNEL_BUSY';
      if (!isBusy || signal.aborted || clock.now() >= endMs) return outcome;
      live.waitFor(`waits: ${outcome.error.message}`);
      await clock.sleep(CHANNEL_RETRY_MS, signal).catch(() => undefined);
      if (signal.aborted) return cancelled();
    }
  }

  /** Writes how it ended, once the store takes it; nothing if it is another instance's by now. */
  async #settle(job: Job, outcome: JobOutcome, live: LiveJob, gone: AbortSignal): Promise<Again | undefined> {
    const { clock, log } = this.#options;
    for (let failures = 0; !gone.aborted; failures += 1) {
      try {
        await live.end();
        return await this.#write(job, outcome);
      } catch (error) {
        if (failures === 0) log.warn({ jobId: job.id, err: error }, 'the end of a job cannot be written yet');
        await clock.sleep(WRITE_AGAIN_MS, gone).catch(() => undefined);
      }
    }
    log.warn(
      { jobId: job.id },
      'a job was begun by another instance meanwhile: what it did here counts no more',
    );
    return undefined;
  }

  async #write(job: Job, outcome: JobOutcome): Promise<Again | undefined> {
    const { end } = this.#options;
    if (outcome.kind === 'done') return void (await end(job, { status: 'done', result: outcome.result }));
    if (outcome.error.code === 'CANCELLED') {
      const { cancelRequested } = await this.#options.records.read(job.id);
      if (cancelRequested) return void (await end(job, { status: 'cancelled' }));
      if (this.#stopping && !FINISHED_FIRST.includes(job.request.kind)) return this.#putBack(job);
    }
    return void (await end(job, { status: 'failed', error: outcome.error }));
  }

  /** Ended in good order by a stop of this instance: that attempt does not count. */
  async #putBack({ id }: Job): Promise<Again> {
    const { records, onEvents } = this.#options;
    await records.changeStatus(id, 'put back: the service stops', (standing) =>
      standing.status === 'running'
        ? { ...standing, status: 'queued', attempt: Math.max(0, standing.attempt - 1) }
        : undefined,
    );
    onEvents(id);
    return { againInMs: 0 };
  }

  #keepTurn(job: Job, gone: AbortSignal): { stop(): void } {
    if (!needsTurn(job)) return { stop: () => undefined };
    const timer = setInterval(() => {
      if (!gone.aborted) renewTurn(job, this.#turn).catch((error: unknown) => this.#runsOut(job, error));
    }, this.#options.lockMs / 3);
    return { stop: () => clearInterval(timer) };
  }

  #runsOut({ id }: Job, error: unknown): void {
    this.#options.log.warn({ jobId: id, err: error }, 'the turn on the channel runs out by itself');
  }
}

/** Of an earlier attempt's progress nothing is known to hold. */
function begunBy(instance: NonNullable<Job['instance']>, job: Job, at: string): Job {
  const { progress: _progress, startedAt = at, attempt, ...rest } = job;
  return { ...rest, status: 'running', attempt: attempt + 1, instance, startedAt };
}

function cancelled(): JobOutcome {
  return { kind: 'failed', error: { code: 'CANCELLED', message: 'cancelled', retry: 'never' } };
}

function describe({ instance }: Job): string {
  return instance ? `process ${instance.pid} on ${instance.host}` : 'its instance';
}

function givenUp(job: Job): { code: string; message: string; retry: 'later' } {
  const message = `the service ended unexpectedly ${job.attempt} times while it was at this, the last time as ${describe(job)}: look at its log, then retry the job`;
  return { code: 'INTERRUPTED', message, retry: 'later' };
}
