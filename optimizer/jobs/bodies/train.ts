import { openStoredSources } from '../../operations/stored-sources.js';
import type { JobBody } from '../job-body.js';
import { plain } from './plain.js';

/**
 * `train`: learns from stored rounds and imported datasets and registers the model. A killed attempt leaves nothing
 * but a file that no record names, so the next one begins again.
 */
export const trainBody: JobBody<'train'> = async ({ datasets, seed, priorModelId }, { services }) => {
  const store = await services.store();
  const { trainAndRegister } = await import('../../ann/registry/register-model.js');
  const { record } = await trainAndRegister(
    { store, modelsDirectory: services.paths.models, progress: services.progress },
    { ...(await openStoredSources(store, datasets)), seed, priorModelId },
    services.signal,
  );
  return plain(record);
};
