import { randomUUID } from 'node:crypto';
import type { GridtuneClient, Job, JobEventMessage } from '../../client/client.js';
import { ServiceError } from '../../client/problem.js';
import { CancelledError, JobStateError } from '../../domain/errors.js';
import type { Progress } from '../../domain/ports.js';
import type { RemoteContext } from '../command.js';

/** What a call of the client gives where it starts work. */
type Accepted = Promise<{ readonly data?: Job }>;

/**
 * Starts work on the service, tells its progress, and waits for its end. Ctrl-C cancels it there.
 * @param start - sends the request with these headers: sent twice, they start it once
 * @returns the job's result. @throws ServiceError with the job's own error; CancelledError
 */
export async function runJob(
  context: RemoteContext,
  start: (headers: { readonly 'Idempotency-Key': string }) => Accepted,
): Promise<unknown> {
  const { progress } = context;
  const { data: accepted } = await start({ 'Idempotency-Key': randomUUID() });
  if (!accepted) throw new JobStateError('the service started no job');
  progress.step(`job ${accepted.id}`);
  if (accepted.status === 'awaiting-approval')
    progress.warn(
      `it waits for approval: ${accepted.approvals.length} of ${accepted.approvalsRequired} approvers have agreed`,
    );
  const ended = await followJob(accepted.id, context);
  return resultOf(ended);
}

/** Tells a job's progress until it is over. @returns the job as it ended */
export async function followJob(id: string, { client, progress, signal }: RemoteContext): Promise<Job> {
  const cancel = (): void => void cancelJob(id, client, progress);
  signal.addEventListener('abort', cancel, { once: true });
  try {
    for await (const event of client.followJob(id)) tell(event, progress);
  } finally {
    signal.removeEventListener('abort', cancel);
  }
  const { data: job } = await client.api.GET('/jobs/{id}', { params: { path: { id } } });
  if (!job) throw new JobStateError(`job ${id} is gone`);
  return job;
}

async function cancelJob(id: string, client: GridtuneClient, progress: Progress): Promise<void> {
  try {
    await client.api.POST('/jobs/{id}/cancellation', { params: { path: { id } } });
    progress.step(`job ${id} is told to end`);
  } catch (error) {
    progress.warn(`job ${id} goes on: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function tell({ type, message, data }: JobEventMessage, progress: Progress): void {
  const [done, total] = [data?.['done'], data?.['total']];
  if (type === 'progress' && typeof done === 'number' && typeof total === 'number')
    progress.advance(done, total, message);
  else if (type === 'warning') progress.warn(message);
  else progress.step(message);
}

/** @throws ServiceError, CancelledError */
export function resultOf({ id, status, result, error }: Job): unknown {
  if (status === 'done') return result;
  if (status === 'cancelled') throw new CancelledError(`job ${id} was cancelled`);
  throw new ServiceError({
    status: 0,
    code: error?.code ?? 'JOB_STATE',
    detail: error?.message ?? `job ${id} is ${status}`,
    retry: error?.retry ?? 'never',
  });
}
