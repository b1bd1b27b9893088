import { randomUUID } from 'node:crypto';
import type { Actor } from '../../domain/actor.js';
import { AlreadyExistsError, JobStateError, NotFoundError } from '../../domain/errors.js';
import type { JobQueue, SubmitOptions } from '../../domain/job-queue.js';
import type { JobRequest } from '../../domain/job-request.js';
import { isOver, type Job, type JobEvent } from '../../domain/job.js';
import type { Store } from '../../domain/ports.js';

/** Keeps jobs and runs none of them. */
export class JobQueueDouble implements JobQueue {
  readonly #store: Pick<Store, 'jobs'>;

  constructor(store: Pick<Store, 'jobs'>) {
    this.#store = store;
  }

  async submit(request: JobRequest, by: Actor, options: SubmitOptions = {}): Promise<Job> {
    const { id = `j-${randomUUID()}`, retryOf, requestId } = options;
    const job: Job = {
      id,
      version: 1,
      kind: request.kind,
      request,
      status: 'queued',
      requestedBy: by,
      requestedAt: new Date().toISOString(),
      approvalsRequired: 0,
      approvals: [],
      attempt: 0,
      lastEvent: 0,
      ...(retryOf === undefined ? {} : { retryOf }),
      ...(requestId === undefined ? {} : { requestId }),
    };
    try {
      await this.#store.jobs.insert(job);
      return job;
    } catch (error) {
      const there = error instanceof AlreadyExistsError ? await this.#store.jobs.find(id) : undefined;
      if (there?.kind === request.kind) return there;
      throw error;
    }
  }

  async approve(id: string): Promise<Job> {
    const job = await this.#find(id);
    throw new JobStateError(`job ${id} is ${job.status}: it waits for no approval`);
  }

  async cancel(id: string): Promise<Job> {
    const job = await this.#find(id);
    if (isOver(job)) throw new JobStateError(`job ${id} is over`);
    const cancelled: Job = { ...job, version: job.version + 1, status: 'cancelled' };
    await this.#store.jobs.replace(cancelled);
    return cancelled;
  }

  async retry(id: string, by: Actor, options: Pick<SubmitOptions, 'id' | 'requestId'> = {}): Promise<Job> {
    const job = await this.#find(id);
    if (!isOver(job)) throw new JobStateError(`job ${id} is not over yet`);
    return this.submit(job.request, by, { ...options, retryOf: id });
  }

  async *follow(id: string): AsyncIterable<JobEvent> {
    const job = await this.#find(id);
    yield { seq: 1, at: job.requestedAt, type: 'status', message: job.status, data: { status: job.status } };
  }

  async #find(id: string): Promise<Job> {
    const job = await this.#store.jobs.find(id);
    if (!job) throw new NotFoundError(`there is no job ${id}`);
    return job;
  }
}
