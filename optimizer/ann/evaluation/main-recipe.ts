import { ensembleRecipe, type FittedEnsemble } from '../ensemble/ensemble-recipe.js';
import type { PriorModel } from '../ensemble/prior.js';
import { plainNetwork } from '../plain-network.js';
import type { Recipe } from '../recipe.js';

/** The recipe that `train` and `evaluate` are about. @param prior - an older model to start from. */
export function mainRecipe(prior?: PriorModel): Recipe<FittedEnsemble> {
  return ensembleRecipe(prior);
}

/** The network of the published work that this project repeats, as a baseline of whatever the main recipe is. */
export const PLAIN_BASELINE: Readonly<Record<string, Recipe>> = { plainAnn3x20x2: plainNetwork() };
