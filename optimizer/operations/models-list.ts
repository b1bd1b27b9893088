import { NotFoundError } from '../domain/errors.js';
import { withOneChampion, type ModelRecord } from '../domain/model-record.js';
import type { Store } from '../domain/ports.js';

/** Every model with the status that counts, the oldest first. */
export async function modelsAsTheyCount(store: Pick<Store, 'models'>): Promise<ModelRecord[]> {
  const models = withOneChampion(await store.models.list());
  return models.toSorted((a, b) => a.createdAt.localeCompare(b.createdAt));
}

/** @throws NotFoundError */
export async function modelAsItCounts(store: Pick<Store, 'models'>, id: string): Promise<ModelRecord> {
  const model = (await modelsAsTheyCount(store)).find((each) => each.id === id);
  if (model) return model;
  throw new NotFoundError(`there is no model ${id}: "gridtune models list" shows those that exist`);
}

/** A model in a list. */
export interface ModelEntry extends Pick<
  ModelRecord,
  'id' | 'createdAt' | 'kind' | 'status' | 'statusReason' | 'networkId' | 'scores'
> {
  readonly rows: number;
}

export function modelEntry(model: ModelRecord): ModelEntry {
  const { id, createdAt, kind, status, statusReason, networkId, rows, scores } = model;
  const { train, validation, test } = rows;
  return { id, createdAt, kind, status, statusReason, networkId, rows: train + validation + test, scores };
}
