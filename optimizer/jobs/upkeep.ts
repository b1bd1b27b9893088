import type { Logger } from 'pino';
import { messageOf } from '../domain/errors.js';
import type { JobDispatcher } from '../domain/job-dispatcher.js';
import { isOver } from '../domain/job.js';
import type { Store } from '../domain/ports.js';
import type { Clock } from '../domain/wait.js';

const LOOK_EVERY_MS = 10_000;
/** Of each hundred looks one is for what may be thrown away. */
const LOOKS_BETWEEN_CLEANINGS = 100;
/** So long after its end, a job's events are kept. */
const EVENTS_KEPT_MS = 7 * 24 * 3_600_000;
/** Nobody sends a request again after so long. */
const ANSWERS_KEPT_MS = 24 * 3_600_000;

export interface UpkeepOptions {
  readonly store: Pick<Store, 'jobs' | 'jobEvents' | 'keptAnswers'>;
  readonly dispatcher: JobDispatcher;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'warn'>;
}

/** Sees to it that every job that is queued or running is in some instance's hands, and that what nobody asks for any more goes. */
export class JobUpkeep {
  readonly #options: UpkeepOptions;
  readonly #stopped = new AbortController();
  /** So that each is removed once by this instance. */
  readonly #dropped = new Set<string>();
  #work: Promise<void> = Promise.resolve();

  constructor(options: UpkeepOptions) {
    this.#options = options;
  }

  start(): void {
    this.#work = this.#keepLooking();
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#work;
  }

  async #keepLooking(): Promise<void> {
    const { clock, log } = this.#options;
    const { signal } = this.#stopped;
    for (let looks = 0; !signal.aborted; looks += 1) {
      try {
        await this.dispatchForgotten();
        if (looks % LOOKS_BETWEEN_CLEANINGS === 0) {
          await this.dropOldEvents();
          await this.dropOldAnswers();
        }
      } catch (error) {
        log.warn({ err: error }, `jobs cannot be looked after: ${messageOf(error)}`);
      }
      await clock.sleep(LOOK_EVERY_MS, signal).catch(() => undefined);
    }
  }

  /** A job whose instance was killed between keeping and dispatching it, or whose dispatch was lost. */
  async dispatchForgotten(): Promise<void> {
    const { store, dispatcher } = this.#options;
    const jobs = [
      ...(await store.jobs.list({ status: 'queued' })),
      ...(await store.jobs.list({ status: 'running' })),
    ];
    if (jobs.length === 0) return;
    const pending = await dispatcher.pending();
    for (const { id } of jobs) if (!pending.has(id)) await dispatcher.dispatch(id);
  }

  async dropOldEvents(): Promise<void> {
    const { store, clock } = this.#options;
    const oldest = clock.now() - EVENTS_KEPT_MS;
    for (const job of await store.jobs.list()) {
      const isOld = isOver(job) && Date.parse(job.endedAt ?? job.requestedAt) < oldest;
      if (!isOld || this.#dropped.has(job.id)) continue;
      await store.jobEvents.remove(job.id);
      this.#dropped.add(job.id);
    }
  }
  /** What was answered under an `Idempotency-Key`. */
  async dropOldAnswers(): Promise<void> {
    const { store, clock } = this.#options;
    const oldest = clock.now() - ANSWERS_KEPT_MS;
    for (const { id, startedAt } of await store.keptAnswers.list())
      if (Date.parse(startedAt) < oldest) await store.keptAnswers.remove(id);
  }
}
