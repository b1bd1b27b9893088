import type { ResultsColumn, ResultsTable } from '../domain/dataset.js';
import { lineBreaksIn, type CsvRecord, type CsvRecords } from './csv-records.js';
import { FaultList, quotedCell } from './fault-list.js';
import {
  ASCENDING_COLUMNS,
  isRequired,
  numberIn,
  REQUIRED_COLUMNS,
  ruleOf,
  type ColumnRule,
} from './results-columns.js';

/** Makes columns of the records of a results file, the header first, and collects what is wrong with them. */
export class ResultsReader {
  readonly #name: string;
  readonly #faults = new FaultList();
  readonly #lines: number[] = [];
  #header: CsvRecord | undefined;
  #columns: readonly ColumnReader[] = [];

  /** @param name - of the file, for messages */
  constructor(name: string) {
    this.#name = name;
  }

  get rows(): number {
    return this.#lines.length;
  }

  /** How much is wrong so far. */
  get faults(): number {
    return this.#faults.count;
  }

  take(record: CsvRecord): void {
    if (!this.#header) {
      this.#header = record;
      this.#columns = readersOf(record, this.#faults);
      return;
    }
    this.#lines.push(record.line);
    readRow(record, this.#columns, this.#faults);
  }

  /**
   * @param broken - where the rest of the file could not be read
   * @param unread - where the reading was given up, which is told whatever else is wrong
   * @throws InvalidInputError with the first 20 faults, each with line, column and rule, and the number of others
   */
  finish(broken: CsvRecords['broken'], unread?: CsvRecords['broken']): ResultsTable {
    const header = this.#header;
    if (unread) this.#faults.endAt(unread.line, unread.reason);
    else if (broken) this.#faults.add(broken.line, undefined, broken.reason);
    else if (!header)
      this.#faults.add(1, undefined, `must be a header with the columns ${REQUIRED_COLUMNS.join(', ')}`);
    else if (this.#lines.length === 0)
      this.#faults.add(header.line, undefined, 'must be followed by at least one row');
    this.#faults.throwIfAny(this.#name);
    return { lines: this.#lines, columns: this.#columns.map(({ column }) => column) };
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
