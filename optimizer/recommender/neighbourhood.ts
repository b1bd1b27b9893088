import type { ModelInput } from '../dataset/columns.js';

export type Place = Pick<ModelInput, 'maxMessageCount' | 'batchTimeoutMs' | 'sendRateTps'>;

/** Settings and rates that differ by this factor are one standard deviation of the weight apart. */
const BANDWIDTH = Math.LN2;
/** Rows that lie together within so many bandwidths count as one place, where they lie on average. */
const CELL = 0.5;

/**
 * Weighted sums over the rows around a place: each row counts with exp(-d² / 2), where d is the distance in the
 * logarithms of count, timeout and rate, in units of ln 2.
 * @param quantities - of each row, all of one length.
 * @returns for a place, one sum a quantity.
 */
export function sumsAround(
  rows: readonly Place[],
  quantities: readonly (readonly number[])[],
): (place: Place) => readonly number[] {
  const cells = cellsOf(rows, quantities);
  const known = new Map<string, readonly number[]>();
  return (place) => {
    // Candidates that differ in byte limits alone have the same neighbours.
    const key = `${place.maxMessageCount}/${place.batchTimeoutMs}/${place.sendRateTps}`;
    const sums = known.get(key) ?? weighted(cells, placeOf(place));
    known.set(key, sums);
    return sums;
  };
}

interface Cell {
  readonly at: readonly number[];
  readonly sums: readonly number[];
}

function cellsOf(rows: readonly Place[], quantities: readonly (readonly number[])[]): Cell[] {
  const cells = new Map<string, { at: number[]; sums: number[]; rows: number }>();
  for (const [row, place] of rows.entries()) {
    const at = placeOf(place);
    const key = at.map((value) => Math.round(value / CELL)).join();
    const values = quantities[row] ?? [];
    const cell = cells.get(key);
    if (!cell) {
      cells.set(key, { at: [...at], sums: [...values], rows: 1 });
      continue;
    }
    cell.at = cell.at.map((sum, axis) => sum + (at[axis] ?? 0));
    cell.sums = cell.sums.map((sum, quantity) => sum + (values[quantity] ?? 0));
    cell.rows += 1;
  }
  return [...cells.values()].map((cell) => ({ at: cell.at.map((sum) => sum / cell.rows), sums: cell.sums }));
}

function weighted(cells: readonly Cell[], place: readonly number[]): number[] {
  const totals = (cells[0]?.sums ?? []).map(() => 0);
  for (const { at, sums } of cells) {
    const squared = at.reduce((sum, value, axis) => sum + (value - (place[axis] ?? 0)) ** 2, 0);
    const weight = Math.exp(-squared / 2);
    for (let quantity = 0; quantity < totals.length; quantity += 1)
      totals[quantity] = (totals[quantity] ?? 0) + weight * (sums[quantity] ?? 0);
  }
  return totals;
}

function placeOf({ maxMessageCount, batchTimeoutMs, sendRateTps }: Place): number[] {
  return [maxMessageCount, batchTimeoutMs, sendRateTps].map((value) => Math.log(value) / BANDWIDTH);
}
