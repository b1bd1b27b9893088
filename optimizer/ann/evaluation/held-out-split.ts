import type { DataRow } from '../../dataset/columns.js';
import { splitByPoint } from '../../dataset/split.js';

/** Rows to learn from, and rows to score on. */
export interface HeldOutSplit {
  readonly learn: readonly DataRow[];
  readonly heldOut: readonly DataRow[];
}

/**
 * Holds 15 % of the points out, at least one, with all of their replicates. What a recipe needs for stopping
 * and calibration it takes from the other 85 % by itself.
 * @throws NotEnoughDataError under 3 points.
 */
export function holdOutByPoint(rows: readonly DataRow[], seed: number): HeldOutSplit {
  const { train, validation, test } = splitByPoint(rows, seed);
  // In the order of the rows: two parts put together would carry the draw of the third.
  const learnt = new Set([...train, ...validation]);
  return { learn: rows.filter((row) => learnt.has(row)), heldOut: test };
}
