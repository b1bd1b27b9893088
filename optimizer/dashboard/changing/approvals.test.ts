import { describe, expect, it } from 'vitest';
import type { Actor, Role } from '../../domain/actor.js';
import { approvalStanding } from './approvals.js';

const person = (name: string, role: Role): Actor => ({ kind: 'token', id: `t-${name}`, name, role });
const at = '2026-11-22T12:00:00.000Z';
const waiting = (approvers: readonly Actor[], approvalsRequired = 2) => ({
  status: 'awaiting-approval' as const,
  requestedBy: person('olga', 'operator'),
  approvalsRequired,
  approvals: approvers.map((by) => ({ by, at })),
});

describe('an application that waits for approval', () => {
  it('tells who asked, who agreed and how many are missing', () => {
    expect(approvalStanding(waiting([person('ana', 'approver')]), person('ben', 'approver'))).toEqual({
      askedBy: 'olga',
      approvedBy: [{ name: 'ana', at }],
      missing: 1,
      mayApprove: true,
      next: 'your approval starts it',
    });
  });

  it('takes one approval of each person', () => {
    const ana = person('ana', 'approver');
    const standing = approvalStanding(waiting([ana]), ana);
    expect(standing.mayApprove).toBe(false);
    expect(standing.next).toBe('you have approved; one more approver has to agree, each another person');
  });

  it('is not for operators to approve', () => {
    const standing = approvalStanding(waiting([]), person('olga', 'operator'));
    expect(standing.mayApprove).toBe(false);
    expect(standing.next).toBe('2 more approvers have to agree; with the role operator you cannot');
  });

  it('does not start with the first of two approvals', () => {
    expect(approvalStanding(waiting([]), person('ana', 'admin')).next).toBe(
      '2 more approvers have to agree, and you may be one of them',
    );
  });

  it('misses nothing once it is under way', () => {
    const running = { ...waiting([]), status: 'running' as const };
    expect(approvalStanding(running, person('ana', 'approver'))).toMatchObject({
      missing: 0,
      mayApprove: false,
    });
  });
});
