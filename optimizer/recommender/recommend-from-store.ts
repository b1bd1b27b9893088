import { NotFoundError } from '../domain/errors.js';
import { newId } from '../domain/id.js';
import type { Load } from '../domain/load.js';
import type { Objective } from '../domain/objective.js';
import type { Store } from '../domain/ports.js';
import type { ModelRecord, Recommendation } from '../domain/recommendation.js';
import type { OrdererSettings } from '../domain/settings.js';
import type { Predict } from '../dataset/columns.js';
import { recommend } from './recommend.js';

export interface StoredRecommendRequest {
  readonly load: Load;
  readonly objective: Objective;
  /** Settings in force. */
  readonly current: OrdererSettings;
  readonly model: ModelRecord;
  readonly predict: Predict;
}

/** Recommends from the rounds that a registered model was made from, and keeps the recommendation. */
export async function recommendFromStore(
  store: Pick<Store, 'rounds' | 'recommendations'>,
  { load, objective, current, model, predict }: StoredRecommendRequest,
): Promise<Recommendation> {
  const wanted = new Set(model.roundIds);
  const rounds = (await store.rounds.list({ kind: 'measured' })).filter(({ id }) => wanted.has(id));
  const now = new Date();
  const recommendation = recommend({
    id: newId('r', now.toISOString()),
    now,
    rounds,
    current,
    load,
    objective,
    modelId: model.id,
    predict,
    modelScores: model,
  });
  await store.recommendations.insert(recommendation);
  return recommendation;
}

/** @param id - without one, the newest model. @throws NotFoundError */
export async function findModel(store: Pick<Store, 'models'>, id: string | undefined): Promise<ModelRecord> {
  const found =
    id === undefined
      ? (await store.models.list()).toSorted((a, b) => a.createdAt.localeCompare(b.createdAt)).at(-1)
      : await store.models.find(id);
  if (found) return found;
  throw new NotFoundError(
    id === undefined ? 'there is no model yet: run "gridtune train" first' : `there is no model ${id}`,
  );
}
