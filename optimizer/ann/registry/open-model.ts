import path from 'node:path';
import { NotFoundError } from '../../domain/errors.js';
import type { ModelRecord } from '../../domain/model-record.js';
import type { Store } from '../../domain/ports.js';
import type { PriorModel } from '../ensemble/prior.js';
import { readModelFile } from '../model-file.js';
import { createPredictor, type Predictor } from '../predictor.js';

/** A registered model, ready to predict. @throws ModelFileError if the file is not the registered one */
export async function openModel(record: ModelRecord, modelsDirectory: string): Promise<Predictor> {
  return createPredictor(await fileOf(record, modelsDirectory));
}

/** A registered model as another may start from it. @throws NotFoundError, ModelFileError */
export async function openPrior(
  store: Pick<Store, 'models'>,
  modelsDirectory: string,
  id: string,
): Promise<PriorModel> {
  const record = await store.models.find(id);
  if (!record)
    throw new NotFoundError(`there is no model ${id} to start from: "gridtune models list" shows them`);
  return (await fileOf(record, modelsDirectory)).ensemble;
}

function fileOf(record: ModelRecord, modelsDirectory: string): ReturnType<typeof readModelFile> {
  return readModelFile(path.join(modelsDirectory, record.file.name), record.file.sha256);
}
