import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { ResultsColumn, ResultsTable } from '../domain/dataset.js';
import { InvalidInputError, NotFoundError, messageOf } from '../domain/errors.js';
import { csvRecords, lineBreaksIn, type CsvRecord } from './csv-records.js';
import { FaultList, quotedCell } from './fault-list.js';
import {
  ASCENDING_COLUMNS,
  isRequired,
  numberIn,
  REQUIRED_COLUMNS,
  ruleOf,
  type ColumnRule,
} from './results-columns.js';

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
  const faults = new FaultList();
  const [header, ...rows] = records;
  const columns = header ? readersOf(header, faults) : [];
  for (const row of rows) readRow(row, columns, faults);
  if (broken) faults.add(broken.line, undefined, broken.reason);
  else if (!header)
    faults.add(1, undefined, `must be a header with the columns ${REQUIRED_COLUMNS.join(', ')}`);
  else if (rows.length === 0) faults.add(header.line, undefined, 'must be followed by at least one row');
  faults.throwIfAny(name);
  return { lines: rows.map(({ line }) => line), columns: columns.map(({ column }) => column) };
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

/** Collects one column. */
interface ColumnReader {
  readonly name: string;
  readonly column: ResultsColumn;
  /** Keeps the cell. @returns whether the column may hold it. */
  readonly read: (cell: string) => boolean;
  readonly rule: string;
}

function readersOf({ line, cells }: CsvRecord, faults: FaultList): ColumnReader[] {
  const names = cells.map((cell) => cell.trim());
  for (const name of REQUIRED_COLUMNS) {
    if (!names.includes(name)) faults.add(line, undefined, `the required column ${name} is missing`);
  }
  for (const [index, name] of names.entries()) {
    if (names.indexOf(name) < index) faults.add(line, name, 'must not be there twice');
  }
  return names.map((name) => readerOf(name, ruleOf(name)));
}

function readerOf(name: string, rule: ColumnRule): ColumnReader {
  const mayBeEmpty = !isRequired(name);
  if (rule.kind === 'text') {
    const texts: string[] = [];
    const read = (cell: string): boolean => {
      texts.push(cell);
      return cell === '' || rule.accepts(cell);
    };
    return { name, column: { name, texts }, read, rule: rule.rule };
  }
  const numbers: number[] = [];
  const read = (cell: string): boolean => {
    const value = numberIn(cell);
    const usable = value !== undefined && rule.accepts(value);
    numbers.push(usable ? value : NaN);
    return usable || (mayBeEmpty && cell.trim() === '');
  };
  return { name, column: { name, numbers }, read, rule: rule.rule };
}

function readRow({ line, cells }: CsvRecord, columns: readonly ColumnReader[], faults: FaultList): void {
  if (cells.length !== columns.length) {
    const cause = `must have a cell for each of the ${columns.length} columns of the header, got ${cells.length}`;
    faults.add(line, undefined, cause);
    return;
  }
  for (const [index, { name, read, rule }] of columns.entries()) {
    const cell = cells[index] ?? '';
    if (!read(cell)) faults.add(lineOf(line, cells, index), name, `${rule}, got ${quotedCell(cell)}`);
  }
  for (const names of ASCENDING_COLUMNS) checkAscending(names, { line, cells }, columns, faults);
}

/** The columns have just read the row: their last value is its own. */
function checkAscending(
  names: readonly string[],
  { line, cells }: CsvRecord,
  columns: readonly ColumnReader[],
  faults: FaultList,
): void {
  const present = names.flatMap((name) => {
    const index = columns.findIndex((column) => column.name === name);
    const column = columns[index]?.column;
    const value = column && 'numbers' in column ? (column.numbers.at(-1) ?? NaN) : NaN;
    return Number.isNaN(value) ? [] : [{ name, index, value }];
  });
  for (const [place, lower] of present.entries()) {
    const upper = present[place + 1];
    if (!upper || lower.value <= upper.value) continue;
    const rule = `must not be above ${upper.name}, got ${lower.value} and ${upper.value}`;
    faults.add(lineOf(line, cells, lower.index), lower.name, rule);
  }
}

/** Line on which a cell of a record begins: those before it may hold line breaks. */
function lineOf(line: number, cells: readonly string[], index: number): number {
  return cells.slice(0, index).reduce((sum, cell) => sum + lineBreaksIn(cell), line);
}
