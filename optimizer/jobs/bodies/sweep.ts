import { newId } from '../../domain/id.js';
import { plannedSweep } from '../../operations/planned-sweep.js';
import type { JobBody } from '../job-body.js';
import { plain } from './plain.js';

/** `sweep`: measures a plan. An attempt that was killed is gone on with: its rounds are kept. */
export const sweepBody: JobBody<'sweep'> = async (request, { services, job, tellSubject }) => {
  const store = await services.store();
  if (job.subjectId !== undefined && (await store.sweeps.find(job.subjectId)))
    return plain(await services.sweep({ resume: job.subjectId }));
  const { plan, preview } = await plannedSweep(services, request.plan, request.skipDead);
  for (const warning of preview.warnings) services.progress.warn(warning);
  const sweepId = job.subjectId ?? newId('s', new Date().toISOString());
  if (job.subjectId === undefined) await tellSubject(sweepId);
  const summary = await services.sweep({ plan, sweepId });
  return plain(preview.skipped === undefined ? summary : { ...summary, skipped: preview.skipped });
};
