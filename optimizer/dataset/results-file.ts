import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ResultsTable } from '../domain/dataset.js';
import { InvalidInputError, NotFoundError, messageOf } from '../domain/errors.js';
import { csvRecords } from './csv-records.js';
import { ResultsReader } from './results-reader.js';

export interface ResultsFile {
  readonly table: ResultsTable;
  /** SHA-256 of the bytes, hexadecimal. */
  readonly sha256: string;
}

/**
 * Reads a results file: CSV in UTF-8 with a header.
 * @throws NotFoundError if it cannot be opened; InvalidInputError that names every fault by line and column.
 */
export async function readResultsFile(path: string): Promise<ResultsFile> {
  const bytes = await bytesOf(path);
  return {
    table: parseResults(textOf(bytes, path), path),
    sha256: createHash('sha256').update(bytes).digest('hex'),
  };
}

/**
 * @param text - CSV with a header; columns in any order, a byte order mark and empty lines are passed over.
 * @param name - of the file, for messages.
 * @returns the columns in the order of the file: numbers for what the format calls a number, NaN where an
 * optional cell is empty, and text as written for the rest.
 * @throws InvalidInputError with the first 20 faults, each with line, column and rule, and the number of others.
 */
export function parseResults(text: string, name: string): ResultsTable {
  const { records, broken } = csvRecords(text.replace(/^\ufeff/, ''));
  const reader = new ResultsReader(name);
  for (const record of records) reader.take(record);
  return reader.finish(broken);
}

async function bytesOf(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    const why = messageOf(cause);
    throw new NotFoundError(`the results file ${path} cannot be read (${why})`, { cause });
  }
}

function textOf(bytes: Buffer, path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new InvalidInputError(
      path,
      [{ path: '', message: 'must be text in UTF-8: save it as CSV in UTF-8' }],
      {
        cause,
      },
    );
  }
}
