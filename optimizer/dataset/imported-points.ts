import type { ResultsTable } from '../domain/dataset.js';
import { contextColumns, known, numbersOf, textsOf } from './imported-columns.js';

/** Settings and asked rate: what makes two rows replicates of one point where the file does not say so. */
const POINT_COLUMNS = [
  ['m', 'max_message_count'],
  ['t', 'batch_timeout_ms'],
  ['p', 'preferred_max_bytes'],
  ['a', 'absolute_max_bytes'],
  ['r', 'send_rate_tps'],
] as const;

/**
 * The point of every row: the file's own `point_id`, else one made of settings, asked rate, properties of the
 * network and size of a transaction, such as `m100-t250-r60-orderers=3-b4100`.
 */
export function pointIdsOf(table: ResultsTable): string[] {
  const given = textsOf(table, 'point_id');
  const settings = POINT_COLUMNS.map(([letter, name]) => [letter, numbersOf(table, name)] as const);
  const context = contextColumns(table).map(({ name, numbers }) => [`${name.slice(4)}=`, numbers] as const);
  const ids = table.lines.map((_, row) =>
    [...settings, ...context]
      .flatMap(([label, numbers]) => {
        const value = known(numbers?.[row]);
        return value === undefined ? [] : [`${label}${value}`];
      })
      .join('-'),
  );
  return withSizes(ids, numbersOf(table, 'tx_bytes')).map((id, row) => given?.[row] || id);
}

/**
 * Sizes closer than this are one: the mean size of a round's transactions is measured and differs by a few
 * bytes between replicates, which a split must not part.
 */
const SAME_SIZE_RATIO = 1.02;

/** Adds to each id the least of the sizes that are one with its row's. */
function withSizes(ids: readonly string[], sizes: readonly number[] | undefined): string[] {
  if (!sizes) return [...ids];
  const labels = new Map<string, Map<number, number>>();
  for (const [row, id] of ids.entries()) {
    const size = known(sizes[row]);
    if (size === undefined) continue;
    const ofPoint = labels.get(id) ?? new Map<number, number>();
    labels.set(id, ofPoint.set(size, size));
  }
  for (const ofPoint of labels.values()) labelSizes(ofPoint);
  return ids.map((id, row) => {
    const label = labels.get(id)?.get(sizes[row] ?? NaN);
    return label === undefined ? id : `${id}-b${label}`;
  });
}

function labelSizes(labels: Map<number, number>): void {
  let least = NaN;
  let last = NaN;
  for (const size of [...labels.keys()].toSorted((a, b) => a - b)) {
    if (!(size <= last * SAME_SIZE_RATIO)) least = size;
    last = size;
    labels.set(size, least);
  }
}
