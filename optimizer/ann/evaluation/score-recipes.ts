import type { DataRow } from '../../dataset/columns.js';
import type { Scores } from '../../domain/model-record.js';
import { preciseNow } from '../../domain/precise-time.js';
import type { FittedModel, FitOptions, Recipe } from '../recipe.js';
import { inputsOnly } from './inputs-only.js';
import { scoresOf } from './metrics.js';

export type Recipes = Readonly<Record<string, Recipe>>;

export interface Fitted<M extends FittedModel = FittedModel> {
  readonly model: M;
  readonly trainSeconds: number;
}

/**
 * Fits one recipe and times it.
 * @param now - milliseconds.
 */
export async function fitTimed<M extends FittedModel>(
  recipe: Recipe<M>,
  rows: readonly DataRow[],
  options: FitOptions,
  now: () => number = preciseNow,
): Promise<Fitted<M>> {
  const startedMs = now();
  const model = await recipe.fit(rows, options);
  return { model, trainSeconds: (now() - startedMs) / 1000 };
}

/** What a fitted model gets on rows of which it sees the inputs alone. */
export function scoreModel(model: FittedModel, test: readonly DataRow[]): Scores {
  return scoresOf(test, model.predict(inputsOnly(test)));
}

/**
 * Fits each recipe on `train`, asks it about the inputs of `test`, and scores what it answered.
 * @param recipes - by the names under which their scores are returned.
 * @throws whatever a recipe throws, such as NotEnoughDataError and CancelledError.
 */
export async function scoreRecipes({
  train,
  test,
  recipes,
  ...options
}: FitOptions & {
  readonly train: readonly DataRow[];
  readonly test: readonly DataRow[];
  readonly recipes: Recipes;
}): Promise<Record<string, Scores>> {
  const scores: Record<string, Scores> = {};
  for (const [name, recipe] of Object.entries(recipes)) {
    scores[name] = scoreModel(await recipe.fit(train, options), test);
  }
  return scores;
}
