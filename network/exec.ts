import { execFile } from 'node:child_process';
import { CancelledError, NetworkSetupError } from '../optimizer/domain/errors.js';

export interface ExecOptions {
  /** What the step does, as its error names it. */
  readonly name: string;
  readonly deadlineMs: number;
  readonly environment?: Readonly<Record<string, string>>;
  readonly directory?: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a program to its end.
 * @returns what it wrote to stdout and to stderr.
 * @throws {@link NetworkSetupError} with the program's last words if it fails or takes longer than its deadline.
 */
export async function exec(
  program: string,
  argumentsList: readonly string[],
  { name, deadlineMs, environment = {}, directory, signal }: ExecOptions,
): Promise<{ stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    execFile(
      program,
      [...argumentsList],
      {
        env: { ...process.env, ...environment },
        ...(directory ? { cwd: directory } : {}),
        ...(signal ? { signal } : {}),
        timeout: deadlineMs,
        killSignal: 'SIGKILL',
        maxBuffer: 64 * 1024 * 1024,
      },
      (cause, stdout, stderr) => {
        if (!cause) resolve({ stdout, stderr });
        else if (signal?.aborted) reject(new CancelledError(`${name}: cancelled`, { cause }));
        else {
          const why = cause.killed
            ? `not done after ${deadlineMs} ms`
            : lastWords(stderr || stdout || cause.message);
          reject(new NetworkSetupError(`${name}: ${why}`, { cause }));
        }
      },
    );
  });
}

function lastWords(output: string): string {
  const lines = output
    .trim()
    .split('\n')
    .map((line) => line.trim());
  return lines.findLast((line) => /error|fail|panic|cannot/i.test(line)) ?? lines.at(-1) ?? 'no output';
}
