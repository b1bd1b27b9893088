import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '../../optimizer/domain/wait.js';

export const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly home: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A command under way: the product as its users start it. */
export interface RunningCli {
  readonly child: ChildProcess;
  readonly stderr: () => string;
  readonly done: Promise<CliResult>;
  /** Resolves once stderr matches. */
  said(pattern: RegExp): Promise<void>;
}

export function startGridtune(
  commandLine: readonly string[],
  { home, environment = {} }: CliOptions,
): RunningCli {
  const child = spawn(process.execPath, [path.join(root, 'setup', 'gridtune.mjs'), ...commandLine], {
    env: { ...process.env, GRIDTUNE_HOME: home, MONGODB_URI: '', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (data: Buffer) => (stdout += data.toString()));
  child.stderr.on('data', (data: Buffer) => (stderr += data.toString()));
  const done = once(child, 'close').then(([code]): CliResult => ({
    code: typeof code === 'number' ? code : null,
    stdout,
    stderr,
  }));
  const said = async (pattern: RegExp): Promise<void> => {
    await waitUntil(
      `"gridtune ${commandLine.join(' ')}" to say ${pattern}; it said: ${stderr}`,
      () => {
        if (pattern.test(stderr)) return true;
        if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${stderr}`);
        return undefined;
      },
      120_000,
      { everyMs: 20 },
    );
  };
  return { child, stderr: () => stderr, done, said };
}

export async function gridtune(commandLine: readonly string[], options: CliOptions): Promise<CliResult> {
  return startGridtune(commandLine, options).done;
}

/** Runs a command that has to succeed. @returns its JSON document. */
export async function gridtuneJson(
  commandLine: readonly string[],
  options: CliOptions,
): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await gridtune([...commandLine, '--json'], options);
  if (code !== 0) throw new Error(`gridtune ${commandLine.join(' ')} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout);
}

/** Ids of the load workers that a command started. */
export async function loadWorkersOf(parent: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry)).map(Number);
  const found = await Promise.all(
    pids.map(async (pid) => {
      try {
        const [command, status] = await Promise.all([
          readFile(`/proc/${pid}/cmdline`, 'utf8'),
          readFile(`/proc/${pid}/status`, 'utf8'),
        ]);
        return command.includes('worker.js') && status.includes(`PPid:\t${parent}\n`) ? [pid] : [];
      } catch {
        return []; // ended while we looked
      }
    }),
  );
  return found.flat();
}
