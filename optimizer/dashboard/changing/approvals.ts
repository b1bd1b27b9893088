import type { Actor } from '../../domain/actor.js';
import type { Job } from '../../domain/job.js';
import { mayActAs } from '../shell/roles.js';

/** Where a job stands that several people have to agree to. */
export interface ApprovalStanding {
  readonly askedBy: string;
  readonly approvedBy: readonly { readonly name: string; readonly at: string }[];
  /** Approvers still to be heard. */
  readonly missing: number;
  /** Whether this person's approval would count now. */
  readonly mayApprove: boolean;
  /** What happens next, and who has to do it. */
  readonly next: string;
}

export function approvalStanding(
  job: Pick<Job, 'status' | 'requestedBy' | 'approvals' | 'approvalsRequired'>,
  me: Pick<Actor, 'id' | 'role'>,
): ApprovalStanding {
  const missing = Math.max(0, job.approvalsRequired - job.approvals.length);
  const waits = job.status === 'awaiting-approval';
  const hasApproved = job.approvals.some(({ by }) => by.id === me.id);
  const isApprover = mayActAs(me.role, 'approver');
  return {
    askedBy: job.requestedBy.name,
    approvedBy: job.approvals.map(({ by, at }) => ({ name: by.name, at })),
    missing: waits ? missing : 0,
    mayApprove: waits && isApprover && !hasApproved,
    next: waits ? nextStep({ missing, hasApproved, isApprover, role: me.role }) : 'no approval is missing',
  };
}

function nextStep(standing: {
  readonly missing: number;
  readonly hasApproved: boolean;
  readonly isApprover: boolean;
  readonly role: string;
}): string {
  const { missing, hasApproved, isApprover, role } = standing;
  const wanted = missing === 1 ? 'one more approver has' : `${missing} more approvers have`;
  if (hasApproved) return `you have approved; ${wanted} to agree, each another person`;
  if (!isApprover) return `${wanted} to agree; with the role ${role} you cannot`;
  return missing === 1 ? 'your approval starts it' : `${wanted} to agree, and you may be one of them`;
}
