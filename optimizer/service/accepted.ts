import { jobSchema, type Job } from '../domain/job.js';
import type { JobRequest } from '../domain/job-request.js';
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
  const job = await parts.jobs.submit(request, actor, { id: jobId, requestId });
  return { body: job, location: `/api/v1/jobs/${job.id}` };
}
