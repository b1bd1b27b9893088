import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AlreadyExistsError, CorruptDocumentError, InvalidInputError } from '../../domain/errors.js';
import type { Repository, Store } from '../../domain/ports.js';
import { auditContract } from './audit-contract.js';
import { claimsContract } from './claims-contract.js';
import { datasetsContract } from './datasets-contract.js';
import type { OpenedStore } from './opened-store.js';
import { proposal } from './sample-proposal.js';
import {
  application,
  failedRound,
  liveComparison,
  measuredRound,
  modelRecord,
  recommendation,
  samples,
  study,
  sweep,
  verification,
} from './sample-values.js';
import { upgradeContract } from './upgrade-contract.js';

/**
 * What every store has to do.
 * @param open - another client of the same data at each call.
 */
export function storeContract(name: string, open: () => Promise<OpenedStore>): void {
  describe(`${name} as a store`, () => {
    let opened: OpenedStore;
    let store: Store;
    beforeAll(async () => {
      opened = await open();
      store = opened.store;
    });
    afterAll(() => opened.close());

    valuesContract(() => store);
    concurrencyContract(open);
    corruptionContract(() => opened);
    upgradeContract(open);
    datasetsContract(open);
    claimsContract(open);
    auditContract(open);
  });
}

function valuesContract(opened: () => Store): void {
  describe('values', () => {
    it('come back as they were inserted, of every kind', async () => {
      const [id, store] = [randomUUID(), opened()];
      await comesBack(store.sweeps, sweep(id, { endedAt: '2026-01-02T03:04:05Z', reason: 'Ctrl+C' }));
      await comesBack(store.rounds, measuredRound(id));
      await comesBack(store.rounds, failedRound(`${id}/2`, id));
      await comesBack(store.samples, samples(id, 10));
      await comesBack(store.models, modelRecord(id));
      await comesBack(store.recommendations, recommendation(id));
      await comesBack(store.applications, application(id, { blockNumber: 7, nodes: ['o1', 'p1'] }));
      await comesBack(store.verifications, verification(id));
      await comesBack(store.studies, study(id));
      await comesBack(store.comparisons, liveComparison(id));
      await comesBack(store.proposals, proposal(id));
    });

    it('may have ids of any characters', async () => {
      const id = `${randomUUID()}/a<b&c>"d'é\\\u2028%.$/1`;
      await comesBack(opened().sweeps, sweep(id));
      expect(await opened().sweeps.list({ id })).toStrictEqual([sweep(id)]);
    });

    it('tell by stamps what is new or was written again', async () => {
      const [id, { rounds }] = [randomUUID(), opened()];
      const [first, second] = ['2026-01-02T00:00:00.000Z', '2026-01-03T00:00:00.000Z'];
      await rounds.insert(measuredRound(`${id}/1`, { endedAt: first }));
      await rounds.put(measuredRound(`${id}/2`, { endedAt: first }));
      await rounds.put(measuredRound(`${id}/2`, { endedAt: second }));
      const stamps = await rounds.stamps('endedAt');
      expect([1, 2, 3].map((place) => stamps.get(`${id}/${place}`))).toEqual([first, second, undefined]);
      expect((await rounds.stamps('colour')).get(`${id}/1`)).toBe('');
    });

    it('are refused if the id is taken, and the stored one stays', async () => {
      const [id, { sweeps }] = [randomUUID(), opened()];
      await sweeps.insert(sweep(id));
      const again = sweeps.insert(sweep(id, { planName: 'other' }));
      await expect(again).rejects.toThrow(AlreadyExistsError);
      await expect(again).rejects.toThrow(`sweeps ${id} is stored already`);
      expect(await sweeps.find(id)).toStrictEqual(sweep(id));
      await expect(sweeps.insert(sweep(id))).rejects.toThrow(AlreadyExistsError);
    });

    it('are written by put whether or not the id is there, as a whole', async () => {
      const [id, { sweeps }] = [randomUUID(), opened()];
      await sweeps.put(sweep(id, { reason: 'only the first has one' }));
      await sweeps.put(sweep(id, { status: 'finished' }));
      expect(await sweeps.find(id)).toStrictEqual(sweep(id, { status: 'finished' }));
    });

    it('are undefined under an unknown id, and no values are an empty list', async () => {
      expect(await opened().models.find(randomUUID())).toBeUndefined();
      expect(await opened().rounds.list({ sweepId: randomUUID() })).toEqual([]);
    });

    it('are listed by what their fields equal, ordered by id', async () => {
      const [sweepId, { rounds }] = [randomUUID(), opened()];
      const inOrder = ['/10', '/9', '/Z', '/a', '/é', '/\uff5e', '/\u{1F40B}'].map((end, index) =>
        measuredRound(`${sweepId}${end}`, { sweepId, replicate: (index % 2) + 1 }),
      );
      const [first, second, third, fourth, ...rest] = inOrder;
      for (const round of [third, ...rest, first, fourth, second]) if (round) await rounds.insert(round);
      await rounds.insert(measuredRound(randomUUID()));
      expect(await rounds.list({ sweepId })).toStrictEqual(inOrder);
      const odd = inOrder.filter(({ replicate }) => replicate === 1);
      expect(await rounds.list({ sweepId, replicate: 1 })).toStrictEqual(odd);
      expect((await rounds.list()).length).toBeGreaterThan(inOrder.length);
    });

    it('are passed by value', async () => {
      const [id, { models }] = [randomUUID(), opened()];
      const mine = modelRecord(id);
      await models.insert(mine);
      mine.roundIds.push('changed after it was stored');
      const found = await models.find(id);
      found?.roundIds.push('changed after it was read');
      expect(await models.find(id)).toStrictEqual(modelRecord(id));
    });

    it('are stored without fields that are undefined', async () => {
      const [id, { applications }] = [randomUUID(), opened()];
      await applications.insert({ ...application(id), reason: undefined });
      expect(Object.keys((await applications.find(id)) ?? {})).not.toContain('reason');
    });

    it('of 200,000 transactions come back bit for bit', async () => {
      const [id, store] = [randomUUID(), opened()];
      const many = samples(id, 200_000);
      await store.samples.insert(many);
      const found = await store.samples.find(id);
      // Object.is tells -0 from 0, which == does not.
      for (const field of ['createdMs', 'latencyMs', 'block', 'failure'] as const) {
        expect(found?.[field].length).toBe(many[field].length);
        expect(found?.[field].findIndex((value, index) => !Object.is(value, many[field][index]))).toBe(-1);
      }
      expect(found?.reasons).toEqual(many.reasons);
    });

    it('that could not be read back are refused with every fault', async () => {
      const [id, { rounds }] = [randomUUID(), opened()];
      const { measurement } = measuredRound(id);
      const insert = rounds.insert({
        ...measuredRound(id),
        startedAt: 'yesterday',
        measurement: { ...measurement, latencyMeanMs: NaN },
      });
      await expect(insert).rejects.toThrow(InvalidInputError);
      await expect(insert).rejects.toThrow(/^rounds .*: startedAt: .*; measurement\.latencyMeanMs: .*NaN/);
      expect(await rounds.find(id)).toBeUndefined();
    });

    it('above the limit of one document are refused', async () => {
      const id = randomUUID();
      const insert = opened().sweeps.insert(sweep(id, { reason: 'x'.repeat(16 * 1024 * 1024) }));
      await expect(insert).rejects.toThrow(InvalidInputError);
      await expect(insert).rejects.toThrow(/holds at most 16777216 in one document$/);
    });
  });
}

