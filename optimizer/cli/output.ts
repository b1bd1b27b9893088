export { figure } from '../operations/figure.js';

/** How commands answer: one JSON document or text for people on stdout, nothing else ever. */
export interface Output {
  /** @param text - what people read instead of the JSON. */
  result(value: unknown, text: string): void;
}

export function createOutput(json: boolean, write: (text: string) => void): Output {
  return {
    result: (value, text) => write(json ? `${JSON.stringify(value, null, 2)}\n` : `${text.trimEnd()}\n`),
  };
}

/** Columns aligned by width; numbers to the right. */
export function table(
  headers: readonly string[],
  rows: readonly (readonly (string | number | undefined)[])[],
): string {
  const cells = [headers, ...rows.map((row) => row.map((cell) => (cell === undefined ? '-' : String(cell))))];
  const widths = headers.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  const numeric = headers.map((_, column) =>
    rows.every((row) => row[column] === undefined || typeof row[column] === 'number'),
  );
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) =>
        numeric[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  return cells.map(line).join('\n');
}
