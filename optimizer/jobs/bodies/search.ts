import { shippedPlanFile } from '../../config/shipped-plans.js';
import { newId } from '../../domain/id.js';
import type { JobBody } from '../job-body.js';
import { plain } from './plain.js';

/** `sweep --search`: a strategy chooses each round. An attempt that was killed is gone on with. */
export const searchBody: JobBody<'search'> = async (request, { services, job, tellSubject }) => {
  const { strategy, goal, load, budget, seed, plan } = request;
  const store = await services.store();
  if (job.subjectId !== undefined && (await store.sweeps.find(job.subjectId)))
    return plain({ ...(await services.search({ resume: job.subjectId })) });
  const planFile = plan === undefined ? undefined : await shippedPlanFile(plan, services.paths.plans);
  const sweepId = job.subjectId ?? newId('s', new Date().toISOString());
  if (job.subjectId === undefined) await tellSubject(sweepId);
  return plain({ ...(await services.search({ strategy, goal, load, budget, seed, planFile, sweepId })) });
};
