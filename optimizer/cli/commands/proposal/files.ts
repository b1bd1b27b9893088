import { existsSync } from 'node:fs';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { parseProposal, parseSigned, proposalText } from '../../../apply/proposals/proposal-file.js';
import { AlreadyExistsError, InvalidInputError } from '../../../domain/errors.js';
import type { Proposal } from '../../../domain/proposal.js';

/** Whether an argument names a file rather than a stored proposal. */
export function isFileName(argument: string): boolean {
  return /[\\/]|\.json$/i.test(argument) || existsSync(argument);
}

/** @throws InvalidInputError */
export async function readProposalFile(file: string): Promise<Proposal> {
  return parseProposal(await readText(file), file);
}

/** What came back from an administrator. @throws InvalidInputError */
export async function readSignedFile(file: string): Promise<ReturnType<typeof parseSigned>> {
  return parseSigned(await readText(file), file);
}

/** Asked before any work: a file of the same name may hold signatures that nobody wants to lose. */
export function requireFree(file: string): void {
  if (existsSync(file)) throw new AlreadyExistsError(`${file} is there already: choose another --out`);
}

/** @throws AlreadyExistsError, InvalidInputError */
export async function writeNewFile(file: string, text: string): Promise<void> {
  requireFree(file);
  await written(file, async () => writeFile(file, text, { flag: 'wx' }));
}

/** Writes a proposal over what its file says: as a whole or not at all. @throws InvalidInputError */
export async function rewriteProposal(file: string, proposal: Proposal): Promise<void> {
  const half = `${file}.${process.pid}.new`;
  await written(file, async () => {
    try {
      await writeFile(half, proposalText(proposal), { flag: 'wx' });
      await rename(half, file);
    } finally {
      await rm(half, { force: true });
    }
  });
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new InvalidInputError(file, [{ path: '', message: 'cannot be read: check the path' }], { cause });
  }
}

async function written(file: string, write: () => Promise<void>): Promise<void> {
  try {
    await write();
  } catch (cause) {
    throw new InvalidInputError(
      file,
      [{ path: '', message: 'cannot be written: check the folder, its permissions and its space' }],
      { cause },
    );
  }
}
