import type { DataRow } from '../../dataset/columns.js';
import { GridtuneError } from '../../domain/errors.js';
import type { FittedModel, Recipe } from '../recipe.js';

/** A model was about to be scored on rows that took part in its making: its scores would mean nothing. */
export class LeakError extends GridtuneError {
  readonly code = 'HELD_OUT_LEAK';
}

/** Rows named one by one in an error. */
const MAX_NAMED = 3;

/**
 * Lets a recipe be fitted as ever, but not to rows that it is to be scored on.
 * @param heldOut - no row with the id or the point of one of these may reach the recipe.
 * @returns a recipe whose `fit` refuses with {@link LeakError} before anything is learnt.
 */
export function guardHeldOut<M extends FittedModel>(
  recipe: Recipe<M>,
  heldOut: readonly DataRow[],
): Recipe<M> {
  const ids = new Set(heldOut.map(({ roundId }) => roundId));
  const points = new Set(heldOut.map(({ pointId }) => pointId));
  return {
    name: recipe.name,
    fit: async (rows, options): Promise<M> => {
      const leaked = rows.filter(({ roundId, pointId }) => ids.has(roundId) || points.has(pointId));
      if (leaked.length === 0) return recipe.fit(rows, options);
      const named = leaked
        .slice(0, MAX_NAMED)
        .map(({ roundId, pointId }) => `${roundId} of point ${pointId}`);
      throw new LeakError(
        `${recipe.name} was given ${leaked.length} rows of points that it is to be scored on ` +
          `(${named.join(', ')}): split the rows by point before anything is learnt from them`,
      );
    },
  };
}
