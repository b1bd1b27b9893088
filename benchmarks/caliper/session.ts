import { randomBytes } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  CancelledError,
  DeadlineError,
  LoadGeneratorError,
  messageOf,
} from '../../optimizer/domain/errors.js';
import type { ClientAccess, RawRound, RoundRequest } from '../../optimizer/domain/ports.js';
import { preciseNow } from '../../optimizer/domain/precise-time.js';
import { withDeadline } from '../../optimizer/domain/wait.js';
import { requireBroker } from './broker.js';
import { ALL, loadCaliper, loadMessages, type CaliperCore, type WorkerOrchestrator } from './core.js';
import { LocalWorkers } from './local-workers.js';
import { WorkerViews } from './worker-views.js';

/** Where the load workers run. */
export type Workers =
  | { readonly kind: 'local'; readonly count: number }
  /** Started by hand with "gridtune worker", on any machine that reaches the broker. */
  | { readonly kind: 'mqtt'; readonly count: number; readonly broker: string };

export interface SessionOptions {
  readonly access: ClientAccess;
  readonly workers: Workers;
  /** Folder with the compiled worker and workload. */
  readonly modulesDirectory: string;
  /** Folder of this session alone; removed at its end. */
  readonly workspace: string;
  readonly logFile: string;
  /** Added to the environment of local workers. */
  readonly environment?: Readonly<Record<string, string>>;
}

const START_DEADLINE_MS = 60_000;
const PREPARE_DEADLINE_MS = 60_000;
/** Longest wait for the last transactions: the gateway's own deadlines end each of them before. */
const DRAIN_DEADLINE_MS = 60_000;
const STOP_DEADLINE_MS = 3000;
/** How often workers are told that there still is a manager, and looked after. */
const PULSE_EVERY_MS = 500;

/**
 * Caliper's own WorkerOrchestrator with workers that live from round to round. Unlike Caliper's command it
 * notices a worker that dies, gives every phase a deadline, ends a round early, and hands out the raw times.
 */
export class CaliperSession {
  readonly #options: SessionOptions;
  readonly #runId = randomBytes(4).toString('hex');
  readonly #orchestrator: WorkerOrchestrator;
  readonly #messages = loadMessages();
  readonly #views = new WorkerViews();
  readonly #local: LocalWorkers;
  readonly #broken: Promise<never>;
  #break: (error: Error) => void = () => undefined;
  #pulse: NodeJS.Timeout | undefined;
  #request: RoundRequest | undefined;
  #closing = false;
  #round = 0;

