import { NotFoundError } from '../domain/errors.js';
import type { Store } from '../domain/ports.js';
import type { ImportedResults } from './imported-rows.js';
import { readResultsFile } from './results-file.js';

/** What `--dataset` names stand for: sweeps of this store, and results from elsewhere. */
export interface ResultsSources {
  readonly sweepIds: readonly string[];
  readonly imports: readonly ImportedResults[];
}

/**
 * @param names - each a dataset's name, a sweep's id or a CSV file; naming one twice is naming it once.
 * @throws NotFoundError for a name that nothing has; InvalidInputError for a file with faults.
 */
export async function openSources(
  store: Pick<Store, 'datasets' | 'sweeps'>,
  names: readonly string[],
): Promise<ResultsSources> {
  const sweepIds: string[] = [];
  const imports: ImportedResults[] = [];
  for (const name of new Set(names)) {
    const imported = await openImport(store, name);
    if (imported) imports.push(imported);
    else if (await store.sweeps.find(name)) sweepIds.push(name);
    else throw unknownSource(name);
  }
  return { sweepIds, imports };
}

/**
 * An imported dataset or a CSV file. A name that ends in .csv or holds a slash is a file's.
 * @returns undefined if it is neither.
 * @throws NotFoundError, InvalidInputError for a file that cannot be read
 */
export async function openImport(
  store: Pick<Store, 'datasets'>,
  name: string,
): Promise<ImportedResults | undefined> {
  if (/\.csv$/i.test(name) || /[/\\]/.test(name)) return { name, table: (await readResultsFile(name)).table };
  const dataset = await store.datasets.find(name);
  return dataset && { name, table: await store.datasets.table(dataset) };
}

function unknownSource(name: string): NotFoundError {
  return new NotFoundError(
    `there is no dataset and no sweep ${name}: "gridtune results list" shows those that exist, ` +
      'and a CSV file is named by its path, such as ./results.csv',
  );
}
