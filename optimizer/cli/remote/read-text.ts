import { readFile } from 'node:fs/promises';
import { InvalidInputError } from '../../domain/errors.js';

/** @param option - that names the file. @throws InvalidInputError */
export async function readText(option: string, file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new InvalidInputError(option, [{ path: '', message: `${file} cannot be read` }], { cause });
  }
}
