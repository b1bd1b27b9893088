import { messageOf } from '../domain/errors.js';
import { isOver, type Job, type JobEvent } from '../domain/job.js';
import type { Clock } from '../domain/wait.js';
import type { Logger } from 'pino';
import { statusEvent, type JobRecords } from './job-records.js';

const LOOK_EVERY_MS = 1000;
/** The last event of a job is written right after its end; if its instance was killed between the two, here. */
const LOOKS_FOR_THE_END = 5;

/** One job's events, read once however many follow it. */
interface Watched {
  events: readonly JobEvent[];
  over: boolean;
  looksAfterEnd: number;
  /** Wakes each follower when something is new. */
  readonly followers: Set<() => void>;
  /** Ends the pause between two looks. */
  look: () => void;
}

/** Events of jobs as they come, whichever instance runs them. */
export class EventHub {
  readonly #records: JobRecords;
  readonly #clock: Clock;
  readonly #log: Pick<Logger, 'warn'>;
  readonly #watched = new Map<string, Watched>();

  constructor(records: JobRecords, clock: Clock, log: Pick<Logger, 'warn'>) {
    this.#records = records;
    this.#clock = clock;
    this.#log = log;
  }

  /** Events were written here: whoever follows them need not wait for the next look. */
  changed(jobId: string): void {
    this.#watched.get(jobId)?.look();
  }

  /**
   * Events after number `after` as they come; ends with the job's last.
   * @throws NotFoundError
   */
  async *follow(jobId: string, after: number, signal: AbortSignal): AsyncGenerator<JobEvent, void> {
    await this.#records.read(jobId);
    const watched = this.#watch(jobId);
    let seen = after;
    let wake = (): void => undefined;
    const woken = (): void => wake();
    watched.followers.add(woken);
    signal.addEventListener('abort', woken);
    try {
      while (!signal.aborted) {
        const fresh = watched.events.filter(({ seq }) => seq > seen);
        for (const event of fresh) {
          yield event;
          seen = event.seq;
          if (signal.aborted) return;
        }
        if (fresh.length > 0) continue;
        if (watched.over) return;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    } finally {
      signal.removeEventListener('abort', woken);
      watched.followers.delete(woken);
      if (watched.followers.size === 0) {
        this.#watched.delete(jobId);
        watched.look();
      }
    }
  }

  #watch(jobId: string): Watched {
    const standing = this.#watched.get(jobId);
    if (standing) return standing;
    const watched: Watched = {
      events: [],
      over: false,
      looksAfterEnd: 0,
      followers: new Set(),
      look: () => undefined,
    };
    this.#watched.set(jobId, watched);
    void this.#keepLooking(jobId, watched);
    return watched;
  }

  async #keepLooking(jobId: string, watched: Watched): Promise<void> {
    for (let isAway = false; this.#watched.get(jobId) === watched && !watched.over;) {
      const pause = new AbortController();
      watched.look = () => pause.abort();
      try {
        await this.#look(jobId, watched);
        isAway = false;
      } catch (error) {
        if (!isAway) this.#log.warn({ jobId, err: error }, `events cannot be read: ${messageOf(error)}`);
        isAway = true;
      }
      for (const wake of watched.followers) wake();
      if (!watched.over) await this.#clock.sleep(LOOK_EVERY_MS, pause.signal).catch(() => undefined);
    }
  }

  async #look(jobId: string, watched: Watched): Promise<void> {
    const job = await this.#records.read(jobId);
    const newest = watched.events.at(-1)?.seq ?? -1;
    // Quiet jobs cost one small read.
    if (newest < job.lastEvent || isOver(job)) watched.events = await this.#records.events(jobId);
    if (!isOver(job)) return;
    watched.over = isToldBy(watched.events.at(-1), job);
    watched.looksAfterEnd += 1;
    if (!watched.over && watched.looksAfterEnd === LOOKS_FOR_THE_END)
      await this.#records.append(jobId, [statusEvent(job, job.status)]);
  }
}

function isToldBy(event: JobEvent | undefined, { status }: Job): boolean {
  return event?.type === 'status' && event.data?.['status'] === status;
}
