import { COLUMN_NAMES, contextNames, OPTIONAL_NUMBER_NAMES, type DataRow } from './columns.js';

/** What one column holds. The figures are of the present values; `null` where there is none. */
export interface ColumnDescription {
  /** A property of network or workload is called `context.<name>`. */
  readonly name: string;
  /** Present, finite values. */
  readonly count: number;
  /** Missing or non-finite values. */
  readonly missing: number;
  readonly distinct: number;
  readonly min: number | null;
  readonly max: number | null;
  readonly mean: number | null;
}

/**
 * Describes every required column, and each optional one that at least one row has.
 * @param rows - unchecked rows, so that missing values are counted before any row is dropped.
 */
export function describeRows(rows: readonly DataRow[]): ColumnDescription[] {
  const optional = OPTIONAL_NUMBER_NAMES.filter((name) => rows.some((row) => row[name] !== undefined));
  return [
    ...[...COLUMN_NAMES, ...optional].map((name) =>
      describeColumn(
        name,
        rows.map((row) => row[name]),
      ),
    ),
    ...contextNames(rows).map((name) =>
      describeColumn(
        `context.${name}`,
        rows.map(({ context }) => context?.[name]),
      ),
    ),
  ];
}

function describeColumn(name: string, cells: readonly (number | undefined)[]): ColumnDescription {
  const values = cells.filter((value): value is number => Number.isFinite(value));
  const empty = values.length === 0;
  return {
    name,
    count: values.length,
    missing: cells.length - values.length,
    distinct: new Set(values).size,
    min: empty ? null : values.reduce((a, b) => Math.min(a, b)),
    max: empty ? null : values.reduce((a, b) => Math.max(a, b)),
    mean: empty ? null : values.reduce((a, b) => a + b) / values.length,
  };
}

/**
 * Columns that are the same in every row that has them: a model learns nothing about what changing them
 * would do.
 */
export function constantColumns(columns: readonly ColumnDescription[]): string[] {
  return columns.filter(({ distinct, count }) => distinct === 1 && count > 1).map(({ name }) => name);
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
  const constant = constantColumns(columns);
  return [
    ...table
      .map((cells) =>
        cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))),
      )
      .map((cells) => cells.join('  ')),
    ...(constant.length === 0
      ? []
      : [`the same in every row, so nothing is learnt of it: ${constant.join(', ')}`]),
  ].join('\n');
}

function figure(value: number | null): string {
  return value === null ? '-' : String(Number(value.toFixed(2)));
}
