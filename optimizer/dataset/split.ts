import { NotEnoughDataError } from '../domain/errors.js';
import { shuffled } from '../domain/random.js';
import { groupByPoint } from './rows.js';

/** Fewest points that can be trained on, stopped by and tested with, one each. */
export const MIN_POINTS = 3;

/** Shares of the points that go to validation and to the test; the rest is trained on. */
const HELD_OUT_SHARE = 0.15;

export interface Split<T> {
  readonly train: readonly T[];
  readonly validation: readonly T[];
  readonly test: readonly T[];
}

/**
 * Splits rows 70/15/15 by point: every replicate of a point lands in the same part, because a model that
 * has seen one replicate has seen the answer to the others.
 *
 * Points are counted, not rows. Few points round to at least one in each part: 3 points give 1/1/1.
 * @param seed - the same rows and seed give the same parts; the order of the rows does not matter.
 * @throws {@link NotEnoughDataError} under {@link MIN_POINTS} points.
 */
export function splitByPoint<T extends { readonly pointId: string }>(
  rows: readonly T[],
  seed: number,
): Split<T> {
  const pointIds = [...groupByPoint(rows).keys()].toSorted();
  if (pointIds.length < MIN_POINTS) {
    throw new NotEnoughDataError(
      `training needs usable rounds of at least ${MIN_POINTS} different points, got ${pointIds.length}: ` +
        'measure more settings or send rates',
    );
  }
  const heldOut = Math.max(1, Math.round(HELD_OUT_SHARE * pointIds.length));
  const order = shuffled(pointIds, seed);
  const test = new Set(order.slice(0, heldOut));
  const validation = new Set(order.slice(heldOut, 2 * heldOut));
  return {
    train: rows.filter(({ pointId }) => !test.has(pointId) && !validation.has(pointId)),
    validation: rows.filter(({ pointId }) => validation.has(pointId)),
    test: rows.filter(({ pointId }) => test.has(pointId)),
  };
}
