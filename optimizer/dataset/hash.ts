import { createHash } from 'node:crypto';
import { COLUMN_NAMES, contextNames, OPTIONAL_NUMBER_NAMES, type DataRow } from './columns.js';

const OPTIONAL_NAMES = [...OPTIONAL_NUMBER_NAMES, 'consensus', 'measuredAt'] as const;

/**
 * SHA-256 of the rows, hexadecimal: the name of a dataset. It changes with any value, id or column name and
 * does not depend on the order of the rows. A column that no row has takes no part, so that rows of nothing
 * but the five required columns keep the hash that earlier versions gave them.
 */
export function datasetHash(rows: readonly DataRow[]): string {
  const optional = OPTIONAL_NAMES.filter((name) => rows.some((row) => row[name] !== undefined));
  const context = contextNames(rows);
  return hashOf([...COLUMN_NAMES, ...optional, ...context.map((name) => `context.${name}`)], rows, (row) => [
    ...COLUMN_NAMES.map((name) => row[name]),
    ...optional.map((name) => row[name]),
    ...context.map((name) => row.context?.[name]),
  ]);
}

/**
 * Whether `hash` names these rows. Models that earlier versions trained carry a hash of the five required
 * columns alone, which is all that those versions read: it still stands for the same rows.
 */
export function isHashOf(rows: readonly DataRow[], hash: string): boolean {
  const required = (): string => hashOf(COLUMN_NAMES, rows, (row) => COLUMN_NAMES.map((name) => row[name]));
  return hash === datasetHash(rows) || hash === required();
}

function hashOf(
  names: readonly string[],
  rows: readonly DataRow[],
  valuesOf: (row: DataRow) => readonly unknown[],
): string {
  // JSON writes a number with the fewest digits that read back as the same one: equal rows, equal text.
  const lines = rows.map((row) => JSON.stringify([row.roundId, row.pointId, ...valuesOf(row)]));
  const header = JSON.stringify(['roundId', 'pointId', ...names]);
  return createHash('sha256')
    .update([header, ...lines.toSorted()].join('\n'))
    .digest('hex');
}
