import { timingSafeEqual } from 'node:crypto';
import type { AccessToken } from '../domain/access-token.js';
import type { Actor } from '../domain/actor.js';
import { UnauthenticatedError } from '../domain/errors.js';
import type { Store } from '../domain/ports.js';
import { hashOfToken, idOfToken } from './create-token.js';

/** How long a token that was looked up is believed: a revocation by another instance holds after this at the latest. */
export const BELIEVED_MS = 5000;

/** Looks tokens up, and remembers them for a few seconds: the store is not asked at each request. */
export class TokenBook {
  readonly #store: Pick<Store, 'tokens'>;
  readonly #now: () => number;
  readonly #seen = new Map<string, { readonly record: AccessToken; readonly atMs: number }>();

  constructor(store: Pick<Store, 'tokens'>, now: () => number = Date.now) {
    this.#store = store;
    this.#now = now;
  }

  /** @throws UnauthenticatedError, saying no more than that; StoreUnreachableError */
  async bearerOf(token: string): Promise<Actor> {
    const id = idOfToken(token);
    const record = id === undefined ? undefined : await this.#find(id);
    if (!record || !sameHash(record.sha256, hashOfToken(token)))
      throw new UnauthenticatedError('this token is not known: "gridtune token create" makes one');
    if (record.revokedAt !== undefined || Date.parse(record.expiresAt) <= this.#now())
      throw new UnauthenticatedError('this token is not valid any more: ask for a new one');
    return { kind: 'token', id: record.id, name: record.name, role: record.role };
  }

  /** The next request looks this one up again. */
  forget(id: string): void {
    this.#seen.delete(id);
  }

  async #find(id: string): Promise<AccessToken | undefined> {
    const seen = this.#seen.get(id);
    if (seen && this.#now() - seen.atMs < BELIEVED_MS) return seen.record;
    const record = await this.#store.tokens.find(id);
    if (record) this.#seen.set(id, { record, atMs: this.#now() });
    else this.#seen.delete(id);
    return record;
  }
}

function sameHash(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a, 'hex'), Buffer.from(b, 'hex'));
}
