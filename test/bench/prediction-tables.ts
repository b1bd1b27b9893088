import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export type Cell = string | number | undefined;

export interface Table {
  /** Becomes the name of the CSV file. */
  readonly name: string;
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Prints one line at once: a run takes long, and vitest holds back what tests log. */
export function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Prints a table in the form that Markdown takes, and keeps it. */
export function show(table: Table): void {
  const { title, header, rows } = table;
  const texts = [header, ...rows].map((row) => row.map(textOf));
  const widths = header.map((_, column) => Math.max(3, ...texts.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    `| ${widths.map((width, column) => aligned(row[column] ?? '', width, column)).join(' | ')} |`;
  say(`\n${title}\n`);
  for (const [place, row] of texts.entries()) {
    say(line(row));
    if (place === 0) say(`| ${widths.map(rule).join(' | ')} |`);
  }
  keep(table);
}

/** Writes a table as CSV to the folder that the environment variable GRIDTUNE_BENCH_TABLES names, if it does. */
export function keep({ name, header, rows }: Table): void {
  const folder = process.env['GRIDTUNE_BENCH_TABLES'];
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  const csv = [header, ...rows].map((row) => row.map(csvCell).join(','));
  writeFileSync(path.join(folder, `${name}.csv`), `${csv.join('\n')}\n`);
}

function textOf(cell: Cell): string {
  if (cell === undefined) return '-';
  if (typeof cell === 'string') return cell;
  return Number.isInteger(cell) ? String(cell) : cell.toFixed(1);
}

/** Names stand left, figures right. */
function aligned(text: string, width: number, column: number): string {
  return column === 0 ? text.padEnd(width) : text.padStart(width);
}

function rule(width: number, column: number): string {
  return column === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`;
}

function csvCell(cell: Cell): string {
  const text = String(cell ?? '');
  return text.includes(',') ? `"${text}"` : text;
}
