import type { JobKind, RequestOf } from '../domain/job-request.js';
import type { Job } from '../domain/job.js';
import type { Services } from '../operations/services.js';

/** What a job has while it runs; its progress goes through `services.progress`, its end comes by `services.signal`. */
export interface JobContext {
  /** Of this job alone: opened for it, closed after it. */
  readonly services: Services;
  readonly job: Job;
  /**
   * Says what the job makes or changes, before it is begun: if the instance is killed, the next attempt finds it as
   * `job.subjectId` and goes on with it.
   */
  readonly tellSubject: (subjectId: string) => Promise<void>;
}

/**
 * The work of one kind of job.
 * @returns what the same command prints with --json.
 * @throws the errors of the command; CancelledError when told to end
 */
export type JobBody<K extends JobKind> = (
  request: RequestOf<K>,
  context: JobContext,
) => Promise<Readonly<Record<string, unknown>>>;
