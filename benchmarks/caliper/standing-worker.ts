import { fork, type ChildProcess } from 'node:child_process';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { CancelledError, LoadGeneratorError } from '../../optimizer/domain/errors.js';
import type { ClientAccess, Progress } from '../../optimizer/domain/ports.js';
import { preciseNow } from '../../optimizer/domain/precise-time.js';
import { systemClock } from '../../optimizer/domain/wait.js';
import { requireBroker } from './broker.js';
import { WORKER_OPTIONS_VARIABLE, type WorkerOptions } from './worker-options.js';

export interface StandingWorkerOptions {
  readonly broker: string;
  readonly access: ClientAccess;
  readonly modulesDirectory: string;
  /** Folder of this worker alone; removed at its end. */
  readonly workspace: string;
  readonly logFile: string;
  readonly progress: Progress;
}

const EXIT_DEADLINE_MS = 3000;
/** A worker that ends sooner than this has hardly begun. */
const QUICK_DEATH_MS = 5000;
/** So many quick deaths in a row are no accident. */
const MOST_QUICK_DEATHS = 3;
const BREATH_MS = 500;

/**
 * Serves sweeps of other machines as one load worker, one after the other, until cancelled. Caliper's worker
 * belongs to the manager that it first heard of, so each sweep gets a fresh process.
 * @throws CancelledError when told to stop; LoadGeneratorError if the broker cannot be reached or a worker fails
 */
export async function standAsWorker(options: StandingWorkerOptions, signal: AbortSignal): Promise<never> {
  const { broker, workspace, modulesDirectory, access, logFile, progress } = options;
  await requireBroker(broker);
  await mkdir(workspace, { recursive: true });
  const benchmarkFile = path.join(workspace, 'benchmark.yaml');
  await writeFile(benchmarkFile, '{}\n'); // Caliper insists on one
  const workerOptions: WorkerOptions = { modulesDirectory, benchmarkFile, logFile, access, broker };
  try {
    for (let quickDeaths = 0; ;) {
      progress.step(`waiting for orders at ${broker}`);
      const startedMs = preciseNow();
      const death = await serveOnce(workerOptions, signal);
      if (death === undefined) {
        progress.step('the session is over');
        continue;
      }
      quickDeaths = preciseNow() - startedMs < QUICK_DEATH_MS ? quickDeaths + 1 : 0;
      if (quickDeaths === MOST_QUICK_DEATHS)
        throw new LoadGeneratorError(`the load worker ended with ${death} as often as it was started`);
      progress.warn(`the load worker ended with ${death}; starting another`);
      await systemClock.sleep(BREATH_MS, signal);
    }
  } finally {
    await rm(workspace, { recursive: true, force: true });
  }
}

/** @returns what killed the worker, undefined if it left in good order. */
async function serveOnce(options: WorkerOptions, signal: AbortSignal): Promise<string | undefined> {
  const child = fork(path.join(options.modulesDirectory, 'worker.js'), [], {
    env: { ...process.env, [WORKER_OPTIONS_VARIABLE]: JSON.stringify(options) },
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = new Promise<string | undefined>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, killedBy) => resolve(code === 0 ? undefined : (killedBy ?? `code ${code}`)));
  });
  const end = (): void => leave(child);
  if (signal.aborted) end();
  else signal.addEventListener('abort', end, { once: true });
  try {
    const death = await ended;
    if (signal.aborted) throw new CancelledError('the load worker was stopped');
    return death;
  } finally {
    signal.removeEventListener('abort', end);
  }
}

/** A worker without a parent leaves; one that does not is ended. */
function leave(child: ChildProcess): void {
  if (child.connected) child.disconnect();
  const timer = setTimeout(() => child.kill('SIGKILL'), EXIT_DEADLINE_MS);
  child.once('exit', () => clearTimeout(timer));
}
