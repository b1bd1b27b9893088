import { readShippedPlan } from '../../config/shipped-plans.js';
import type { LiveComparison } from '../../domain/comparison.js';
import { newId } from '../../domain/id.js';
import type { RequestOf } from '../../domain/job-request.js';
import { beginComparison, reopenComparison } from '../../operations/comparison/live-begin.js';
import { writeLiveComparison } from '../../operations/comparison/live-files.js';
import { runComparison } from '../../operations/comparison/live-run.js';
import type { JobBody, JobContext } from '../job-body.js';
import { plain } from './plain.js';

/** `compare --live`. An attempt that was killed is gone on with: what it measured is kept. */
export const compareLiveBody: JobBody<'compare-live'> = async (request, context) => {
  const { services } = context;
  const finished = await runComparison(services, await begunComparison(request, context));
  const { document, files } = await writeLiveComparison(services, finished);
  return plain({ ...document, files });
};

async function begunComparison(
  request: RequestOf<'compare-live'>,
  { services, job, tellSubject }: JobContext,
): Promise<LiveComparison> {
  const store = await services.store();
  if (job.subjectId !== undefined && (await store.comparisons.find(job.subjectId)))
    return reopenComparison(services, job.subjectId);
  const { plan: planGiven, goal, ...rest } = request;
  const plan = await readShippedPlan(planGiven, services.paths.plans);
  const id = job.subjectId ?? newId('c', new Date().toISOString());
  if (job.subjectId === undefined) await tellSubject(id);
  return beginComparison(services, { ...rest, plan, planGiven, goal: () => goal }, { id });
}
