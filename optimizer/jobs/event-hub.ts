import { messageOf } from '../domain/errors.js';
import { isOver, type JobEvent } from '../domain/job.js';
import type { Clock } from '../domain/wait.js';
import type { Logger } from 'pino';
import type { JobRecords } from './job-records.js';

const LOOK_EVERY_MS = 1000;
/** The last event of a job is written right after its end, unless its instance was killed between the two. */
const LOOKS_FOR_THE_END = 5;

/** One job's events, read once however many follow it. */
interface Watched {
  events: readonly JobEvent[];
  over: boolean;
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
    const watched: Watched = { events: [], over: false, followers: new Set(), look: () => undefined };
    this.#watched.set(jobId, watched);
    void this.#keepLooking(jobId, watched);
    return watched;
  }

  async #keepLooking(jobId: string, watched: Watched): Promise<void> {
    for (let looksAfterEnd = 0, isAway = false; this.#watched.get(jobId) === watched && !watched.over;) {
      const pause = new AbortController();
      watched.look = () => pause.abort();
      try {
        const { isLast, isOver: over } = await this.#look(jobId, watched);
        if (over) looksAfterEnd += 1;
        watched.over = over && (isLast || looksAfterEnd >= LOOKS_FOR_THE_END);
        isAway = false;
      } catch (error) {
        if (!isAway) this.#log.warn({ jobId, err: error }, `events cannot be read: ${messageOf(error)}`);
        isAway = true;
      }
      for (const wake of watched.followers) wake();
      if (!watched.over) await this.#clock.sleep(LOOK_EVERY_MS, pause.signal).catch(() => undefined);
    }
  }

  async #look(jobId: string, watched: Watched): Promise<{ isOver: boolean; isLast: boolean }> {
    const job = await this.#records.read(jobId);
    const newest = watched.events.at(-1)?.seq ?? -1;
    // Quiet jobs cost one small read.
    if (newest < job.lastEvent) watched.events = await this.#records.events(jobId);
    const last = watched.events.at(-1);
    return {
      isOver: isOver(job),
      isLast: last?.type === 'status' && last.data?.['status'] === job.status,
    };
  }
}
