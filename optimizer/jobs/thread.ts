import type { Job } from '../domain/job.js';
import type { Retry } from '../domain/errors.js';

/** What a body tells while it works. */
export interface JobTold {
  step(message: string, facts?: Readonly<Record<string, unknown>>): void;
  warn(message: string): void;
  advance(done: number, total: number, message: string): void;
  /** Resolves once it is kept. @throws StoreUnreachableError */
  subject(subjectId: string): Promise<void>;
}

export interface JobError {
  readonly code: string;
  readonly message: string;
  readonly retry: Retry;
}

/** How a body ended. */
export type JobOutcome =
  { readonly kind: 'done'; readonly result: unknown } | { readonly kind: 'failed'; readonly error: JobError };

/**
 * Runs the body of a job in a thread of its own, with services of its own that are closed in the end.
 * @param signal - ends the body in good order
 * @returns how it ended; never throws
 */
export type StartThread = (job: Job, told: JobTold, signal: AbortSignal) => Promise<JobOutcome>;
