import path from 'node:path';
import { datasetNameSchema, type Dataset } from '../domain/dataset.js';
import { AlreadyExistsError, InvalidInputError } from '../domain/errors.js';
import type { Store } from '../domain/ports.js';
import { faultsOf } from '../domain/settings.js';
import { readResultsFile } from './results-file.js';

export interface ImportRequest {
  readonly file: string;
  readonly name: string;
  /** Takes the place of a dataset of this name. */
  readonly replace: boolean;
  readonly now: Date;
}

/**
 * Keeps a results file as a dataset. Nothing is kept of a file that has a fault.
 * @throws InvalidInputError, NotFoundError, AlreadyExistsError
 */
export async function importResults(
  store: Pick<Store, 'datasets' | 'sweeps'>,
  { file, name, replace, now }: ImportRequest,
): Promise<Dataset> {
  const parsed = datasetNameSchema.safeParse(name);
  if (!parsed.success) throw new InvalidInputError('the name of a dataset', faultsOf(parsed.error));
  // Both are named in the same place, by training for one.
  if (await store.sweeps.find(name))
    throw new AlreadyExistsError(`there is a sweep ${name} already: import under another name`);
  const { table, sha256 } = await readResultsFile(file);
  const source = { id: name, importedAt: now.toISOString(), file: path.basename(file), sha256 };
  return store.datasets.save(source, table, { replace });
}
