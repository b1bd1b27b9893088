import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';
import { z } from 'zod';
import { CancelledError, DeadlineError, LoadGeneratorError } from '../optimizer/domain/errors.js';
import type { ClientAccess, RawRound, RoundRequest } from '../optimizer/domain/ports.js';
import { waitUntil, withDeadline } from '../optimizer/domain/wait.js';
import { loadCaliper, type CaliperCore, type WorkerOrchestrator } from './caliper-core.js';
import { WORKER_OPTIONS_VARIABLE, type WorkerOptions } from './session-options.js';
import { recordFile } from './tx-observer.js';

export interface SessionOptions {
  readonly access: ClientAccess;
  readonly workers: number;
  /** Folder with the compiled worker, workload and observer. */
  readonly modulesDirectory: string;
  /** Folder of this session alone; removed at its end. */
  readonly workspace: string;
  readonly logFile: string;
  /** Added to the environment of the workers. */
  readonly environment?: Readonly<Record<string, string>>;
}

const START_DEADLINE_MS = 60_000;
const PREPARE_DEADLINE_MS = 60_000;
/** Longest wait for the last transactions: the gateway's own deadlines end each of them before. */
const DRAIN_DEADLINE_MS = 60_000;
const EXIT_DEADLINE_MS = 3000;

/**
 * Caliper's own WorkerOrchestrator with workers that live from round to round. Unlike Caliper's command it
 * notices a worker that dies, gives every phase a deadline, and hands out the raw times.
 */
export class CaliperSession {
  readonly #options: SessionOptions;
  readonly #runId = randomBytes(4).toString('hex');
  readonly #orchestrator: WorkerOrchestrator;
  readonly #children: ChildProcess[] = [];
  readonly #workerDied: Promise<never>;
  #reportDeath: (error: Error) => void = () => undefined;
  #closing = false;
  #round = 0;

