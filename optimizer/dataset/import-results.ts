import { createHash } from 'node:crypto';
import path from 'node:path';
import { datasetNameSchema, type Dataset, type ResultsTable } from '../domain/dataset.js';
import { AlreadyExistsError, InvalidInputError } from '../domain/errors.js';
import type { Store } from '../domain/ports.js';
import { faultsOf } from '../domain/settings.js';
import { parseResultsGently } from './results-text.js';
import { readResultsFile } from './results-file.js';

type ImportStore = Pick<Store, 'datasets' | 'sweeps'>;

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
export async function importResults(store: ImportStore, request: ImportRequest): Promise<Dataset> {
  await requireFreeName(store, request.name);
  return keep(store, request, await readResultsFile(request.file));
}

/**
 * Keeps the text of a results file that came from outside as a dataset, without holding anybody else up meanwhile.
 * @param request - `file` is the name it is shown under
 * @throws InvalidInputError, TooLargeError, AlreadyExistsError
 */
export async function importText(
  store: ImportStore,
  request: ImportRequest & { readonly text: string },
): Promise<Dataset> {
  await requireFreeName(store, request.name);
  // What stands for bytes that are no UTF-8, once they were read as if they were.
  if (request.text.includes('\ufffd'))
    throw new InvalidInputError(request.file, [
      { path: '', message: 'must be text in UTF-8: save it as CSV in UTF-8' },
    ]);
  const table = await parseResultsGently(request.text, request.file);
  const sha256 = createHash('sha256').update(request.text).digest('hex');
  return keep(store, request, { table, sha256 });
}

async function requireFreeName(store: ImportStore, name: string): Promise<void> {
  const parsed = datasetNameSchema.safeParse(name);
  if (!parsed.success) throw new InvalidInputError('the name of a dataset', faultsOf(parsed.error));
  // Both are named in the same place, by training for one.
  if (await store.sweeps.find(name))
    throw new AlreadyExistsError(`there is a sweep ${name} already: import under another name`);
}

async function keep(
  store: ImportStore,
  { file, name, replace, now }: ImportRequest,
  { table, sha256 }: { readonly table: ResultsTable; readonly sha256: string },
): Promise<Dataset> {
  const source = { id: name, importedAt: now.toISOString(), file: path.basename(file), sha256 };
  return store.datasets.save(source, table, { replace });
}
