import type { Logger } from 'pino';
import { messageOf, NotFoundError } from '../domain/errors.js';
import type { Job } from '../domain/job.js';
import type { Clock } from '../domain/wait.js';
import { EVENTS_KEPT, type JobRecords, type NewEvent } from './job-records.js';
import type { JobTold } from './thread.js';

/** Twice a second at most something is written; where nothing is new, the job is looked at this often. */
const WRITE_EVERY_MS = 500;
const LOOK_EVERY_MS = 900;
const LONGEST_MESSAGE = 2000;

export interface LiveJobOptions {
  readonly job: Job;
  readonly records: JobRecords;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'warn'>;
  /** Somebody wants it to end. */
  readonly onCancel: () => void;
  /** It was begun again elsewhere. */
  readonly onTakenOver: () => void;
  /** Events were added. */
  readonly onEvents: () => void;
}

/**
 * A job while it runs here: what its body tells is gathered and written a few times a second, and whoever wants it to
 * end is heard. A store that is away for a while delays events and loses none, unless there are very many.
 */
export class LiveJob implements JobTold {
  readonly #options: LiveJobOptions;
  readonly #ended = new AbortController();
  #events: NewEvent[] = [];
  #progress: Job['progress'];
  #advanced = false;
  #lastEvent = 0;
  #writing: Promise<void> = Promise.resolve();
  #storeIsAway = false;

  constructor(options: LiveJobOptions) {
    this.#options = options;
  }

  /** Writes and listens until {@link end}. */
  async run(): Promise<void> {
    const { clock } = this.#options;
    const { signal } = this.#ended;
    for (let sinceLookMs = LOOK_EVERY_MS; !signal.aborted;) {
      if (this.#isNew() || sinceLookMs >= LOOK_EVERY_MS) {
        await this.#tryToWrite();
        sinceLookMs = 0;
      }
      const pauseMs = WRITE_EVERY_MS;
      await clock.sleep(pauseMs, signal).catch(() => undefined);
      sinceLookMs += pauseMs;
    }
  }

  /** Writes what is left. @throws StoreUnreachableError */
  async end(): Promise<void> {
    this.#ended.abort();
    if (this.#isNew()) await this.write();
  }

  step(message: string, facts?: Readonly<Record<string, unknown>>): void {
    this.#add({ type: 'step', message, ...(facts ? { data: { ...facts } } : {}) });
  }

  warn(message: string): void {
    this.#add({ type: 'warning', message });
  }

  advance(done: number, total: number, message: string): void {
    this.#progress = { done, total, message: shortened(message), at: this.#options.records.now() };
    this.#advanced = true;
  }

  /** What it waits for, where people look first. */
  waitFor(message: string): void {
    if (this.#progress?.message === shortened(message)) return;
    const { done = 0, total = 0 } = this.#progress ?? {};
    this.advance(done, total, message);
  }

  async subject(subjectId: string): Promise<void> {
    const { records, job } = this.#options;
    await records.change(job.id, (found) =>
      found.subjectId === subjectId || !this.#isOurs(found) ? undefined : { ...found, subjectId },
    );
    this.#add({ type: 'subject', message: subjectId, data: { subjectId } });
    await this.write();
  }

  /** Writes what is new, one write after the other. */
  write(): Promise<void> {
    const work = this.#writing.then(() => this.#write());
    this.#writing = work.catch(() => undefined);
    return work;
  }

  async #tryToWrite(): Promise<void> {
    const { log, job } = this.#options;
    try {
      await this.write();
      this.#storeIsAway = false;
    } catch (error) {
      if (!this.#storeIsAway)
        log.warn({ jobId: job.id, err: error }, `a job cannot be written: ${messageOf(error)}`);
      this.#storeIsAway = true;
    }
  }

  async #write(): Promise<void> {
    const { records, job, onEvents, onCancel, onTakenOver } = this.#options;
    const found = await records.read(job.id).catch((error: unknown) => {
      if (error instanceof NotFoundError) return undefined;
      throw error;
    });
    if (!found || !this.#isOurs(found)) return onTakenOver();
    if (found.cancelRequested) onCancel();
    const progress = this.#advanced ? this.#progress : undefined;
    const events = [...this.#events, ...(progress ? [progressEvent(progress)] : [])];
    if (events.length === 0) return;
    this.#events = [];
    this.#advanced = false;
    try {
      this.#lastEvent = await records.append(job.id, events);
    } catch (error) {
      this.#events = [...events, ...this.#events].slice(-EVENTS_KEPT);
      throw error;
    }
    await records.change(job.id, (standing) =>
      this.#isOurs(standing)
        ? { ...standing, lastEvent: this.#lastEvent, ...(this.#progress ? { progress: this.#progress } : {}) }
        : undefined,
    );
    onEvents();
  }

  #add(event: NewEvent): void {
    this.#events = [...this.#events, { ...event, message: shortened(event.message) }].slice(-EVENTS_KEPT);
  }

  #isNew(): boolean {
    return this.#events.length > 0 || this.#advanced;
  }

  /** Another attempt, or its end, is another's word. */
  #isOurs({ status, attempt, instance }: Job): boolean {
    const { job } = this.#options;
    return status === 'running' && attempt === job.attempt && instance?.id === job.instance?.id;
  }
}

function progressEvent({ done, total, message }: NonNullable<Job['progress']>): NewEvent {
  return { type: 'progress', message, data: { done, total } };
}

function shortened(message: string): string {
  return message.length <= LONGEST_MESSAGE ? message : `${message.slice(0, LONGEST_MESSAGE - 1)}…`;
}
