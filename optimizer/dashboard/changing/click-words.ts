import type { Role } from '../../domain/actor.js';
import { mayActAs } from '../shell/roles.js';

export interface ClickWords {
  readonly button: string;
  /** What follows of it. */
  readonly consequence: string;
}

/** What this person's click does: it asks, it counts as one of several approvals, or it changes the channel. */
export function clickWords(
  { role, approvalsRequired }: { readonly role: Role; readonly approvalsRequired: number },
  kind: 'apply' | 'rollback',
  verb: string,
): ClickWords {
  const approves = mayActAs(role, 'approver');
  const missing = Math.max(0, approves ? approvalsRequired - 1 : approvalsRequired);
  // A rollback never waits for approval.
  if (kind === 'rollback' || missing === 0)
    return {
      button: verb,
      consequence: 'The settings of every node of the channel change at once, for all of its clients.',
    };
  const others = approves ? `${missing} more approver${missing === 1 ? '' : 's'}` : approvers(missing);
  const own = approves ? 'Your own approval is given with it. ' : '';
  return {
    button: `Ask to ${verb.toLowerCase()}`,
    consequence: `Nothing changes until ${others} agreed. ${own}The settings of every node of the channel change then, for all of its clients.`,
  };
}

function approvers(count: number): string {
  return count === 1 ? 'an approver' : `${count} approvers`;
}
