import type { Actor } from './actor.js';
import type { Schedule } from './schedule.js';

/** Begins work at its times, on every instance of the service; each time is taken on by one of them. */
export interface Scheduler {
  /** Makes the schedules of a new installation and begins to look. @throws StoreUnreachableError */
  start(): Promise<void>;
  /** What is under way is put back for another instance, or for the next start. */
  stop(): Promise<void>;
  /**
   * Begins the work of a schedule now, whether or not it is enabled.
   * @returns the schedule with `lastRun` running, and `done` with how that ended.
   * @throws NotFoundError; JobStateError if it is running; StoreUnreachableError
   */
  runNow(id: string, by: Actor): Promise<{ readonly schedule: Schedule; readonly done: Promise<Schedule> }>;
}
