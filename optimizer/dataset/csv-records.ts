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
};

const LINE_BREAK = /\r\n|\r|\n/g;

/** Reads RFC 4180: quotes, commas, and lines that end in CRLF, LF or CR, mixed if need be. */
export function csvRecords(text: string): CsvRecords {
  const records: CsvRecord[] = [];
  let line = 1;
  try {
    parse(text, {
      ...RECORD_RULES,
      on_record: (cells: string[]) => {
        if (cells.length !== 1 || cells[0] !== '') records.push({ line, cells });
        line += 1 + cells.reduce((sum, cell) => sum + lineBreaksIn(cell), 0);
        return null;
      },
    });
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    return { records, broken: { line, reason: reasonOf(error) } };
  }
  return { records };
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
