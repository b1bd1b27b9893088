import { datasetHash } from '../dataset/hash.js';
import { NotEnoughDataError } from '../domain/errors.js';
import type { Workload } from '../domain/load.js';
import { rowsOfDatasets } from '../recommender/learnt-rows.js';
import type { Adviser } from '../recommender/recommend-from-store.js';
import type { Services } from './services.js';

/** The same rows give the same answer. */
const SEED = 1;

/**
 * A model made from datasets, CSV files or sweeps for one answer; it is not registered.
 * @throws NotFoundError, InvalidInputError for what cannot be read; NotEnoughDataError, CancelledError
 */
export async function adviserOfDatasets(
  services: Services,
  names: readonly string[],
  workload: Workload,
): Promise<Extract<Adviser, { readonly dataset: unknown }>> {
  const { progress, signal } = services;
  const learnt = await rowsOfDatasets(await services.store(), names, workload);
  const { rows, dropped } = learnt;
  if (rows.length === 0)
    throw new NotEnoughDataError(
      `${names.join(', ')} has no usable row of workload ${workload}: name results that were measured with it`,
    );
  if (dropped > 0) progress.warn(`${dropped} rows are left out: missing, zero or negative values`);
  // Loaded when needed: TensorFlow would slow every other command down.
  const { mainRecipe } = await import('../ann/evaluation/main-recipe.js');
  const { prepareBackend } = await import('../ann/backend.js');
  const step = `training on ${rows.length} rows`;
  progress.step(step);
  const { warning } = await prepareBackend();
  if (warning) progress.warn(warning);
  let told = 0;
  const { model } = await mainRecipe().fit(rows, {
    seed: SEED,
    signal,
    onProgress: (share) => {
      const tenths = Math.floor(10 * share);
      if (tenths > told) progress.advance(tenths, 10, step);
      told = Math.max(told, tenths);
    },
  });
  const { predictEnsemble } = await import('../ann/ensemble/ensemble-model.js');
  return {
    predict: (points) => predictEnsemble(model, points),
    learnt,
    dataset: { names: [...names], rows: rows.length, hash: datasetHash(rows), seed: SEED },
  };
}
