import { ensembleRecipe, type FittedEnsemble } from '../ensemble/ensemble-recipe.js';
import { plainNetwork } from '../plain-network.js';
import type { Recipe } from '../recipe.js';

/** The recipe that `train` and `evaluate` are about. */
export const MAIN_RECIPE: Recipe<FittedEnsemble> = ensembleRecipe();

/** The network of the published work that this project repeats, as a baseline of whatever the main recipe is. */
export const PLAIN_BASELINE: Readonly<Record<string, Recipe>> = { plainAnn3x20x2: plainNetwork() };
