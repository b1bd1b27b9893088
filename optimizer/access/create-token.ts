import { createHash, randomBytes } from 'node:crypto';
import type { AccessToken } from '../domain/access-token.js';
import { describeActor, type Actor, type Role } from '../domain/actor.js';
import type { Store } from '../domain/ports.js';
import type { ServiceAudit } from '../domain/service-audit.js';

export interface NewToken {
  readonly role: Role;
  /** Whose it is, as records name it. */
  readonly name: string;
  readonly lifetimeDays: number;
}

/** Where tokens are kept, and who did what to them. */
export interface TokenServices {
  readonly store: Pick<Store, 'tokens'>;
  readonly audit: ServiceAudit;
}

const DAY_MS = 86_400_000;

/**
 * Makes a token and keeps its hash. It is recorded first: a token that no record tells of is never valid.
 * @returns the token itself, to be shown once: it cannot be read again.
 * @throws StoreUnreachableError
 */
export async function createToken(
  { store, audit }: TokenServices,
  { role, name, lifetimeDays }: NewToken,
  by: Actor,
  nowMs: number,
): Promise<{ readonly token: string; readonly record: AccessToken }> {
  const id = randomBytes(6).toString('hex');
  const token = `gt_${id}_${randomBytes(32).toString('base64url')}`;
  const record: AccessToken = {
    id,
    version: 1,
    sha256: hashOfToken(token),
    role,
    name,
    createdAt: new Date(nowMs).toISOString(),
    createdBy: describeActor(by),
    expiresAt: new Date(nowMs + lifetimeDays * DAY_MS).toISOString(),
  };
  await audit.record({ action: 'token-created', subjectId: id, by, note: `${role}: ${name}` });
  await store.tokens.insert(record);
  return { token, record };
}

/** 256 random bits need no slow hash: there is nothing to guess. */
export function hashOfToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
