import { COLUMN_NAMES, type ColumnName, type DataRow } from './columns.js';

/** What one column holds. The figures are of the present values; `null` where there is none. */
export interface ColumnDescription {
  readonly name: ColumnName;
  /** Present, finite values. */
  readonly count: number;
  /** Missing or non-finite values. */
  readonly missing: number;
  readonly distinct: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
}

/** @param rows - unchecked rows, so that missing values are counted before any row is dropped. */
export function describeRows(rows: readonly DataRow[]): ColumnDescription[] {
  return COLUMN_NAMES.map((name) => {
    const values = rows.map((row) => row[name]).filter((value) => Number.isFinite(value));
    const empty = values.length === 0;
    return {
      name,
      count: values.length,
      missing: rows.length - values.length,
      distinct: new Set(values).size,
      min: empty ? null : values.reduce((a, b) => Math.min(a, b)),
      max: empty ? null : values.reduce((a, b) => Math.max(a, b)),
      mean: empty ? null : values.reduce((a, b) => a + b) / values.length,
    };
  });
}

/** The description as an aligned text table, one line a column under a header line. */
export function descriptionTable(columns: readonly ColumnDescription[]): string {
  const header = ['column', 'count', 'missing', 'distinct', 'min', 'mean', 'max'];
  const lines = columns.map((column) => [
    column.name,
    String(column.count),
    String(column.missing),
    String(column.distinct),
    figure(column.min),
    figure(column.mean),
    figure(column.max),
  ]);
  const table = [header, ...lines];
  const widths = header.map((_, index) => Math.max(...table.map((cells) => cells[index]?.length ?? 0)));
  return table
    .map((cells) =>
      cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))),
    )
    .map((cells) => cells.join('  '))
    .join('\n');
}

function figure(value: number | null): string {
  return value === null ? '-' : String(Number(value.toFixed(2)));
}
