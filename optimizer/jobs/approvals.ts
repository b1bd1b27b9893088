import { mayActAs, type Actor } from '../domain/actor.js';
import { ForbiddenError, JobStateError } from '../domain/errors.js';
import { APPROVED_KINDS, type JobKind } from '../domain/job-request.js';
import type { Job } from '../domain/job.js';

/** Whose word is needed before a job may begin, the asker's own counted where that is an approver. */
export function firstApprovals(
  kind: JobKind,
  by: Actor,
  { approvalsRequired, at }: { readonly approvalsRequired: number; readonly at: string },
): Pick<Job, 'status' | 'approvalsRequired' | 'approvals'> {
  if (!APPROVED_KINDS.includes(kind)) return { status: 'queued', approvalsRequired: 0, approvals: [] };
  const approvals = mayActAs(by.role, 'approver') ? [{ by, at }] : [];
  const status = approvals.length >= approvalsRequired ? 'queued' : 'awaiting-approval';
  return { status, approvalsRequired, approvals };
}

/**
 * The job with one approver more.
 * @throws ForbiddenError if `by` is no approver; JobStateError if nobody's approval is waited for, or `by` gave it already
 */
export function approved(job: Job, by: Actor, at: string): Job {
  if (!mayActAs(by.role, 'approver'))
    throw new ForbiddenError(
      `only an approver approves job ${job.id}, and ${by.name} has the role ${by.role}`,
    );
  if (job.status !== 'awaiting-approval')
    throw new JobStateError(`job ${job.id} does not wait for approval: it is ${job.status}`);
  if (job.approvals.some((each) => isSame(each.by, by)))
    throw new JobStateError(`${by.name} has approved job ${job.id} already: another approver has to agree`);
  const approvals = [...job.approvals, { by, at }];
  return { ...job, approvals, status: approvals.length >= job.approvalsRequired ? 'queued' : job.status };
}

function isSame(a: Actor, b: Actor): boolean {
  return a.kind === b.kind && a.id === b.id;
}
