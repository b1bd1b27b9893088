import { finished } from 'node:stream/promises';
import { setImmediate as breathe } from 'node:timers/promises';
import { CsvError, parse, type Parser } from 'csv-parse';
import type { ResultsTable } from '../domain/dataset.js';
import { LineCount, reasonOf, RECORD_RULES, type CsvRecords } from './csv-records.js';
import { ResultsReader } from './results-reader.js';

/** What a file from outside may hold: far more than anybody measures, and less than fills the memory. */
const MOST_COLUMNS = 200;
const MOST_ROWS = 200_000;
const MOST_CELLS = 5_000_000;
const MOST_CELL_CHARACTERS = 10_000;
const MOST_EMPTY_LINES = 1_000_000;
/** Rows of the wrong length are slow to read. */
const MOST_FAULTS = 100;

/** Bytes that are read in one go: a few milliseconds of work. */
const SLICE_BYTES = 32_768;

/**
 * `parseResults` for files that others send: whatever else the program does goes on meanwhile, and a file that is
 * made to fill the memory is refused as soon as that shows.
 * @throws InvalidInputError
 */
export async function parseResultsGently(text: string, name: string): Promise<ResultsTable> {
  const bytes = Buffer.from(text.replace(/^\ufeff/, ''));
  const reading = new Reading(name);
  for (let from = 0; from < bytes.length && reading.goesOn; from += SLICE_BYTES) {
    reading.feed(bytes.subarray(from, from + SLICE_BYTES));
    await breathe();
  }
  return reading.end();
}

class Reading {
  readonly #reader: ResultsReader;
  readonly #parser: Parser;
  readonly #lines = new LineCount();
  #columns = 0;
  #broken: CsvRecords['broken'];
  #unread: CsvRecords['broken'];

  constructor(name: string) {
    this.#reader = new ResultsReader(name);
    this.#parser = parse({
      ...RECORD_RULES,
      max_record_size: MOST_COLUMNS * MOST_CELL_CHARACTERS,
      on_record: (cells: string[], { empty_lines: skipped }) => {
        this.#take(cells, skipped);
        return null;
      },
    });
    this.#parser.on('error', (error) => {
      this.#broken ??= {
        line: this.#lines.next,
        reason: error instanceof CsvError ? reasonOf(error) : error.message,
      };
    });
    this.#parser.resume();
  }

  get goesOn(): boolean {
    return this.#broken === undefined && this.#unread === undefined;
  }

  feed(bytes: Buffer): void {
    this.#parser.write(bytes);
    if (this.#parser.info.empty_lines > MOST_EMPTY_LINES)
      this.#unread ??= { line: this.#lines.next, reason: 'leave the empty lines out, there are too many' };
  }

  async end(): Promise<ResultsTable> {
    if (this.goesOn) {
      this.#parser.end();
      // What is wrong was told by then.
      await finished(this.#parser).catch(() => undefined);
    }
    this.#parser.destroy();
    return this.#reader.finish(this.#broken, this.#unread);
  }

  /** @throws RangeError, which ends the parsing at once */
  #take(cells: string[], skipped: number): void {
    this.#columns ||= cells.length;
    const record = this.#lines.place(cells, skipped);
    if (!record) return;
    const reason = this.#whyNot(cells);
    if (reason !== undefined) {
      this.#unread ??= { line: record.line, reason };
      throw new RangeError(reason);
    }
    this.#reader.take(record);
  }

  #whyNot(cells: readonly string[]): string | undefined {
    const { rows, faults } = this.#reader;
    if (cells.length > MOST_COLUMNS) return `must not have more than ${MOST_COLUMNS} columns`;
    if (rows >= MOST_ROWS) return `a file may hold ${MOST_ROWS} rows: import it in parts`;
    if (rows * this.#columns >= MOST_CELLS)
      return `a file may hold ${MOST_CELLS} cells: import it in parts, or with fewer columns`;
    if (cells.some((cell) => cell.length > MOST_CELL_CHARACTERS))
      return `no cell may be longer than ${MOST_CELL_CHARACTERS} characters`;
    return faults >= MOST_FAULTS
      ? 'the rest was not looked at, there is too much wrong before it'
      : undefined;
  }
}
