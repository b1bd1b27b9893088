import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { NetworkSetupError } from '../optimizer/domain/errors.js';
import { waitUntil } from '../optimizer/domain/wait.js';

/**
 * The environment variable that marks a process as ours: `<owner>:<name>`. Processes are found by it rather
 * than by recorded ids, so nothing is lost when the starter is killed, and a reused id is never mistaken.
 */
export const MARKER = 'GRIDTUNE_PROCESS';

export interface ManagedProcess {
  readonly pid: number;
  readonly name: string;
}

export interface StartOptions {
  readonly owner: string;
  readonly name: string;
  readonly program: string;
  readonly programArguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly directory: string;
  readonly logFile: string;
}

/** Starts a process that outlives this one; its output goes to `logFile`. */
export async function startProcess(options: StartOptions): Promise<ManagedProcess> {
  const log = openSync(options.logFile, 'a');
  try {
    const child = spawn(options.program, [...options.programArguments], {
      cwd: options.directory,
      env: { ...process.env, ...options.environment, [MARKER]: `${options.owner}:${options.name}` },
      detached: true,
      stdio: ['ignore', log, log],
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', (cause) =>
        reject(new NetworkSetupError(`${options.name} cannot be started: ${cause.message}`, { cause })),
      );
    });
    child.unref();
    if (child.pid === undefined) throw new NetworkSetupError(`${options.name} has no process id`);
    return { pid: child.pid, name: options.name };
  } finally {
    closeSync(log);
  }
}

/** Every running process that carries the owner's marker. Linux: reads /proc. */
export async function findProcesses(owner: string): Promise<ManagedProcess[]> {
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid): Promise<ManagedProcess[]> => {
      const marker = await markerOf(pid);
      return marker?.startsWith(`${owner}:`) ? [{ pid, name: marker.slice(owner.length + 1) }] : [];
    }),
  );
  return found.flat();
}

async function markerOf(pid: number): Promise<string | undefined> {
  try {
    const [environment, state] = await Promise.all([
      readFile(`/proc/${pid}/environ`, 'utf8'),
      readFile(`/proc/${pid}/stat`, 'utf8'),
    ]);
    if (/\) Z /.test(state)) return undefined; // dead, only not yet reaped by its parent
    return environment
      .split('\0')
      .find((entry) => entry.startsWith(`${MARKER}=`))
      ?.slice(MARKER.length + 1);
  } catch {
    return undefined; // ended meanwhile, or somebody else's: not ours either way
  }
}

const GRACE_MS = 10_000;

/** Ends processes: politely first, by force after a grace period. Returns when none is left. */
export async function stopProcesses(find: () => Promise<ManagedProcess[]>): Promise<ManagedProcess[]> {
  const stopped = await find();
  signalAll(stopped, 'SIGTERM');
  try {
    await waitUntil('processes to end', () => noneLeft(find), GRACE_MS);
  } catch {
    signalAll(await find(), 'SIGKILL');
    await waitUntil('processes to be gone after SIGKILL', () => noneLeft(find), GRACE_MS);
  }
  return stopped;
}

async function noneLeft(find: () => Promise<ManagedProcess[]>): Promise<true | undefined> {
  return (await find()).length === 0 ? true : undefined;
}

function signalAll(processes: readonly ManagedProcess[], signal: NodeJS.Signals): void {
  for (const { pid } of processes) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      // ESRCH: it ended between looking and signalling, which is what we want.
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
    }
  }
}
