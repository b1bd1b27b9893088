import { describe, expect, it } from 'vitest';
import type { AccessToken } from '../domain/access-token.js';
import type { Actor } from '../domain/actor.js';
import { StoreUnreachableError, UnauthenticatedError } from '../domain/errors.js';
import { memoryStore } from '../store/testing/memory-store.js';
import { createToken } from './create-token.js';
import { revokeToken } from './revoke-token.js';
import { BELIEVED_MS, MAX_REMEMBERED, TokenBook } from './token-book.js';

const ADMIN: Actor = { kind: 'command-line', id: 'ann', name: 'ann', role: 'admin' };
const DAY_MS = 86_400_000;

function setUp() {
  const kept = memoryStore();
  const recorded: string[] = [];
  const lookups: string[] = [];
  const store = {
    tokens: {
      ...kept.tokens,
      find: async (id: string) => {
        lookups.push(id);
        return kept.tokens.find(id);
      },
    },
  };
  const services = {
    store: kept,
    audit: { record: async ({ action }: { action: string }) => void recorded.push(action) },
  };
  const clock = { nowMs: Date.parse('2026-01-02T03:04:05.000Z') };
  const book = new TokenBook(store, () => clock.nowMs);
  const make = async (lifetimeDays = 1, name = 'night shift') =>
    createToken(services, { role: 'operator', name, lifetimeDays }, ADMIN, clock.nowMs);
  return { kept, services, recorded, lookups, clock, book, make };
}

describe('TokenBook', () => {
  it('knows the bearer, and asks the store once in five seconds', async () => {
    const { book, make, lookups, clock } = setUp();
    const { token, record } = await make();
    const bearer = { kind: 'token', id: record.id, name: 'night shift', role: 'operator' };
    for (let count = 0; count < 5; count += 1) expect(await book.bearerOf(token)).toEqual(bearer);
    expect(lookups).toEqual([record.id]);
    clock.nowMs += BELIEVED_MS;
    expect(await book.bearerOf(token)).toEqual(bearer);
    expect(lookups).toHaveLength(2);
  });

  it('keeps a hash and nothing that the token could be made of', async () => {
    const { kept, make } = setUp();
    const { token, record } = await make();
    const stored = JSON.stringify(await kept.tokens.find(record.id));
    expect(stored).not.toContain(token.slice(-43));
    expect(token).toMatch(/^gt_[0-9a-f]{12}_[\w-]{43}$/);
    expect((await make()).token).not.toBe(token);
  });

  it('refuses what differs in one character, and what is no token without asking the store', async () => {
    const { book, make, lookups } = setUp();
    const { token } = await make();
    const last = token.at(-1) === 'A' ? 'B' : 'A';
    await expect(book.bearerOf(token.slice(0, -1) + last)).rejects.toThrow(UnauthenticatedError);
    expect(book.knows(token.slice(0, -1) + last)).toBe(false);
    expect(book.knows(token)).toBe(true);
    const asked = lookups.length;
    for (const other of ['', 'gt_', token.slice(0, -1), `${token}A`, `gt_../../tokens_${'A'.repeat(43)}`])
      await expect(book.bearerOf(other)).rejects.toThrow(UnauthenticatedError);
    expect(lookups).toHaveLength(asked);
  });

  it('says of every refusal only that the token is not valid', async () => {
    const { book, make } = setUp();
    const { token } = await make();
    const refusal: unknown = await book.bearerOf(token.replace(/.$/, '-')).catch((error: unknown) => error);
    expect(String(refusal)).not.toContain(token.slice(3, 15));
  });

  it('refuses a token from the millisecond on at which it ends', async () => {
    const { book, make, clock } = setUp();
    const { token } = await make(1);
    clock.nowMs += DAY_MS - 1;
    await book.bearerOf(token);
    clock.nowMs += 1;
    await expect(book.bearerOf(token)).rejects.toThrow(/not valid any more/);
  });

  it('believes a token that was revoked elsewhere for less than five seconds', async () => {
    const { book, make, services, clock, recorded } = setUp();
    const { token, record } = await make();
    await book.bearerOf(token);
    await revokeToken(services, record.id, ADMIN, clock.nowMs);
    clock.nowMs += BELIEVED_MS - 1;
    await book.bearerOf(token);
    clock.nowMs += 1;
    await expect(book.bearerOf(token)).rejects.toThrow(UnauthenticatedError);
    expect(recorded).toEqual(['token-created', 'token-revoked']);
  });

  it('believes none for longer because the clock was set back, nor one that was forgotten', async () => {
    const { book, make, services, clock } = setUp();
    const [first, second] = [await make(), await make()];
    for (const { token, record } of [first, second]) {
      await book.bearerOf(token);
      await revokeToken(services, record.id, ADMIN, clock.nowMs);
    }
    clock.nowMs -= 1;
    await expect(book.bearerOf(first.token)).rejects.toThrow(UnauthenticatedError);
    clock.nowMs += 1;
    book.forget(second.record.id);
    await expect(book.bearerOf(second.token)).rejects.toThrow(UnauthenticatedError);
  });

  it('remembers no id that was made up, and of real ones not more than it may', async () => {
    const { book, kept, make } = setUp();
    for (let index = 0; index < 50; index += 1) {
      const guess = `gt_${String(index).padStart(12, '0')}_${'A'.repeat(43)}`;
      await expect(book.bearerOf(guess)).rejects.toThrow(UnauthenticatedError);
    }
    expect(book.remembered).toBe(0);
    const { token, record } = await make();
    await book.bearerOf(token);
    for (let index = 0; index < MAX_REMEMBERED; index += 1) {
      const id = String(index).padStart(12, '0');
      await kept.tokens.insert({ ...record, id } satisfies AccessToken);
      await book.bearerOf(`gt_${id}_${'A'.repeat(43)}`).catch(() => undefined);
    }
    expect(book.remembered).toBe(MAX_REMEMBERED);
    expect(book.knows(token)).toBe(false);
  });

  it('does not take a store that is away for an unknown token', async () => {
    const away = { find: async () => Promise.reject(new StoreUnreachableError('away')) };
    const book = new TokenBook({ tokens: { ...memoryStore().tokens, ...away } });
    await expect(book.bearerOf(`gt_0123456789ab_${'A'.repeat(43)}`)).rejects.toThrow(StoreUnreachableError);
  });
});

describe('createToken', () => {
  it('makes none that cannot be recorded', async () => {
    const { kept } = setUp();
    const audit = { record: async () => Promise.reject(new StoreUnreachableError('away')) };
    const wanted = { role: 'admin', name: 'a', lifetimeDays: 1 } as const;
    await expect(createToken({ store: kept, audit }, wanted, ADMIN, 0)).rejects.toThrow(
      StoreUnreachableError,
    );
    expect(await kept.tokens.list()).toEqual([]);
  });
});
