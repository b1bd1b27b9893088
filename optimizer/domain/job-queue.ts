import type { Actor } from './actor.js';
import type { JobRequest } from './job-request.js';
import type { Job, JobEvent } from './job.js';

export interface SubmitOptions {
  /** Chosen by the caller so that asking twice makes one job. */
  readonly id?: string | undefined;
  readonly retryOf?: string | undefined;
  readonly requestId?: string | undefined;
}

/** Long work, shared by every instance on one store. */
export interface JobQueue {
  /**
   * Keeps the job and lets whichever instance is free begin it.
   * @returns the job; the one that is there already where `id` is taken by the same request.
   * @throws AlreadyExistsError where `id` is taken by another request; StoreUnreachableError
   */
  submit(request: JobRequest, by: Actor, options?: SubmitOptions): Promise<Job>;
  /**
   * One approver more; the job is queued once there are enough.
   * @throws NotFoundError, JobStateError if it does not wait for approval or `by` has approved it already
   */
  approve(id: string, by: Actor): Promise<Job>;
  /** Asks whichever instance runs it to end it, with the channel as it was. @throws NotFoundError, JobStateError if it is over */
  cancel(id: string, by: Actor): Promise<Job>;
  /** A new job with the same request. @throws NotFoundError, JobStateError if it is not over yet */
  retry(id: string, by: Actor, options?: Pick<SubmitOptions, 'id' | 'requestId'>): Promise<Job>;
  /**
   * Events after number `after`, as they come, whichever instance runs the job; ends once the job is over and told.
   * @throws NotFoundError
   */
  follow(id: string, after: number, signal: AbortSignal): AsyncIterable<JobEvent>;
}
