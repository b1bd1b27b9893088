import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { checkRows, describeDropped } from '../../dataset/check.js';
import type { DataRow } from '../../dataset/columns.js';
import { rowsFromTable } from '../../dataset/imported-rows.js';
import { readResultsFile } from '../../dataset/results-file.js';
import { describeSuspects, suspectRows } from '../../dataset/suspect-rows.js';
import { messageOf, NotEnoughDataError, NotFoundError } from '../../domain/errors.js';

export interface UsableRows {
  readonly rows: readonly DataRow[];
  /** Rows that cannot be used, such as those without a latency. */
  readonly setAside: number;
  readonly warnings: readonly string[];
}

/**
 * The usable rows of a results file.
 * @throws NotFoundError if it cannot be opened; InvalidInputError that names every fault by line and column;
 * NotEnoughDataError if no row is usable.
 */
export async function usableRowsOf(file: string): Promise<UsableRows> {
  const { table } = await readResultsFile(file);
  const { rows, dropped } = checkRows(rowsFromTable({ name: file, table }));
  const warnings = describeDropped(dropped);
  if (rows.length === 0) {
    throw new NotEnoughDataError(
      `${file} holds no usable row: each needs a latency, a throughput and a rate above 0 (${warnings.join('; ')})`,
    );
  }
  return {
    rows,
    setAside: dropped.length,
    warnings: [...warnings, ...describeSuspects(suspectRows(rows))],
  };
}

/** Refuses a file that is not there or may not be read, without opening it. @throws NotFoundError */
export async function requireReadable(file: string): Promise<void> {
  try {
    await access(file, constants.R_OK);
  } catch (cause) {
    throw new NotFoundError(`the results file ${file} cannot be read (${messageOf(cause)})`, { cause });
  }
}