  private constructor(caliper: CaliperCore, options: SessionOptions) {
    this.#options = options;
    this.#workerDied = new Promise((_, reject) => {
      this.#reportDeath = reject;
    });
    this.#workerDied.catch(() => undefined); // met where a phase is awaited
    const benchmark = { test: { workers: { number: options.workers } } };
    this.#orchestrator = new caliper.WorkerOrchestrator(
      benchmark,
      Array.from({ length: options.workers }, () => ({})),
    );
    this.#orchestrator.launchWorker = (index) => this.#launchWorker(index);
  }

  /** @throws LoadGeneratorError if the workers do not come up. */
  static async start(options: SessionOptions): Promise<CaliperSession> {
    await mkdir(options.workspace, { recursive: true });
    const observer = {
      module: path.join(options.modulesDirectory, 'tx-observer.js'),
      options: { directory: options.workspace },
    };
    await writeFile(
      path.join(options.workspace, 'benchmark.yaml'),
      stringify({ monitors: { transaction: [observer] } }),
    );
    const session = new CaliperSession(loadCaliper(options), options);
    try {
      await session.#phase(
        'start of the load workers',
        session.#orchestrator.prepareWorkerConnections(),
        START_DEADLINE_MS,
      );
    } catch (error) {
      await session.stop();
      throw error;
    }
    return session;
  }

  /**
   * Runs one round. The session is of no use any more once this threw.
   * @throws LoadGeneratorError, DeadlineError, CancelledError
   */
  async run({ label, load, window }: RoundRequest, signal: AbortSignal): Promise<RawRound> {
    const roundIndex = this.#round;
    this.#round += 1;
    const durationS = window.warmupS + window.maxS;
    // Caliper writes into what it is given, so each call gets its own.
    const specification = () => ({
      label,
      testRound: roundIndex,
      txDuration: durationS,
      rateControl: { type: 'fixed-rate' as const, opts: { tps: load.sendRateTps } },
      workload: {
        module: path.join(this.#options.modulesDirectory, 'workload.js'),
        arguments: { workload: load.workload, runId: this.#runId },
      },
    });
    const cancelled = cancellation(signal, label);
    try {
      const prepare = this.#orchestrator.prepareTestRound(specification());
      await this.#phase(
        `preparation of round ${label}`,
        Promise.race([prepare, cancelled.promise]),
        PREPARE_DEADLINE_MS,
      );
      const test = this.#orchestrator.startTest(specification());
      await this.#phase(
        `round ${label}`,
        Promise.race([test, cancelled.promise]),
        durationS * 1000 + DRAIN_DEADLINE_MS,
      );
    } finally {
      cancelled.dispose();
    }
    return this.#collect(roundIndex);
  }

  /** Ends the workers and removes the session's folder. Calling it twice is harmless. */
  async stop(): Promise<void> {
    this.#closing = true;
    // Caliper polls for workers until all have come; one that died before would keep this process alive for ever.
    clearInterval(this.#orchestrator.pollingInterval);
    const alive = (): ChildProcess[] =>
      this.#children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    for (const child of alive()) if (child.connected) child.disconnect(); // a worker without a parent leaves
    try {
      await waitUntil(
        'load workers to end',
        () => (alive().length === 0 ? true : undefined),
        EXIT_DEADLINE_MS,
        { everyMs: 20 },
      );
    } catch {
      for (const child of alive()) child.kill('SIGKILL');
    }
    await rm(this.#options.workspace, { recursive: true, force: true });
  }

  #launchWorker(index: number): void {
    const { modulesDirectory, environment, workspace, logFile, access } = this.#options;
    const options: WorkerOptions = { workspace, logFile, access };
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
      this.#reportDeath(
        new LoadGeneratorError(`load worker ${index} ended by itself (${how})${words ? `: ${words}` : ''}`),
      );
    };
    child.on('error', (error) => died(error.message));
    child.on('exit', (code, signal) => died(signal ?? `code ${code}`));
    this.#children.push(child);
    this.#orchestrator.workerObjects.push(child);
  }

  async #phase<T>(name: string, work: Promise<T>, deadlineMs: number): Promise<T> {
    try {
      return await withDeadline(name, Promise.race([work, this.#workerDied]), deadlineMs);
    } catch (cause) {
      if (
        cause instanceof LoadGeneratorError ||
        cause instanceof DeadlineError ||
        cause instanceof CancelledError
      )
        throw cause;
      throw new LoadGeneratorError(`${name}: ${cause instanceof Error ? cause.message : String(cause)}`, {
        cause,
      });
    }
  }

  async #collect(roundIndex: number): Promise<RawRound> {
    const records = await Promise.all(
      Array.from({ length: this.#options.workers }, async (_, workerIndex) => {
        const file = recordFile(this.#options.workspace, roundIndex, workerIndex);
        const record = workerRecordSchema.parse(JSON.parse(await readFile(file, 'utf8')));
        await rm(file);
        return record;
      }),
    );
    const transactions = records
      .flatMap(({ outcomes }) => outcomes)
      .toSorted((a, b) => a.createdMs - b.createdMs);
    const startedMs = transactions[0]?.createdMs ?? records[0]?.startedMs ?? Date.now();
    return {
      startedMs,
      sendingEndedMs: transactions.at(-1)?.createdMs ?? startedMs,
      transactions,
      workers: [],
    };
  }
}

const workerRecordSchema = z.object({
  startedMs: z.number(),
  outcomes: z.array(
    z.object({
      createdMs: z.number(),
      finishedMs: z.number(),
      block: z.int().optional(),
      failure: z.string().optional(),
    }),
  ),
});

function cancellation(signal: AbortSignal, label: string): { promise: Promise<never>; dispose: () => void } {
  let onAbort: () => void = () => undefined;
  const promise = new Promise<never>((_, reject) => {
    onAbort = () => reject(new CancelledError(`round ${label} was cancelled`));
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  promise.catch(() => undefined);
  return { promise, dispose: () => signal.removeEventListener('abort', onAbort) };
}
