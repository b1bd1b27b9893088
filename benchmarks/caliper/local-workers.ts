import { fork, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { LoadGeneratorError } from '../../optimizer/domain/errors.js';
import { waitUntil } from '../../optimizer/domain/wait.js';
import { WORKER_OPTIONS_VARIABLE, type WorkerOptions } from './worker-options.js';

export type LocalWorkerOptions = WorkerOptions & {
  readonly environment?: Readonly<Record<string, string>>;
};

const EXIT_DEADLINE_MS = 3000;

/** Load workers as child processes of this one. */
export class LocalWorkers {
  readonly #options: LocalWorkerOptions;
  readonly #onDeath: (error: LoadGeneratorError) => void;
  readonly #children: ChildProcess[] = [];
  #closing = false;

  /** @param onDeath - told of every worker that ends before it was stopped. */
  constructor(options: LocalWorkerOptions, onDeath: (error: LoadGeneratorError) => void) {
    this.#options = options;
    this.#onDeath = onDeath;
  }

  launch(index: number): ChildProcess {
    const { modulesDirectory, benchmarkFile, logFile, access, environment } = this.#options;
    const options: WorkerOptions = { modulesDirectory, benchmarkFile, logFile, access };
    const child = fork(path.join(modulesDirectory, 'worker.js'), [], {
      env: { ...process.env, ...environment, [WORKER_OPTIONS_VARIABLE]: JSON.stringify(options) },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    let lastWords = '';
    child.stderr?.on('data', (data: Buffer) => {
      lastWords = `${lastWords}${data.toString()}`.slice(-500);
    });
    const died = (how: string): void => {
      if (this.#closing) return;
      const words = lastWords.trim().split('\n').at(-1);
      this.#onDeath(
        new LoadGeneratorError(`load worker ${index} ended by itself (${how})${words ? `: ${words}` : ''}`),
      );
    };
    child.on('error', (error: NodeJS.ErrnoException) => {
      // A message was sent to a worker that is gone: its exit, which comes next, says how.
      if (error.code !== 'ERR_IPC_CHANNEL_CLOSED') died(error.message);
    });
    child.on('exit', (code, signal) => died(signal ?? `code ${code}`));
    this.#children.push(child);
    return child;
  }

  /** Ends the workers, by force if need be. */
  async stop(): Promise<void> {
    this.#closing = true;
    for (const child of this.#alive()) if (child.connected) child.disconnect(); // a worker without a parent leaves
    try {
      await waitUntil(
        'load workers to end',
        () => (this.#alive().length === 0 ? true : undefined),
        EXIT_DEADLINE_MS,
        { everyMs: 20 },
      );
    } catch {
      for (const child of this.#alive()) child.kill('SIGKILL');
    }
  }

  #alive(): ChildProcess[] {
    return this.#children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
  }
}