async function comesBack<T extends { readonly id: string }>(
  repository: Repository<T>,
  value: T,
): Promise<void> {
  await repository.insert(value);
  expect(await repository.find(value.id)).toStrictEqual(value);
}

function concurrencyContract(open: () => Promise<OpenedStore>): void {
  describe('at once', () => {
    let clients: OpenedStore[];
    beforeAll(async () => {
      clients = await Promise.all([open(), open(), open(), open()]);
    });
    afterAll(() => Promise.all(clients.map((client) => client.close())));

    /** 50 calls of each of the 4 clients, all under way together. */
    const all = <T>(call: (store: Store, name: string) => Promise<T>): Promise<PromiseSettledResult<T>[]> =>
      Promise.allSettled(
        clients.flatMap(({ store }, client) =>
          Array.from({ length: 50 }, (_, index) => call(store, `${client}-${index}`)),
        ),
      );

    it('4 clients insert 50 values each, and all are there', async () => {
      const sweepId = randomUUID();
      const done = await all((store, name) =>
        store.rounds.insert(measuredRound(`${sweepId}/${name}`, { sweepId })),
      );
      expect(done.filter(({ status }) => status === 'rejected')).toEqual([]);
      expect(await clients[0]?.store.rounds.list({ sweepId })).toHaveLength(200);
    });

    it('200 inserts of the same id: exactly one is stored', async () => {
      const id = randomUUID();
      const done = await all((store, name) => store.sweeps.insert(sweep(id, { planName: name })));
      const failures = done.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
      expect(failures).toHaveLength(199);
      for (const failure of failures) expect(failure).toBeInstanceOf(AlreadyExistsError);
    });

    it('200 puts of the same id leave one of them whole', async () => {
      const id = randomUUID();
      const put = (name: string) => sweep(id, { planName: name, channel: name, reason: name.repeat(100) });
      const done = await all((store, name) => store.sweeps.put(put(name)));
      expect(done.filter(({ status }) => status === 'rejected')).toEqual([]);
      const left = await clients[0]?.store.sweeps.find(id);
      expect(left).toStrictEqual(put(left?.planName ?? ''));
      expect(await clients[0]?.store.sweeps.list({ id })).toHaveLength(1);
    });
  });
}

function corruptionContract(opened: () => OpenedStore): void {
  describe('what is no such value', () => {
    it.for([
      ['a field of another type', { schemaVersion: 1, planName: 7 }, 'planName'],
      ['no version', {}, 'schemaVersion'],
      ['a version that never was', { schemaVersion: 0 }, 'schemaVersion'],
      ['fields missing', { schemaVersion: 1 }, 'window'],
      ['a field too many', { schemaVersion: 1, colour: 'red' }, 'colour'],
    ] as const)('is reported with collection, id and field: %s', async ([, fields, fault]) => {
      const { store, writeRaw } = opened();
      // A channel of its own, so that other tests' lists do not meet it.
      const [id, channel] = [randomUUID(), randomUUID()];
      await writeRaw('sweeps', { _id: id, channel, ...fields });
      const reads = [async () => store.sweeps.find(id), async () => store.sweeps.list({ channel })];
      for (const read of reads) {
        await expect(read()).rejects.toThrow(CorruptDocumentError);
        await expect(read()).rejects.toThrow(new RegExp(`^sweeps ${id} is not what .*${fault}`));
      }
    });
  });
}
