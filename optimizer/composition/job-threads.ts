import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import { messageOf } from '../domain/errors.js';
import type { Job } from '../domain/job.js';
import type { JobOutcome, JobTold, StartThread } from '../jobs/thread.js';
import { fromThreadSchema, type ToThread } from '../jobs/thread-messages.js';
import type { Paths } from '../operations/services.js';

/** A thread that was told to end and does not, or has ended and holds something open, is ended by force. */
const END_DEADLINE_MS = 90_000;
const CLOSE_DEADLINE_MS = 20_000;

/**
 * Runs each job in a thread of its own, so that neither computing nor measuring keeps the service from answering.
 * @param paths - `root`: of the compiled program
 */
export function jobThreads(paths: Pick<Paths, 'root'>, log: Logger): StartThread {
  const file = path.join(paths.root, 'dist', 'optimizer', 'composition', 'job-thread.js');
  return (job, told, signal) =>
    signal.aborted
      ? Promise.resolve(failed('CANCELLED', 'cancelled before it was begun'))
      : new JobThread(new Worker(file, { workerData: job, name: job.id }), job, { told, log }).run(signal);
}

interface ThreadParts {
  readonly told: JobTold;
  readonly log: Logger;
}

class JobThread {
  readonly #worker: Worker;
  readonly #job: Job;
  readonly #parts: ThreadParts;
  #outcome: JobOutcome | undefined;
  #force: NodeJS.Timeout | undefined;

  constructor(worker: Worker, job: Job, parts: ThreadParts) {
    this.#worker = worker;
    this.#job = job;
    this.#parts = parts;
  }

  run(signal: AbortSignal): Promise<JobOutcome> {
    const { log } = this.#parts;
    return new Promise((resolve) => {
      const cancel = (): void => {
        this.#send({ type: 'cancel' });
        this.#endBy(END_DEADLINE_MS);
      };
      signal.addEventListener('abort', cancel);
      this.#worker.on('message', (raw) => this.#hear(raw));
      this.#worker.on('error', (error) => {
        log.error({ jobId: this.#job.id, err: error }, 'the thread of a job died');
        this.#outcome ??= failed(
          'THREAD_DIED',
          `its thread died (${'code' in error ? String(error.code) : error.name}): the log tells more; retry the job`,
        );
      });
      // Once the thread is gone nothing of the job is held any more, whatever it said before.
      this.#worker.on('exit', () => {
        clearTimeout(this.#force);
        signal.removeEventListener('abort', cancel);
        resolve(this.#outcome ?? failed('THREAD_DIED', 'its thread ended without a result: retry the job'));
      });
    });
  }

  #hear(raw: unknown): void {
    const { told, log } = this.#parts;
    const message = fromThreadSchema.parse(raw);
    switch (message.type) {
      case 'step':
        return told.step(message.message, message.facts);
      case 'warning':
        return told.warn(message.message);
      case 'advance':
        return told.advance(message.done, message.total, message.message);
      case 'subject':
        return void this.#keep(message.subjectId);
      case 'done':
        return this.#end({ kind: 'done', result: message.result });
      case 'failed':
        if (message.stack !== undefined)
          log.error({ jobId: this.#job.id, stack: message.stack }, 'a job failed unexpectedly');
        return this.#end({ kind: 'failed', error: message.error });
    }
  }

  async #keep(subjectId: string): Promise<void> {
    try {
      await this.#parts.told.subject(subjectId);
      this.#send({ type: 'kept', subjectId });
    } catch (error) {
      this.#send({ type: 'kept', subjectId, problem: messageOf(error) });
    }
  }

  #end(outcome: JobOutcome): void {
    this.#outcome = outcome;
    this.#endBy(CLOSE_DEADLINE_MS);
  }

  #endBy(deadlineMs: number): void {
    clearTimeout(this.#force);
    this.#force = setTimeout(() => {
      this.#parts.log.warn(
        { jobId: this.#job.id },
        'the thread of a job does not end by itself: it is ended',
      );
      void this.#worker.terminate();
    }, deadlineMs);
  }

  #send(message: ToThread): void {
    // A thread has no origin.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    this.#worker.postMessage(message);
  }
}

function failed(code: string, message: string): JobOutcome {
  return { kind: 'failed', error: { code, message, retry: code === 'CANCELLED' ? 'never' : 'later' } };
}
