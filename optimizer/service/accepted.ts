import { jobSchema, type Job } from '../domain/job.js';
import { jobRequestSchema, type JobRequest } from '../domain/job-request.js';
import type { Reply, RouteContext } from './route.js';

/** A job as the API shows it. */
export const jobView = jobSchema.unwrap().meta({ id: 'Job' });

/** The reply of every route that starts work. */
export const acceptedReply = {
  status: 202,
  description: 'A job does it: its progress is at Location, and as events below that',
  schema: jobView,
} as const;

/** Hands the work over, under the job id that the request's `Idempotency-Key` gives. */
export async function accept(request: JobRequest, context: RouteContext): Promise<Reply<Job>> {
  const { parts, actor, jobId, requestId } = context;
  // As it is stored, without what is undefined: asked for again it has to be the same.
  const stored = jobRequestSchema.parse(JSON.parse(JSON.stringify(request)));
  return replyOf(await parts.jobs.submit(stored, actor, { id: jobId, requestId }));
}

/**
 * What an earlier try under the same `Idempotency-Key` has started already: before anything is looked at that may have
 * changed since, by the very job.
 */
export async function acceptedBefore({ parts, jobId }: RouteContext): Promise<Reply<Job> | undefined> {
  const job = jobId === undefined ? undefined : await parts.store.jobs.find(jobId);
  return job && replyOf(job);
}

function replyOf(job: Job): Reply<Job> {
  return { body: job, location: `/api/v1/jobs/${job.id}` };
}
