import { setMaxListeners } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { messageOf, StoreUnreachableError } from '../domain/errors.js';
import { jobSchema } from '../domain/job.js';
import type { Progress } from '../domain/ports.js';
import { asJson } from '../jobs/as-json.js';
import { runBody } from '../jobs/run-body.js';
import { toThreadSchema, type FromThread } from '../jobs/thread-messages.js';
import { requesterOf } from '../operations/requested-by.js';
import { findPaths } from './paths.js';
import { createServices } from './services.js';

/** A thread that does one job: the file that {@link jobThreads} starts. */

const ADVANCE_EVERY_MS = 200;

const port = parentPort;
if (!port) throw new Error('this file is started as a thread');
const tell = (message: FromThread): void => port.postMessage(message);

const job = jobSchema.parse(workerData);
const cancel = new AbortController();
setMaxListeners(100, cancel.signal);
const waiting = new Map<string, (problem: string | undefined) => void>();

port.on('message', (raw) => {
  const message = toThreadSchema.parse(raw);
  if (message.type === 'cancel') cancel.abort();
  else waiting.get(message.subjectId)?.(message.problem);
});

const progress = threadProgress();
const services = createServices(findPaths(), progress, cancel.signal, requesterOf(job));
try {
  const outcome = await runBody({
    services,
    job,
    tellSubject: (subjectId) =>
      new Promise((resolve, reject) => {
        waiting.set(subjectId, (problem) => {
          waiting.delete(subjectId);
          if (problem === undefined) resolve();
          else reject(new StoreUnreachableError(problem));
        });
        tell({ type: 'subject', subjectId });
      }),
  });
  progress.end();
  tell(outcome);
} finally {
  await services.close().catch((error: unknown) => tell({ type: 'warning', message: messageOf(error) }));
  port.close();
}

/** Of very many small steps forward only some are told, and always the last. */
function threadProgress(): Progress & { end(): void } {
  let next: FromThread | undefined;
  let timer: NodeJS.Timeout | undefined;
  const end = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (next) tell(next);
    next = undefined;
  };
  return {
    step: (message, facts) => {
      end();
      const told = facts === undefined ? {} : { facts: asFacts(facts) };
      tell({ type: 'step', message, ...told });
    },
    warn: (message) => tell({ type: 'warning', message }),
    advance: (done, total, message) => {
      next = { type: 'advance', done, total, message };
      timer ??= setTimeout(end, ADVANCE_EVERY_MS);
    },
    end,
  };
}

function asFacts(facts: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, asJson(value)]));
}
