import type { Logger } from 'pino';
import { isOver, type Job } from '../domain/job.js';
import type { ServiceAudit } from '../domain/service-audit.js';
import type { Notifier } from '../domain/webhook.js';
import type { JobRecords } from './job-records.js';
import type { JobError } from './thread.js';

export type HowItEnded =
  | { readonly status: 'done'; readonly result: unknown }
  | { readonly status: 'failed'; readonly error: JobError }
  | { readonly status: 'cancelled' };

/** Writes the end of a job and tells it; nothing happens to one that is over. @throws StoreUnreachableError */
export type JobEnd = (job: Job, how: HowItEnded) => Promise<Job>;

export interface JobEndOptions {
  readonly records: JobRecords;
  readonly audit: ServiceAudit;
  readonly notifier: Notifier;
  readonly log: Logger;
  readonly onEvents: (jobId: string) => void;
}

export function jobEnd({ records, audit, notifier, log, onEvents }: JobEndOptions): JobEnd {
  return async ({ id, attempt }, how) => {
    let written = false;
    const message = how.status === 'failed' ? how.error.message : how.status;
    const job = await records.changeStatus(id, message, (standing) => {
      written = !isOver(standing) && standing.attempt === attempt;
      return written ? { ...standing, ...how, endedAt: records.now() } : undefined;
    });
    if (!written) return job;
    onEvents(id);
    log.info(
      { jobId: id, requestId: job.requestId, kind: job.kind, status: job.status, error: job.error },
      'a job ended',
    );
    await tell(job, message, { audit, notifier, log });
    return job;
  };
}

async function tell(
  job: Job,
  message: string,
  { audit, notifier, log }: Pick<JobEndOptions, 'audit' | 'notifier' | 'log'>,
): Promise<void> {
  const { id, kind, status, subjectId } = job;
  const note = `${kind} ${status}${status === 'failed' ? `: ${message}` : ''}`;
  const by = status === 'cancelled' ? (job.cancelRequested?.by ?? job.requestedBy) : job.requestedBy;
  // It has ended, whether or not that can be recorded now.
  await audit
    .record({ action: 'job-ended', subjectId: id, by, note })
    .catch((error: unknown) =>
      log.error({ jobId: id, err: error }, 'the end of a job is not in the audit record'),
    );
  await notifier.notify({
    type: 'job-ended',
    subjectId: id,
    message: note,
    data: {
      kind,
      status,
      ...(subjectId === undefined ? {} : { subjectId }),
      ...(job.error ? { error: job.error } : {}),
    },
  });
}
