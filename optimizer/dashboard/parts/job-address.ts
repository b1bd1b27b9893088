import type { JobKind } from '../../domain/job-request.js';
import type { Job } from '../../domain/job.js';
import { hrefOf } from '../route.js';

/** Where a job is followed: changes of the channel have a page with canary and approvals. */
export function jobAddress({ id, kind }: Pick<Job, 'id' | 'kind'>): string {
  return hrefOf(
    kind === 'apply' || kind === 'rollback' ? ['applications', 'job', id] : ['sweeps', 'jobs', id],
  );
}

/** Page of what each kind of job makes or changes. */
const SUBJECT_PAGES: Readonly<Record<JobKind, string>> = {
  sweep: 'sweeps',
  'resume-sweep': 'sweeps',
  search: 'sweeps',
  train: 'models',
  'compare-surface': 'comparisons',
  'compare-live': 'comparisons',
  apply: 'applications',
  rollback: 'applications',
  'submit-proposal': 'proposals',
  verify: 'applications',
};

/** Where to look at what a job makes; a verification is shown with the application that it is about. */
export function subjectAddress({
  request,
  subjectId,
}: Pick<Job, 'request' | 'subjectId'>): string | undefined {
  const id = request.kind === 'verify' ? request.applicationId : subjectId;
  return id === undefined ? undefined : hrefOf([SUBJECT_PAGES[request.kind], id]);
}
