import { NotEnoughDataError } from '../../domain/errors.js';
import type { Recipe } from '../recipe.js';
import { BASELINES, type Baseline } from './baselines.js';

function recipeOf(name: string, baseline: Baseline): Recipe {
  return {
    name,
    fit: (rows) =>
      rows.length === 0
        ? Promise.reject(new NotEnoughDataError(`${name} needs at least one usable row`))
        : Promise.resolve({ predict: baseline(rows) }),
  };
}

/** The baselines as recipes, by the names under which their scores are told. */
export const BASELINE_RECIPES: Readonly<Record<string, Recipe>> = Object.fromEntries(
  Object.entries(BASELINES).map(([name, baseline]) => [name, recipeOf(name, baseline)]),
);

/** What a learning curve is told beside: they learn in no time. */
export const CURVE_BASELINES: Readonly<Record<string, Recipe>> = Object.fromEntries(
  Object.entries(BASELINE_RECIPES).filter(([name]) => name === 'nearestPoint' || name === 'cutModel'),
);
