import { COLUMN_NAMES, OPTIONAL_NUMBER_NAMES, type DataRow } from './columns.js';

/** A measured round that cannot be learnt from, and why. */
export interface DroppedRow {
  readonly roundId: string;
  readonly reason: string;
}

export interface CheckedRows {
  readonly rows: readonly DataRow[];
  readonly dropped: readonly DroppedRow[];
}

/**
 * Sets rows aside that have a missing, non-finite, zero or negative value in a required column, or a
 * non-finite, zero or negative one in an optional column that they have. Other properties of network and
 * workload only have to be finite: a share of reads may well be 0.
 *
 * They are dropped rather than refused: one broken round must not keep the others from being used. Each is
 * returned with its round id and reason, for the caller to warn about. Zero is as unusable as missing:
 * a round in which nothing was sent or nothing committed has no latency, and 0 ms would read as the best.
 */
export function checkRows(rows: readonly DataRow[]): CheckedRows {
  const usable: DataRow[] = [];
  const dropped: DroppedRow[] = [];
  for (const row of rows) {
    const faults = faultsOf(row);
    if (faults.length === 0) usable.push(row);
    else dropped.push({ roundId: row.roundId, reason: faults.join(', ') });
  }
  return { rows: usable, dropped };
}

function faultsOf(row: DataRow): string[] {
  const context = Object.entries(row.context ?? {});
  return [
    ...COLUMN_NAMES.flatMap((name) => faultOf(name, row[name])),
    ...OPTIONAL_NUMBER_NAMES.flatMap((name) => (row[name] === undefined ? [] : faultOf(name, row[name]))),
    ...context.flatMap(([name, value]) => (Number.isFinite(value) ? [] : [`${name} is ${String(value)}`])),
  ];
}

function faultOf(name: string, value: number | null | undefined): string[] {
  if (value === undefined || value === null) return [`${name} is missing`];
  if (!Number.isFinite(value)) return [`${name} is ${String(value)}`];
  return value > 0 ? [] : [`${name} is ${value}, must be above 0`];
}

/** Rounds named one by one; an imported file may hold thousands of the same kind. */
const MAX_NAMED = 20;

/** One line a dropped round, for people. */
export function describeDropped(dropped: readonly DroppedRow[]): string[] {
  const named = dropped.slice(0, MAX_NAMED);
  const more = dropped.length - named.length;
  return [
    ...named.map(({ roundId, reason }) => `round ${roundId} is left out: ${reason}`),
    ...(more === 0 ? [] : [`${more} more rounds are left out for such reasons`]),
  ];
}
