import { timingSafeEqual } from 'node:crypto';
import type { AccessToken } from '../domain/access-token.js';
import type { Actor } from '../domain/actor.js';
import { UnauthenticatedError } from '../domain/errors.js';
import type { Store } from '../domain/ports.js';
import { idOfToken } from '../domain/secrets.js';
import { hashOfToken } from './create-token.js';

/** How long a token that was looked up is believed: a revocation by another instance holds after this at the latest. */
export const BELIEVED_MS = 5000;
/** The most tokens that are remembered: far more than one installation has in use at once. */
export const MAX_REMEMBERED = 1000;

interface Remembered {
  readonly record: AccessToken;
  readonly atMs: number;
}

/** Looks tokens up, and remembers them for a few seconds: the store is not asked at each request. */
export class TokenBook {
  readonly #store: Pick<Store, 'tokens'>;
  readonly #now: () => number;
  /** Those looked up longest ago come first. Only tokens that exist get in: guesses fill nothing. */
  readonly #seen = new Map<string, Remembered>();

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

  /** Whether this very token, secret and all, was in the store when it was last looked up; asks nobody. */
  knows(token: string): boolean {
    const id = idOfToken(token);
    const seen = id === undefined ? undefined : this.#seen.get(id);
    return seen !== undefined && sameHash(seen.record.sha256, hashOfToken(token));
  }

  /** How many are remembered now. */
  get remembered(): number {
    return this.#seen.size;
  }

  /** The next request looks this one up again. */
  forget(id: string): void {
    this.#seen.delete(id);
  }

  async #find(id: string): Promise<AccessToken | undefined> {
    const seen = this.#seen.get(id);
    const ageMs = seen ? this.#now() - seen.atMs : Infinity;
    // A clock that was set back would make it believed for longer.
    if (seen && ageMs >= 0 && ageMs < BELIEVED_MS) return seen.record;
    // Before it is read: what is revoked while the answer is on its way counts from here.
    const atMs = this.#now();
    const record = await this.#store.tokens.find(id);
    this.#seen.delete(id);
    if (record) this.#remember({ record, atMs });
    return record;
  }

  #remember(seen: Remembered): void {
    this.#seen.set(seen.record.id, seen);
    const [oldest] = this.#seen.keys();
    if (this.#seen.size > MAX_REMEMBERED && oldest !== undefined) this.#seen.delete(oldest);
  }
}

function sameHash(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(a, 'hex'), Buffer.from(b, 'hex'));
}
