import { once } from 'node:events';
import { setImmediate as breathe } from 'node:timers/promises';
import { CsvError, parse } from 'csv-parse';
import type { ResultsTable } from '../domain/dataset.js';
import { lineBreaksIn, reasonOf, RECORD_RULES, type CsvRecords } from './csv-records.js';
import { ResultsReader } from './results-reader.js';

/** What a file from outside may hold: far more than anybody measures, and less than fills the memory. */
export const MOST_COLUMNS = 200;
export const MOST_ROWS = 200_000;
export const MOST_CELL_CHARACTERS = 10_000;
const MOST_CELLS = 5_000_000;
/** Of them most are empty then. */
const MOST_LINES = 1_000_000;

/** Bytes that are read in one go: a few milliseconds of work. */
const SLICE_BYTES = 65_536;

type Broken = NonNullable<CsvRecords['broken']>;

/**
 * `parseResults` for files that others send: whatever else the program does goes on meanwhile, and a file that is
 * made to fill the memory is refused as soon as that shows.
 * @throws InvalidInputError
 */
export async function parseResultsGently(text: string, name: string): Promise<ResultsTable> {
  const bytes = Buffer.from(text.replace(/^\ufeff/, ''));
  const reader = new ResultsReader(name);
  let line = 1;
  let columns = 0;
  let broken: Broken | undefined;
  const parser = parse({
    ...RECORD_RULES,
    max_record_size: MOST_COLUMNS * MOST_CELL_CHARACTERS,
    on_record: (cells: string[]) => {
      if (broken) return null;
      columns ||= cells.length;
      broken = refusal(cells, { line, columns, rows: reader.rows });
      if (!broken && (cells.length !== 1 || cells[0] !== '')) reader.take({ line, cells });
      line += 1 + cells.reduce((sum, cell) => sum + lineBreaksIn(cell), 0);
      return null;
    },
  });
  parser.on('error', (error) => {
    broken ??= { line, reason: error instanceof CsvError ? reasonOf(error) : error.message };
  });
  parser.resume();
  for (let from = 0; from < bytes.length && !broken; from += SLICE_BYTES) {
    parser.write(bytes.subarray(from, from + SLICE_BYTES));
    await breathe();
  }
  if (!broken) {
    const ended = once(parser, 'close');
    parser.end();
    await ended.catch(() => undefined); // told as broken
  }
  parser.destroy();
  return reader.finish(broken);
}

function refusal(
  cells: readonly string[],
  { line, columns, rows }: { readonly line: number; readonly columns: number; readonly rows: number },
): Broken | undefined {
  if (cells.length > MOST_COLUMNS) return { line, reason: `must not have more than ${MOST_COLUMNS} columns` };
  if (rows > MOST_ROWS) return { line, reason: `a file may hold ${MOST_ROWS} rows: import it in parts` };
  if (rows * columns > MOST_CELLS)
    return { line, reason: `a file may hold ${MOST_CELLS} cells: import it in parts, or with fewer columns` };
  if (line > MOST_LINES)
    return { line, reason: `a file may have ${MOST_LINES} lines: leave the empty ones out` };
  if (cells.some((cell) => cell.length > MOST_CELL_CHARACTERS))
    return { line, reason: `no cell may be longer than ${MOST_CELL_CHARACTERS} characters` };
  return undefined;
}
