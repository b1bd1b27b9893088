import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import type { Actor } from '../domain/actor.js';
import type { JobQueue } from '../domain/job-queue.js';
import type { JobRequest } from '../domain/job-request.js';
import { isOver, type Job } from '../domain/job.js';
import type { ModelRecord } from '../domain/model-record.js';
import type { Store } from '../domain/ports.js';
import type { Schedule } from '../domain/schedule.js';
import type { Clock } from '../domain/wait.js';
import type { Notifier } from '../domain/webhook.js';
import type { Services } from '../operations/services.js';
import type { AskedModel } from './champion-expectation.js';

/** What the work of schedules needs. */
export interface WorkServices {
  readonly store: Store;
  readonly jobs: Pick<JobQueue, 'submit'>;
  readonly services: Pick<Services, 'network' | 'canary' | 'guardRails' | 'paths'>;
  readonly notifier: Notifier;
  readonly clock: Clock;
  readonly log: Logger;
  /** Opens a registered model where somebody keeps open ones; without it from its file. @throws ModelFileError */
  readonly openModel?: ((record: ModelRecord) => Promise<AskedModel>) | undefined;
}

/** One beginning of a schedule. */
export interface Occasion {
  readonly schedule: Schedule;
  /** What names it over all instances: the slot, or when somebody asked for it. ISO 8601. */
  readonly at: string;
  /** What the last drift-check found. */
  readonly lastFinding?: NonNullable<Schedule['lastRun']>['finding'];
  readonly signal: AbortSignal;
}

export type WorkOutcome = Pick<NonNullable<Schedule['lastRun']>, 'outcome' | 'reason' | 'jobId' | 'finding'>;

/**
 * Asks for a job in the schedule's name. The job's id comes from schedule and occasion, so that whoever goes on after
 * a kill asks for the same job.
 * @param busy - whether an unfinished job of the kind stands in the way
 */
export async function beginJob(
  request: JobRequest,
  reason: string,
  { schedule, at }: Pick<Occasion, 'schedule' | 'at'>,
  { jobs, store }: Pick<WorkServices, 'jobs' | 'store'>,
  busy: (job: Job) => boolean = () => true,
): Promise<WorkOutcome> {
  const hash = createHash('sha256')
    .update(JSON.stringify([schedule.id, at]))
    .digest('hex');
  const id = `j-${hash.slice(0, 24)}`;
  const others = (await store.jobs.list({ kind: request.kind })).filter(
    (job) => job.id !== id && !isOver(job) && busy(job),
  );
  const [other] = others;
  if (other)
    return { outcome: 'skipped', reason: `job ${other.id} is at it already (${reason})`, jobId: other.id };
  const job = await jobs.submit(request, actorOf(schedule), { id });
  return { outcome: 'started', reason, jobId: job.id };
}

export function notNeeded(reason: string): WorkOutcome {
  return { outcome: 'not-needed', reason };
}

export function actorOf({ id, name }: Pick<Schedule, 'id' | 'name'>): Actor {
  return { kind: 'schedule', id, name, role: 'operator' };
}
