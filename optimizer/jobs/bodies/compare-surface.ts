import { NotFoundError } from '../../domain/errors.js';
import { runSurfaceComparison } from '../../operations/comparison/surface-run.js';
import type { JobBody } from '../job-body.js';
import { plain } from './plain.js';

/** `compare --surface` on an imported dataset. Its outcome is the job's result and is kept nowhere else. */
export const compareSurfaceBody: JobBody<'compare-surface'> = async (request, { services }) => {
  const { dataset: name, ...rest } = request;
  const { datasets } = await services.store();
  const dataset = await datasets.find(name);
  if (!dataset) throw new NotFoundError(`there is no dataset ${name} any more: import it again`);
  const results = { name, table: await datasets.table(dataset) };
  const { document } = await runSurfaceComparison(services, { ...rest, results, sha256: dataset.sha256 });
  return plain(document);
};