  private constructor(caliper: CaliperCore, options: SessionOptions, benchmarkFile: string) {
    this.#options = options;
    this.#broken = new Promise((_, reject) => {
      this.#break = reject;
    });
    this.#broken.catch(() => undefined); // met where a phase is awaited
    const { count } = options.workers;
    const benchmark = { test: { workers: { number: count } } };
    this.#orchestrator = new caliper.WorkerOrchestrator(
      benchmark,
      Array.from({ length: count }, () => ({})),
    );
    this.#local = new LocalWorkers({ ...options, benchmarkFile }, (error) => this.#break(error));
    this.#orchestrator.launchWorker = (index) =>
      this.#orchestrator.workerObjects.push(this.#local.launch(index));
    this.#orchestrator.pushUpdate = (sender, content) => this.#hear(sender, content);
  }

  /** @throws LoadGeneratorError if the workers do not come up. */
  static async start(options: SessionOptions): Promise<CaliperSession> {
    const { workers, workspace, modulesDirectory, logFile } = options;
    const broker = workers.kind === 'mqtt' ? workers.broker : undefined;
    if (broker !== undefined) await requireBroker(broker);
    await mkdir(workspace, { recursive: true });
    const benchmarkFile = path.join(workspace, 'benchmark.yaml');
    await writeFile(benchmarkFile, '{}\n'); // Caliper insists on one
    const caliper = loadCaliper({ modulesDirectory, benchmarkFile, logFile, broker });
    const session = new CaliperSession(caliper, options, benchmarkFile);
    try {
      await session.#phase(
        `start of ${workers.count} load workers`,
        session.#orchestrator.prepareWorkerConnections(),
        START_DEADLINE_MS,
      );
    } catch (error) {
      const missing = workers.kind === 'mqtt' ? session.#missingWorkers() : undefined;
      await session.stop();
      throw missing ? new LoadGeneratorError(missing, { cause: error }) : error;
    }
    session.#pulse = setInterval(() => session.#lookAfterWorkers(), PULSE_EVERY_MS);
    return session;
  }

  /**
   * Runs one round. The session is of no use any more once this threw.
   * @throws LoadGeneratorError, DeadlineError, CancelledError
   */
  async run(request: RoundRequest, signal: AbortSignal): Promise<RawRound> {
    const { label, load, window, tellIds = false } = request;
    const testRound = this.#round;
    this.#round += 1;
    const txDuration = window.warmupS + window.maxS;
    // Caliper writes into what it is given, so each call gets its own.
    const specification = () => ({
      label,
      testRound,
      txDuration,
      rateControl: { type: './paced-sending.js', opts: { tps: load.sendRateTps, tellIds } },
      workload: {
        module: './workload.js',
        arguments: { workload: load.workload, runId: this.#runId },
      },
    });
    const cancelled = cancellation(signal, label);
    const within = async (name: string, work: Promise<unknown>, deadlineMs: number): Promise<void> => {
      await this.#phase(name, Promise.race([work, cancelled.promise]), deadlineMs);
    };
    try {
      const prepared = this.#orchestrator.prepareTestRound(specification());
      await within(`preparation of round ${label}`, prepared, PREPARE_DEADLINE_MS);
      this.#views.begin(testRound);
      this.#request = request;
      const done = this.#orchestrator.startTest(specification());
      await within(`round ${label}`, done, txDuration * 1000 + DRAIN_DEADLINE_MS);
    } finally {
      this.#request = undefined;
      cancelled.dispose();
    }
    return this.#views.finish();
  }

  /** Ends the workers and removes the session's folder. Calling it twice is harmless. */
  async stop(): Promise<void> {
    if (this.#closing) return;
    this.#closing = true;
    clearInterval(this.#pulse);
    // Caliper polls for workers until all have come; one that died before would keep this process alive for ever.
    clearInterval(this.#orchestrator.pollingInterval);
    if (this.#options.workers.kind === 'mqtt') {
      await withDeadline('goodbye to the load workers', this.#orchestrator.stop(), STOP_DEADLINE_MS).catch(
        (error: unknown) => {
          if (!(error instanceof DeadlineError)) throw error;
        },
      );
    }
    await this.#local.stop();
    await rm(this.#options.workspace, { recursive: true, force: true });
  }

  #hear(sender: string, content: unknown): void {
    const nowMs = preciseNow();
    try {
      if (!this.#views.hear(sender, content, nowMs) || !this.#request) return;
      this.#attend(this.#request, nowMs);
    } catch (error) {
      this.#break(error instanceof Error ? error : new LoadGeneratorError(String(error)));
    }
  }

  /** Ends the load early if the round has shown enough, and says when it is over. */
  #attend(request: RoundRequest, nowMs: number): void {
    const { count } = this.#options.workers;
    if (this.#views.sendingEnded(count)) {
      this.#request = undefined;
      request.onSendingEnded?.();
      return;
    }
    const soFar = this.#views.soFar(count, nowMs);
    if (soFar && request.shouldEnd?.(soFar)) {
      const { messenger } = this.#orchestrator;
      messenger.send(new this.#messages.TxResetMessage(messenger.getUUID(), [ALL]));
    }
  }

  #lookAfterWorkers(): void {
    const { messenger } = this.#orchestrator;
    if (this.#options.workers.kind === 'mqtt')
      messenger.send(new this.#messages.RegisterMessage(messenger.getUUID()));
    const lost = this.#views.lost(preciseNow());
    if (lost.length > 0) this.#break(new LoadGeneratorError(`lost load worker ${lost.join(', ')}`));
  }

  #missingWorkers(): string {
    const come = Object.keys(this.#orchestrator.workers).length;
    const { workers } = this.#options;
    return `${come} of ${workers.count} load workers have come: start each with "gridtune worker"`;
  }

  async #phase<T>(name: string, work: Promise<T>, deadlineMs: number): Promise<T> {
    try {
      return await withDeadline(name, Promise.race([work, this.#broken]), deadlineMs);
    } catch (cause) {
      const known = [LoadGeneratorError, DeadlineError, CancelledError].some((kind) => cause instanceof kind);
      if (known) throw cause;
      const why = messageOf(cause);
      throw new LoadGeneratorError(`${name}: ${why}`, { cause });
    }
  }
}

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
