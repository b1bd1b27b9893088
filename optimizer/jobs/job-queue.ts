import { isDeepStrictEqual } from 'node:util';
import type { Logger } from 'pino';
import { describeActor, type Actor } from '../domain/actor.js';
import { AlreadyExistsError, JobStateError, messageOf } from '../domain/errors.js';
import { newId } from '../domain/id.js';
import type { JobDispatcher } from '../domain/job-dispatcher.js';
import type { JobQueue, SubmitOptions } from '../domain/job-queue.js';
import { jobRequestSchema, type JobRequest } from '../domain/job-request.js';
import { isOver, type Job } from '../domain/job.js';
import type { Store } from '../domain/ports.js';
import type { ServiceAudit } from '../domain/service-audit.js';
import type { Notifier } from '../domain/webhook.js';
import { systemClock, waitUntil, type Clock } from '../domain/wait.js';
import { approved, firstApprovals } from './approvals.js';
import { EventHub } from './event-hub.js';
import { jobEnd } from './job-end.js';
import { JobRecords, statusEvent } from './job-records.js';
import { asJson } from './as-json.js';
import { Runner } from './runner.js';
import type { StartThread } from './thread.js';
import { JobUpkeep } from './upkeep.js';

export interface JobQueueOptions {
  readonly store: Pick<Store, 'jobs' | 'jobEvents' | 'keptAnswers' | 'claims'>;
  /** Its connection is closed by {@link RunningJobQueue.stop}. */
  readonly dispatcher: JobDispatcher;
  readonly startThread: StartThread;
  readonly audit: ServiceAudit;
  readonly notifier: Notifier;
  readonly approvalsRequired: number;
  readonly instance: NonNullable<Job['instance']>;
  readonly log: Logger;
  /** How long a job stays a dead instance's, 10 s by default; the dispatcher's own. */
  readonly lockMs?: number;
  /** How long a job waits for a command line that holds the channel, 10 minutes by default. */
  readonly channelDeadlineMs?: number;
  readonly clock?: Clock;
}

/** A queue whose instance takes part in the work. */
export interface RunningJobQueue extends JobQueue {
  /** Takes jobs from now on. @throws StoreUnreachableError */
  start(): Promise<void>;
  /**
   * Takes no more, ends what can go on with the next start, waits for the rest, and closes the dispatcher.
   * @param deadlineMs - what has not ended by then is given up as if this instance had been killed
   */
  stop(deadlineMs: number): Promise<void>;
}

const JOB_LOCK_MS = 10_000;
const CHANNEL_DEADLINE_MS = 600_000;
/** Of a stop's time, so much is left for what has to be told to end after all. */
const LAST_CALL_MS = 15_000;

