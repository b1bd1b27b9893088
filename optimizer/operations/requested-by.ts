import { userInfo } from 'node:os';
import { describeActor, type Actor } from '../domain/actor.js';
import type { AuditTrail } from '../domain/audit.js';
import type { Job } from '../domain/job.js';

/** Who asked for a job and who approved it, as the audit record tells it. */
export function requesterOf({ requestedBy, approvals }: Pick<Job, 'requestedBy' | 'approvals'>): string {
  const asked = describeActor(requestedBy);
  if (approvals.length === 0) return oneLine(asked);
  return oneLine(`${asked}, approved by ${approvals.map(({ by }) => describeActor(by)).join(' and ')}`);
}

/** Who asked, without anybody's approval. */
export function requesterText(actor: Actor): string {
  return oneLine(describeActor(actor));
}

/** Whoever runs this program, by the name that the operating system has for them. */
export function commandLineUser(): Actor {
  const name = loginName();
  return { kind: 'command-line', id: name, name, role: 'admin' };
}

/** The same trail, with every entry in the name of whoever asked. */
export function inNameOf(requestedBy: string, trail: AuditTrail): AuditTrail {
  return { record: async (entry) => trail.record({ requestedBy, ...entry }) };
}

function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    // Node knows no name for a user that the system's files do not list, as in containers.
    return `user ${process.getuid?.() ?? 'unknown'}`;
  }
}

/** Records are shown line by line: a name must not forge one. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ');
}
