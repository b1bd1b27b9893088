import { spawn } from 'node:child_process';

const DEADLINE_MS = 15 * 60_000;
/** Of Node and Python, of npm (its first names a mere code), and of compilers. */
const ERROR_LINE = /^(\w*error: |npm error (?!code|errno|syscall)|gyp err! stack )|: (fatal )?error: /i;

/** A failure that one line explains. */
export class SetupError extends Error {}

/** @returns the message of a SetupError. @throws anything else again. */
export function expectedMessage(error) {
  if (error instanceof SetupError) return error.message;
  throw error;
}

/**
 * The one line of a failed program's output that says why: the first that names an error, otherwise the last.
 * @returns without a final period.
 */
export function reasonIn(output) {
  const lines = output
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
  const telling = lines.find((line) => ERROR_LINE.test(line)) ?? lines.at(-1);
  return (telling ?? 'it said nothing').replace(/\.$/, '');
}

/**
 * Runs a program to its end and keeps its words back, since success needs none.
 * @throws SetupError: `failure`, and in brackets the reason that the program gave.
 */
export async function runProgram(
  command,
  words,
  { failure, cwd, environment, signal, deadlineMs = DEADLINE_MS },
) {
  if (signal?.aborted) throw new SetupError('interrupted');
  // A group of its own, so that what it started ends with it.
  const child = spawn(command, words, {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => (output += data));
  const end = () => endGroup(child.pid);
  const deadline = setTimeout(end, deadlineMs);
  signal?.addEventListener('abort', end);
  const reason = await new Promise((resolve) => {
    child.on('error', (error) => resolve(error.message));
    child.on('close', (code, killedBy) => {
      if (killedBy) resolve(`ended by ${killedBy}; it may take ${deadlineMs / 1000} s`);
      else resolve(code === 0 ? undefined : reasonIn(output));
    });
  });
  clearTimeout(deadline);
  signal?.removeEventListener('abort', end);
  if (signal?.aborted) throw new SetupError('interrupted');
  if (reason !== undefined) throw new SetupError(`${failure} (${reason})`);
}

function endGroup(pid) {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch (error) {
    // It ended by itself meanwhile.
    if (error.code !== 'ESRCH') throw error;
  }
}
