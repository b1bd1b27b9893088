import { GridtuneError } from '../domain/errors.js';
import type { JobKind } from '../domain/job-request.js';
import type { Job } from '../domain/job.js';
import { jobBodies, type JobBodies } from './bodies/index.js';
import { asJson } from './as-json.js';
import type { JobBody, JobContext } from './job-body.js';
import type { FromThread } from './thread-messages.js';

/** Runs a job's body. @returns how it ended, as the thread tells it; never throws */
export async function runBody(
  context: JobContext,
  bodies: JobBodies = jobBodies,
): Promise<Extract<FromThread, { type: 'done' | 'failed' }>> {
  try {
    return { type: 'done', result: asJson(await bodyOf(context.job, bodies, context)) };
  } catch (error) {
    return failure(error, context.job);
  }
}

async function bodyOf({ request }: Job, bodies: JobBodies, context: JobContext): Promise<unknown> {
  const body = await bodies[request.kind]();
  // The table holds under each kind what takes requests of that kind, which the compiler does not follow.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return (body as JobBody<JobKind>)(request, context);
}

/** What was not expected is told without its words, which nobody has looked at for secrets. */
function failure(error: unknown, { id }: Job): Extract<FromThread, { type: 'failed' }> {
  if (error instanceof GridtuneError) {
    const { code, message, retry } = error;
    return { type: 'failed', error: { code, message, retry } };
  }
  const message = `something unexpected happened: the log tells more under job ${id}`;
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return { type: 'failed', error: { code: 'INTERNAL', message, retry: 'never' }, stack };
}
