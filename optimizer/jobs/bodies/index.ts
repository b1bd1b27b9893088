import type { JobKind } from '../../domain/job-request.js';
import type { JobBody } from '../job-body.js';

/** What does the work of each kind, loaded when it is first needed. */
export type JobBodies = { readonly [K in JobKind]: () => Promise<JobBody<K>> };

export const jobBodies: JobBodies = {
  sweep: async () => (await import('./sweep.js')).sweepBody,
  'resume-sweep': async () => (await import('./resume-sweep.js')).resumeSweepBody,
  search: async () => (await import('./search.js')).searchBody,
  'compare-surface': async () => (await import('./compare-surface.js')).compareSurfaceBody,
  'compare-live': async () => (await import('./compare-live.js')).compareLiveBody,
  train: async () => (await import('./train.js')).trainBody,
  apply: async () => (await import('./apply.js')).applyBody,
  rollback: async () => (await import('./rollback.js')).rollbackBody,
  'submit-proposal': async () => (await import('./submit-proposal.js')).submitProposalBody,
  verify: async () => (await import('./verify.js')).verifyBody,
};
