import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChannelClaims } from '../../domain/ports.js';
import { claim, settings } from './sample-values.js';
import type { OpenedStore } from './opened-store.js';

const NOW = 1_767_323_000_000;
const LATER = NOW + 15_000;
const other = { ...settings, batchTimeoutMs: 500 };

/** @param open - another client of the same data at each call. */
export function claimsContract(open: () => Promise<OpenedStore>): void {
  describe('claims', () => {
    let clients: OpenedStore[];
    let claims: ChannelClaims;
    beforeAll(async () => {
      const first = await open();
      clients = [first, ...(await Promise.all([open(), open(), open()]))];
      claims = first.store.claims;
    });
    afterAll(() => Promise.all(clients.map((client) => client.close())));

    const free = () => `n1/${randomUUID()}`;
    const a = (id: string, changes = {}) => claim(id, 'a', { expiresAtMs: LATER, ...changes });
    const b = (id: string, changes = {}) => claim(id, 'b', { expiresAtMs: LATER + 1, ...changes });

    describe('take', () => {
      it('takes what is free, and what was released', async () => {
        const id = free();
        expect(await claims.find(id)).toBeUndefined();
        expect(await claims.take(a(id, { restore: settings }), NOW)).toEqual({ taken: true });
        expect(await claims.find(id)).toStrictEqual(a(id, { restore: settings }));
        await claims.release(id, 'a');
        expect(await claims.find(id)).toBeUndefined();
        expect(await claims.take(b(id), NOW)).toEqual({ taken: true });
      });

      it('is refused by the claim in force, up to its last millisecond', async () => {
        const id = free();
        await claims.take(a(id), NOW);
        expect(await claims.take(b(id), LATER - 1)).toStrictEqual({ taken: false, heldBy: a(id) });
        expect(await claims.find(id)).toStrictEqual(a(id));
        expect(await claims.take(b(id), LATER)).toStrictEqual({ taken: true, previous: a(id) });
        expect(await claims.find(id)).toStrictEqual(b(id));
      });

      it("replaces one's own claim as it is", async () => {
        const id = free();
        await claims.take(a(id), NOW);
        await claims.take(a(id, { restore: settings }), NOW);
        const again = await claims.take(a(id, { purpose: 'other' }), NOW);
        expect(again).toStrictEqual({ taken: true, previous: a(id, { restore: settings }) });
        expect(await claims.find(id)).toStrictEqual(a(id, { purpose: 'other' }));
      });

      it('hands what a dead holder had to put back on until a holder is done with it', async () => {
        const id = free();
        await claims.take(a(id, { restore: settings }), NOW);
        const inherited = b(id, { restore: settings });
        expect(await claims.take(b(id), LATER)).toMatchObject({
          previous: { holder: 'a', restore: settings },
        });
        // Now b dies as well, before it has put anything back.
        const c = claim(id, 'c', { restore: other });
        expect(await claims.take(c, LATER + 1)).toStrictEqual({ taken: true, previous: inherited });
        expect(await claims.find(id)).toStrictEqual(c);
        await claims.take(claim(id, 'c'), LATER);
        expect(await claims.find(id)).toStrictEqual(claim(id, 'c'));
      });
    });

    it('are passed by value', async () => {
      const id = free();
      const mine = a(id);
      await claims.take(mine, NOW);
      Object.assign(mine, { purpose: 'changed after it was taken' });
      Object.assign((await claims.find(id)) ?? {}, { purpose: 'changed after it was read' });
      expect(await claims.find(id)).toStrictEqual(a(id));
    });

    describe('renew', () => {
      it('pushes the end out', async () => {
        const id = free();
        await claims.take(a(id, { restore: settings }), NOW);
        expect(await claims.renew(id, 'a', LATER + 5)).toBe(true);
        expect(await claims.find(id)).toStrictEqual(a(id, { restore: settings, expiresAtMs: LATER + 5 }));
        expect(await claims.take(b(id), LATER + 4)).toMatchObject({ taken: false });
        expect(await claims.take(b(id), LATER + 5)).toMatchObject({ taken: true });
      });

      it('is refused to a stranger, to the former holder and for a free channel', async () => {
        const id = free();
        expect(await claims.renew(id, 'a', LATER)).toBe(false);
        await claims.take(a(id), NOW);
        expect(await claims.renew(id, 'b', LATER + 5)).toBe(false);
        expect(await claims.find(id)).toStrictEqual(a(id));
        await claims.take(b(id), LATER);
        expect(await claims.renew(id, 'a', LATER + 5)).toBe(false);
        expect(await claims.find(id)).toStrictEqual(b(id));
      });
    });

    it('released by a stranger or while free, nothing changes', async () => {
      const id = free();
      await claims.release(id, 'a');
      await claims.take(a(id), NOW);
      await claims.release(id, 'b');
      expect(await claims.find(id)).toStrictEqual(a(id));
    });

    /** `times` calls of each of the 4 clients, all under way together. */
    const all = <T>(times: number, call: (claims: ChannelClaims, name: string) => Promise<T>): Promise<T[]> =>
      Promise.all(
        clients.flatMap(({ store }, client) =>
          Array.from({ length: times }, (_, index) => call(store.claims, `${client}-${index}`)),
        ),
      );

    it('taken by 200 at once, exactly one wins and the others learn who', async () => {
      for (const standing of [undefined, 'a']) {
        const id = free();
        if (standing) await claims.take(a(id, { restore: settings }), NOW);
        const answers = await all(50, (its, name) =>
          its.take(claim(id, name, { expiresAtMs: LATER + 9 }), LATER),
        );
        const winner = await claims.find(id);
        expect(answers.filter(({ taken }) => taken)).toEqual([
          standing ? { taken: true, previous: a(id, { restore: settings }) } : { taken: true },
        ]);
        const losers = answers.flatMap((answer) => (answer.taken ? [] : [answer.heldBy.holder]));
        expect(losers).toEqual(Array.from({ length: 199 }, () => winner?.holder));
        expect(winner?.restore).toEqual(standing && settings);
      }
    });

    it('taken over from one to the next by 20 at once, each learns of another one', async () => {
      const id = free();
      await claims.take(a(id), NOW);
      // Every one of them has run out before it is written, at the same time as the one before.
      const answers = await all(5, (its, name) => its.take(a(id, { holder: name }), LATER));
      const replaced = answers.map((answer) => answer.taken && answer.previous?.holder);
      const last = await claims.find(id);
      expect(new Set([...replaced, last?.holder]).size).toBe(21);
    });

    it('renewed and taken over at once, never both', async () => {
      const outcomes = await all(10, async (its, name) => {
        const id = free();
        await its.take(a(id), NOW);
        const [renewed, { taken }] = await Promise.all([
          its.renew(id, 'a', LATER + 5),
          claims.take(claim(id, name), LATER),
        ]);
        return renewed === taken ? `renewed ${renewed}, taken ${taken}` : 'one of them';
      });
      expect(new Set(outcomes)).toEqual(new Set(['one of them']));
    });
  });
}
