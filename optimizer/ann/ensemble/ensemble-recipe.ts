import type { Recipe } from '../recipe.js';
import { fitEnsemble } from './ensemble-fit.js';
import { predictEnsemble } from './ensemble-model.js';

/** The recipe that gridtune's own models are made by: docs/prediction.md. */
export function ensembleRecipe(): Recipe {
  return {
    name: 'queue + feed-forward ensemble',
    async fit(rows, options) {
      const model = await fitEnsemble(rows, options);
      return { predict: (points) => predictEnsemble(model, points) };
    },
  };
}
