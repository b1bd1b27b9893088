import { NotFoundError } from '../../domain/errors.js';
import type { JobBody } from '../job-body.js';
import { plain } from './plain.js';

/** `sweep --resume`: a search goes on by asking its strategy, another sweep with what its plan has left. */
export const resumeSweepBody: JobBody<'resume-sweep'> = async (
  { sweepId },
  { services, job, tellSubject },
) => {
  const sweep = await (await services.store()).sweeps.find(sweepId);
  if (!sweep) throw new NotFoundError(`there is no sweep ${sweepId} any more: begin a new one`);
  if (job.subjectId === undefined) await tellSubject(sweepId);
  const resume = { resume: sweepId };
  return plain({ ...(await (sweep.search ? services.search(resume) : services.sweep(resume))) });
};
