import type { DataRow } from '../../dataset/columns.js';

/**
 * The rows that a model can still be tested with: those it did not learn from, and of these, where times are
 * known, only what was measured after everything it learnt from. Older rows that it left out say how it does
 * on a network as it was.
 * @param learntIds - of the rows that the model learnt from.
 * @param measuredAt - ISO 8601 in UTC by id of round or row, as far as known.
 */
export function unseenRows(
  rows: readonly DataRow[],
  learntIds: readonly string[],
  measuredAt: ReadonlyMap<string, string>,
): DataRow[] {
  const learnt = new Set(learntIds);
  const newest = learntIds.map((id) => timeOf(id, measuredAt)).reduce(later, -Infinity);
  return rows.filter(({ roundId }) => {
    if (learnt.has(roundId)) return false;
    const time = timeOf(roundId, measuredAt);
    return Number.isNaN(time) || time > newest;
  });
}

/** Milliseconds since the epoch; NaN where it is not known. */
function timeOf(id: string, measuredAt: ReadonlyMap<string, string>): number {
  return Date.parse(measuredAt.get(id) ?? '');
}

function later(a: number, b: number): number {
  return b > a ? b : a;
}
