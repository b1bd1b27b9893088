import path from 'node:path';
import type { ModelRecord } from '../../domain/model-record.js';
import { readModelFile } from '../model-file.js';
import { createPredictor, type Predictor } from '../predictor.js';

/** A registered model, ready to predict. @throws ModelFileError if the file is not the registered one */
export async function openModel(record: ModelRecord, modelsDirectory: string): Promise<Predictor> {
  return createPredictor(
    await readModelFile(path.join(modelsDirectory, record.file.name), record.file.sha256),
  );
}
