import type { CsvError as AnyCsvError } from 'csv-parse';
import { CsvError, parse } from 'csv-parse/sync';

/** A line of cells, or more than one where a cell in quotes holds line breaks. */
export interface CsvRecord {
  /** Line of the file on which it begins; the first is 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface CsvRecords {
  /** Lines without anything on them are left out. */
  readonly records: readonly CsvRecord[];
  /** Where the rest of the file cannot be read, and why. */
  readonly broken?: { readonly line: number; readonly reason: string };
}

/** How every results file is read. */
export const RECORD_RULES = {
  record_delimiter: ['\r\n', '\n', '\r'],
  // The reader of the columns tells what is missing.
  relax_column_count: true,
  skip_empty_lines: true,
};

const LINE_BREAK = /\r\n|\r|\n/g;

/** Reads RFC 4180: quotes, commas, and lines that end in CRLF, LF or CR, mixed if need be. */
export function csvRecords(text: string): CsvRecords {
  const records: CsvRecord[] = [];
  const lines = new LineCount();
  try {
    parse(text, {
      ...RECORD_RULES,
      on_record: (cells: string[], { empty_lines: skipped }) => {
        const record = lines.place(cells, skipped);
        if (record) records.push(record);
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { records, broken: { line: lines.next, reason: reasonOf(error) } };
  }
  return { records };
}

/** On which line records begin: they are read one after the other, and empty lines are only counted. */
export class LineCount {
  #withinRecords = 0;
  #skipped = 0;

  /** Where the next record begins, as far as is known. */
  get next(): number {
    return 1 + this.#withinRecords + this.#skipped;
  }

  /**
   * @param skipped - empty lines so far
   * @returns undefined for a record that holds no more than an empty pair of quotes
   */
  place(cells: readonly string[], skipped: number): CsvRecord | undefined {
    this.#skipped = skipped;
    const line = this.next;
    this.#withinRecords += 1 + cells.reduce((sum, cell) => sum + lineBreaksIn(cell), 0);
    return cells.length === 1 && cells[0] === '' ? undefined : { line, cells };
  }
}

/** Line breaks of all kinds that {@link csvRecords} ends a line at. */
export function lineBreaksIn(cell: string): number {
  return cell.includes('\n') || cell.includes('\r') ? (cell.match(LINE_BREAK)?.length ?? 0) : 0;
}

/** What is wrong with the text, as people read it. */
export function reasonOf({ code, message }: Pick<AnyCsvError, 'code' | 'message'>): string {
  if (code === 'CSV_QUOTE_NOT_CLOSED') return 'a quote opens in this row and is never closed';
  if (code === 'INVALID_OPENING_QUOTE' || code === 'CSV_INVALID_CLOSING_QUOTE')
    return 'a cell that holds a quote must stand in quotes as a whole, with the quote inside doubled';
  return message;
}
