import { createHash } from 'node:crypto';
import { COLUMN_NAMES, type DataRow } from './columns.js';

/**
 * SHA-256 of the rows, hexadecimal: the name of a dataset. It changes with any value, id or column name and
 * does not depend on the order of the rows.
 */
export function datasetHash(rows: readonly DataRow[]): string {
  // JSON writes a number with the fewest digits that read back as the same one: equal rows, equal text.
  const lines = rows.map((row) =>
    JSON.stringify([row.roundId, row.pointId, ...COLUMN_NAMES.map((name) => row[name])]),
  );
  const header = JSON.stringify(['roundId', 'pointId', ...COLUMN_NAMES]);
  return createHash('sha256')
    .update([header, ...lines.toSorted()].join('\n'))
    .digest('hex');
}
