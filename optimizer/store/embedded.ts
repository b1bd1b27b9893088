import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { DeadlineError, StoreUnreachableError } from '../domain/errors.js';
import { systemClock, waitUntil, type Clock } from '../domain/wait.js';
import { probeInstance } from './instance-probe.js';

export interface EmbeddedOptions {
  /** The built program of `docstore/`. */
  readonly binary: string;
  readonly dataDir: string;
  /** What the docstore says is appended here. */
  readonly logFile: string;
  /** Added to this process's environment for the docstore. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The docstore ends after so long without a client, 5 s by default. */
  readonly idleExitMs?: number;
  /** How long a start may take, 20 s by default. */
  readonly startDeadlineMs?: number;
  readonly clock?: Clock;
}

/** Exit code of a docstore whose data folder another one serves. */
const ALREADY_SERVED = 3;
const PROBE_TIMEOUT_MS = 1000;
const START_AGAIN_MS = 500;

/**
 * Starts the embedded docstore of a data folder, or joins the one that serves it already: however many
 * processes ask at once, they end up at the same one. It lives as long as anybody uses it.
 * @returns the URI to connect to.
 * @throws StoreUnreachableError if none answers in time; the message names the log file.
 */
export async function openEmbedded(options: EmbeddedOptions): Promise<string> {
  const { dataDir, logFile, startDeadlineMs = 20_000, clock = systemClock } = options;
  const starter = new Starter(options, clock);
  const probe = async () => {
    const address = await addressInService(dataDir);
    if (address !== undefined) return { address };
    const failure = starter.start();
    return failure === undefined ? undefined : { failure };
  };
  try {
    const name = `the embedded store in ${dataDir} to answer`;
    const outcome = await waitUntil(name, probe, startDeadlineMs, { everyMs: 50, clock });
    if ('address' in outcome) return `mongodb://${outcome.address}/?directConnection=true`;
    throw unreachable(outcome.failure, logFile);
  } catch (error) {
    starter.giveUp();
    throw error instanceof DeadlineError ? unreachable(error.message, logFile, error) : error;
  }
}

/** The address that the folder's docstore has published, if it is the one that answers there. */
async function addressInService(dataDir: string): Promise<string | undefined> {
  const published = await readFile(join(dataDir, 'address'), 'utf8').catch(() => '');
  const [address, instance] = published.trim().split(' ');
  if (!address || !instance) return undefined;
  return (await probeInstance(address, PROBE_TIMEOUT_MS)) === instance ? address : undefined;
}

/** Keeps one docstore process on its way until somebody's docstore answers. */
class Starter {
  readonly #options: EmbeddedOptions;
  readonly #clock: Clock;
  #child: ChildProcess | undefined;
  #failure: string | undefined;
  #startedMs = -Infinity;

  constructor(options: EmbeddedOptions, clock: Clock) {
    this.#options = options;
    this.#clock = clock;
  }

  /** @returns why there is no use in waiting any longer. */
  start(): string | undefined {
    if (this.#failure !== undefined || this.#child !== undefined) return this.#failure;
    // Another process's docstore holds the folder: it is on its way up, or down and to be replaced.
    if (this.#clock.now() - this.#startedMs < START_AGAIN_MS) return undefined;
    this.#startedMs = this.#clock.now();
    const { binary } = this.#options;
    const child = launch(this.#options);
    this.#child = child;
    child.once('error', (error) => {
      this.#failure = `${binary} cannot be started (${error.message})`;
    });
    child.once('exit', (code) => {
      this.#child = undefined;
      // No code: somebody killed it, and the next one may live.
      if (code === null || code === 0 || code === ALREADY_SERVED) return;
      this.#failure = `${binary} ended with code ${code}`;
    });
    return undefined;
  }

  /** Ends a docstore that did not come to answer. */
  giveUp(): void {
    this.#child?.kill();
  }
}

/** In its own process group, so that an interrupt meant for gridtune leaves it to finish its work. */
function launch({ binary, dataDir, logFile, environment, idleExitMs = 5000 }: EmbeddedOptions): ChildProcess {
  mkdirSync(dirname(logFile), { recursive: true });
  const log = openSync(logFile, 'a');
  try {
    const child = spawn(binary, ['--data', dataDir, '--idle-exit', `${idleExitMs}ms`], {
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, ...environment },
    });
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

function unreachable(why: string, logFile: string, cause?: Error): StoreUnreachableError {
  return new StoreUnreachableError(`the embedded store did not start: ${why}; see ${logFile}`, { cause });
}