export function createJobQueue(options: JobQueueOptions): RunningJobQueue {
  const { store, dispatcher, audit, notifier, approvalsRequired, log } = options;
  const { clock = systemClock, lockMs = JOB_LOCK_MS, channelDeadlineMs = CHANNEL_DEADLINE_MS } = options;
  const records = new JobRecords(store, clock);
  const hub = new EventHub(records, clock, log);
  const onEvents = (id: string): void => hub.changed(id);
  const end = jobEnd({ records, audit, notifier, log, onEvents });
  const runner = new Runner({ ...options, records, end, clock, lockMs, channelDeadlineMs, onEvents });
  const upkeep = new JobUpkeep({ store, dispatcher, clock, log });

  const dispatch = async (job: Job): Promise<void> => {
    // It is kept: the next look at what is queued dispatches it if the store is away just now.
    await dispatcher
      .dispatch(job.id)
      .catch((error: unknown) =>
        log.warn({ jobId: job.id, err: error }, `a job is dispatched later: ${messageOf(error)}`),
      );
  };

  const begin = async (job: Job): Promise<Job> => {
    log.info(
      { jobId: job.id, requestId: job.requestId, kind: job.kind, status: job.status },
      'a job was asked for',
    );
    await records.append(job.id, [statusEvent(job, job.status)]);
    if (job.status === 'queued') await dispatch(job);
    else await wantApproval(job, notifier);
    return job;
  };

  const submit = async (asked: JobRequest, by: Actor, more: SubmitOptions = {}): Promise<Job> => {
    // As it is stored, without what is undefined: asked for again it has to be the same.
    const request = jobRequestSchema.parse(asJson(asked));
    const at = records.now();
    const id = more.id ?? newId('j', at);
    const standing = await store.jobs.find(id);
    if (standing) return theSame(standing, request);
    const { kind } = request;
    // What cannot be recorded is not begun.
    await audit.record({ action: 'job-requested', subjectId: id, by, note: kind });
    const job: Job = {
      id,
      version: 1,
      kind,
      request,
      requestedBy: by,
      requestedAt: at,
      ...firstApprovals(kind, by, { approvalsRequired, at }),
      attempt: 0,
      lastEvent: 1,
      ...(more.retryOf === undefined ? {} : { retryOf: more.retryOf }),
      ...(more.requestId === undefined ? {} : { requestId: more.requestId }),
    };
    try {
      await store.jobs.insert(job);
    } catch (error) {
      if (!(error instanceof AlreadyExistsError)) throw error;
      return theSame(await records.read(id), request);
    }
    return begin(job);
  };

  return {
    submit,
    async approve(id, by) {
      const at = records.now();
      approved(await records.read(id), by, at);
      await audit.record({ action: 'job-approved', subjectId: id, by });
      const message = `approved by ${describeActor(by)}`;
      const job = await records.changeStatus(id, message, (standing) => approved(standing, by, at));
      onEvents(id);
      if (job.status === 'queued') await dispatch(job);
      return job;
    },
    async cancel(id, by) {
      refuseOver(await records.read(id));
      await audit.record({ action: 'job-cancelled', subjectId: id, by });
      const cancelRequested = { by, at: records.now() };
      const job = await records.change(id, (standing) => {
        refuseOver(standing);
        return standing.cancelRequested ? undefined : { ...standing, cancelRequested };
      });
      if (job.status !== 'running') return end(job, { status: 'cancelled' });
      runner.cancel(id);
      return job;
    },
    async retry(id, by, more = {}) {
      const { request, status } = await records
        .read(id)
        .then((job) => ({ request: job.request, status: job.status }));
      if (!isOver({ status }))
        throw new JobStateError(`job ${id} is ${status}: cancel it first, or wait for its end`);
      return submit(request, by, { ...more, retryOf: id });
    },
    follow: (id, after, signal) => hub.follow(id, after, signal),
    async start() {
      await dispatcher.start((id, lost) => runner.work(id, lost));
      upkeep.start();
    },
    async stop(deadlineMs) {
      await dispatcher.stop();
      runner.stop();
      const idle = (): true | undefined => (runner.running().length === 0 ? true : undefined);
      const patienceMs = Math.max(0, deadlineMs - LAST_CALL_MS);
      try {
        await waitUntil('running jobs to finish', idle, patienceMs, { everyMs: 50 }).catch(async () => {
          runner.endAll();
          await waitUntil('running jobs to end', idle, deadlineMs - patienceMs, { everyMs: 50 });
        });
      } catch {
        log.warn({ jobs: runner.running() }, 'jobs that did not end in time go on with the next start');
      }
      await upkeep.stop();
      await dispatcher.close();
    },
  };
}

function theSame(standing: Job, request: JobRequest): Job {
  if (isDeepStrictEqual(standing.request, request)) return standing;
  throw new AlreadyExistsError(`job ${standing.id} is there already, for another request: take another id`);
}

function refuseOver(job: Job): void {
  if (isOver(job)) throw new JobStateError(`job ${job.id} is over already: it is ${job.status}`);
}

async function wantApproval(
  { id, kind, requestedBy, approvalsRequired }: Job,
  notifier: Notifier,
): Promise<void> {
  await notifier.notify({
    type: 'approval-wanted',
    subjectId: id,
    message: `${describeActor(requestedBy)} asks for ${kind}: ${approvalsRequired} approvers have to agree`,
    data: { kind, approvalsRequired },
  });
}
