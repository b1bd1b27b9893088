import { openSources, type ResultsSources } from '../dataset/results-source.js';
import { datasetNameSchema } from '../domain/dataset.js';
import { InvalidInputError } from '../domain/errors.js';
import type { Store } from '../domain/ports.js';

/**
 * What names of datasets and sweeps stand for. A name that would be a file's is refused: whoever asks from elsewhere
 * must not read what lies on this machine.
 * @throws InvalidInputError, NotFoundError
 */
export async function openStoredSources(
  store: Pick<Store, 'datasets' | 'sweeps'>,
  names: readonly string[],
): Promise<ResultsSources> {
  const faults = names.flatMap((name, place) => {
    const parsed = datasetNameSchema.safeParse(name);
    if (parsed.success) return [];
    return parsed.error.issues.map(({ message }) => ({ path: `datasets.${place}`, message }));
  });
  if (faults.length > 0) throw new InvalidInputError('train', faults);
  return openSources(store, names);
}
