import type { FittedModel, Recipe } from '../recipe.js';
import { fitEnsemble } from './ensemble-fit.js';
import type { PriorModel } from './prior.js';
import { ensembleName, predictEnsemble, type EnsembleModel } from './ensemble-model.js';

export interface FittedEnsemble extends FittedModel {
  readonly model: EnsembleModel;
}

/**
 * The recipe that gridtune's own models are made by: docs/prediction.md.
 * @param prior - an older model to start from.
 */
export function ensembleRecipe(prior?: PriorModel): Recipe<FittedEnsemble> {
  return {
    name: 'queue + feed-forward ensemble',
    async fit(rows, options) {
      const model = await fitEnsemble(rows, options, prior);
      return { name: ensembleName(model), model, predict: (points) => predictEnsemble(model, points) };
    },
  };
}
