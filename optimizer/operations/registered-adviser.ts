import { plainGoal } from '../domain/goal.js';
import { allowedRanges } from '../domain/guard-rails.js';
import type { Load } from '../domain/load.js';
import type { Objective } from '../domain/objective.js';
import type { Recommendation } from '../domain/recommendation.js';
import { findModel, recommendFromStore, type Adviser } from '../recommender/recommend-from-store.js';
import { settingsInForce } from './in-force.js';
import type { Services } from './services.js';

/**
 * A registered model as the one who answers.
 * @param modelId - without one, the champion.
 * @throws NotFoundError, ModelFileError
 */
export async function registeredAdviser(services: Services, modelId: string | undefined): Promise<Adviser> {
  const model = await findModel(await services.store(), modelId);
  // Loaded when needed: TensorFlow would slow every other command down.
  const { openModel } = await import('../ann/registry/open-model.js');
  const predictor = await openModel(model, services.paths.models);
  return { model, predict: (points) => predictor.predict(points) };
}

/** The recommendation of a registered model for one load, and nothing but an objective to reach. */
export async function makeRecommendation(
  { workload, sendRateTps }: Load,
  objective: Objective,
  modelId: string | undefined,
  services: Services,
): Promise<Recommendation> {
  const ranges = allowedRanges(await services.guardRails());
  const wanted = { workload, periods: [{ sendRateTps }], goal: plainGoal(objective), ranges };
  const adviser = await registeredAdviser(services, modelId);
  return recommendFromStore(await services.store(), wanted, await settingsInForce(services), adviser);
}
