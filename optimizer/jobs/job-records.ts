import { NotFoundError } from '../domain/errors.js';
import { isOver, type Job, type JobEvent, type JobEvents } from '../domain/job.js';
import type { Store } from '../domain/ports.js';
import type { Clock } from '../domain/wait.js';

/** An event before it has its number. */
export type NewEvent = Omit<JobEvent, 'seq' | 'at'>;

/** As many events of a job are kept: the newest. */
export const EVENTS_KEPT = 400;

/** What is kept of jobs, and the only place that writes it. */
export class JobRecords {
  readonly #store: Pick<Store, 'jobs' | 'jobEvents'>;
  readonly #clock: Pick<Clock, 'now'>;

  constructor(store: Pick<Store, 'jobs' | 'jobEvents'>, clock: Pick<Clock, 'now'>) {
    this.#store = store;
    this.#clock = clock;
  }

  now(): string {
    return new Date(this.#clock.now()).toISOString();
  }

  /** @throws NotFoundError */
  async read(id: string): Promise<Job> {
    const job = await this.#store.jobs.find(id);
    if (!job) throw new NotFoundError(`there is no job ${id}: list what there is with GET /jobs`);
    return job;
  }

  /**
   * Writes what follows from the job's state, however many write it at once.
   * @param next - called with each state that is met; undefined: nothing is to be written
   * @throws NotFoundError, and what `next` throws
   */
  async change(id: string, next: (job: Job) => Job | undefined): Promise<Job> {
    for (;;) {
      const job = await this.read(id);
      const following = next(job);
      if (following === undefined) return job;
      const written = { ...following, version: job.version + 1 };
      if (await this.#store.jobs.replace(written)) return written;
    }
  }

  /** The same for a change of status, told as an event. */
  async changeStatus(id: string, message: string, next: (job: Job) => Job | undefined): Promise<Job> {
    let before: Job | undefined;
    const job = await this.change(id, (found) => {
      before = found;
      const following = next(found);
      return following && { ...following, lastEvent: found.lastEvent + 1 };
    });
    if (job.version !== before?.version) await this.append(id, [statusEvent(job, message)]);
    return job;
  }

  /**
   * Adds to the job's events.
   * @returns the number of the newest
   */
  async append(id: string, events: readonly NewEvent[]): Promise<number> {
    for (;;) {
      const stored = await this.#store.jobEvents.find(id);
      const next = withEvents(stored ?? { id, version: 0, events: [] }, events, this.now());
      if (stored ? await this.#store.jobEvents.replace(next) : await this.#isFirst(next))
        return next.events.at(-1)?.seq ?? 0;
    }
  }

  async events(id: string): Promise<readonly JobEvent[]> {
    return (await this.#store.jobEvents.find(id))?.events ?? [];
  }

  async #isFirst(first: JobEvents): Promise<boolean> {
    try {
      await this.#store.jobEvents.insert(first);
      return true;
    } catch (error) {
      if (await this.#store.jobEvents.find(first.id)) return false;
      throw error;
    }
  }
}

/** @returns the events with those that are added, numbered */
function withEvents({ id, version, events }: JobEvents, added: readonly NewEvent[], at: string): JobEvents {
  const last = events.at(-1)?.seq ?? 0;
  const numbered = added.map((event, index): JobEvent => ({ ...event, seq: last + index + 1, at }));
  return { id, version: version + 1, events: [...events, ...numbered].slice(-EVENTS_KEPT) };
}

export function statusEvent(job: Job, message: string): NewEvent {
  const { status, error } = job;
  return { type: 'status', message, data: { status, ...(isOver(job) && error ? { error } : {}) } };
}
