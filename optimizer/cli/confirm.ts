import { createInterface } from 'node:readline/promises';
import { InvalidInputError } from '../domain/errors.js';

/**
 * Asks before something that cannot be taken back unseen.
 * @param does - what the command does, for whoever cannot be asked: `changes a live channel`.
 * @throws InvalidInputError if nobody can be asked, or the answer is no
 */
export async function confirm(command: string, question: string, does: string): Promise<void> {
  if (!process.stdin.isTTY) {
    throw new InvalidInputError(command, [
      { path: '', message: `${does}: add --yes, or run it in a terminal to be asked` },
    ]);
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    if ((await terminal.question(question)).trim() === 'yes') return;
  } finally {
    terminal.close();
  }
  throw new InvalidInputError(command, [{ path: '', message: 'not confirmed; nothing was changed' }]);
}
