import type { AccessToken } from '../domain/access-token.js';
import type { Actor } from '../domain/actor.js';
import { NotFoundError, StaleWriteError } from '../domain/errors.js';
import type { TokenServices } from './create-token.js';

/**
 * Ends a token, once: revoking it again changes nothing. It is revoked first and recorded then, for the sooner it is
 * not valid the better.
 * @throws NotFoundError, StaleWriteError, StoreUnreachableError
 */
export async function revokeToken(
  { store, audit }: TokenServices,
  id: string,
  by: Actor,
  nowMs: number,
): Promise<AccessToken> {
  const record = await store.tokens.find(id);
  if (!record)
    throw new NotFoundError(`there is no token ${id}: "gridtune token list" shows those that exist`);
  if (record.revokedAt !== undefined) return record;
  const revoked = { ...record, version: record.version + 1, revokedAt: new Date(nowMs).toISOString() };
  if (!(await store.tokens.replace(revoked)))
    throw new StaleWriteError(`token ${id} was changed meanwhile: look at it again`);
  await audit.record({ action: 'token-revoked', subjectId: id, by, note: record.name });
  return revoked;
}
