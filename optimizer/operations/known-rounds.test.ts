import { beforeEach, describe, expect, it } from 'vitest';
import { measuredRound } from '../dataset/round.fixture.js';
import type { Round } from '../domain/round.js';
import { memoryStore, type MemoryStore } from '../store/testing/memory-store.js';
import { knownRounds, type KnownRounds } from './known-rounds.js';

const round = (name: string, endedAt = '2026-01-01T00:00:00.000Z'): Round => ({
  ...measuredRound({ id: name }),
  endedAt,
});

describe('known rounds', () => {
  let store: MemoryStore;
  let known: KnownRounds;
  let nowMs: number;
  /** What the store was asked. */
  let asked: string[];
  beforeEach(() => {
    store = memoryStore();
    asked = [];
    const rounds = { ...store.rounds };
    store.rounds.list = async (where) => {
      asked.push('list');
      return rounds.list(where);
    };
    store.rounds.find = async (id) => {
      asked.push(`find ${id}`);
      return rounds.find(id);
    };
    store.rounds.stamps = async (field) => {
      asked.push('stamps');
      return rounds.stamps(field);
    };
    nowMs = 0;
    known = knownRounds(store, () => nowMs);
  });
  const ids = async () => (await known.list()).map(({ id }) => id);

  it('are shared by all who ask about one store', () => {
    expect(knownRounds(store)).toBe(known);
    expect(knownRounds(memoryStore())).not.toBe(known);
  });

  it('are asked for once a second, and read again only where they changed', async () => {
    for (const name of ['b', 'c', 'a']) await store.rounds.put(round(name));
    expect(await Promise.all([ids(), ids()])).toEqual([
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
    ]);
    expect(asked.filter((each) => each === 'stamps')).toHaveLength(1);
    asked = [];
    nowMs = 999;
    await store.rounds.put(round('d'));
    expect(await ids()).toEqual(['a', 'b', 'c']);
    expect(asked).toEqual([]);
    nowMs = 1000;
    expect(await ids()).toEqual(['a', 'b', 'c', 'd']);
    expect(asked).toEqual(['stamps', 'find d']);
  });

  it('notice one that was measured again under its id', async () => {
    await store.rounds.put(round('a'));
    await known.list();
    await store.rounds.put(round('a', '2026-01-02T00:00:00.000Z'));
    nowMs = 1000;
    expect((await known.list())[0]?.endedAt).toBe('2026-01-02T00:00:00.000Z');
  });

  it('are read in one go where many are new', async () => {
    for (let index = 0; index < 50; index += 1) await store.rounds.put(round(`r${index}`));
    expect(await known.list()).toEqual(await store.rounds.list());
    expect(asked.filter((each) => each.startsWith('find'))).toEqual([]);
  });

  it('are asked for again at once after the store was away', async () => {
    await store.rounds.put(round('a'));
    const rounds = { ...store.rounds };
    store.rounds.stamps = async () => Promise.reject(new Error('away'));
    await expect(known.list()).rejects.toThrow('away');
    store.rounds.stamps = async (field) => rounds.stamps(field);
    expect(await ids()).toEqual(['a']);
  });
});
