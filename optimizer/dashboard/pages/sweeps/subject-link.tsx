import type { VNode } from 'preact';
import type { JobKind } from '../../../domain/job-request.js';
import type { Job } from '../../../domain/job.js';
import { hrefOf } from '../../route.js';

/** Where to look at what a job makes or changes. */
const PAGES: Readonly<Record<JobKind, readonly string[]>> = {
  sweep: ['sweeps'],
  'resume-sweep': ['sweeps'],
  search: ['sweeps'],
  train: ['models'],
  'compare-surface': ['comparisons'],
  'compare-live': ['comparisons'],
  apply: ['recommendation', 'changes'],
  rollback: ['recommendation', 'changes'],
  'submit-proposal': ['approvals'],
  verify: ['recommendation', 'changes'],
};

export function subjectLink({ request, subjectId }: Job): VNode | undefined {
  if (subjectId === undefined) return undefined;
  return <a href={hrefOf([...PAGES[request.kind], subjectId])}>{subjectId}</a>;
}
