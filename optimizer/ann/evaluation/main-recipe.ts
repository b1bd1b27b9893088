import { plainNetwork } from '../plain-network.js';
import type { Recipe } from '../recipe.js';

/** The recipe that `evaluate` is about. */
export const MAIN_RECIPE: Recipe = plainNetwork();

/** The network of the published work that this project repeats, as a baseline of whatever the main recipe is. */
export const PLAIN_BASELINE: Readonly<Record<string, Recipe>> = { plainAnn3x20x2: plainNetwork() };
