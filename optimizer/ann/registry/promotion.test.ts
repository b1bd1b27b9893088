import { describe, expect, it } from 'vitest';
import { DeadlineError, NotFoundError } from '../../domain/errors.js';
import { championOf, type ModelRecord } from '../../domain/model-record.js';
import type { Clock } from '../../domain/wait.js';
import { memoryStore, type MemoryStore } from '../../store/testing/memory-store.js';
import { claim, modelRecord } from '../../store/testing/sample-values.js';
import { promoteModel, retireModel } from './promotion.js';

const START = Date.parse('2026-02-01T00:00:00.000Z');

/** Time that only sleeping moves. */
function testClock(): Clock & { sleeps: number } {
  let now = START;
  return {
    sleeps: 0,
    now: () => now,
    async sleep(ms) {
      this.sleeps += 1;
      now += ms;
    },
  };
}

async function setUp(...models: ModelRecord[]) {
  const store = memoryStore();
  for (const model of models) await store.models.insert(model);
  const clock = testClock();
  return { store, clock, services: { store, clock } };
}

const statuses = async (store: MemoryStore) =>
  Object.fromEntries((await store.models.list()).map(({ id, status }) => [id, status]));
const byHand = (id: string) => ({ id, reason: 'was promoted by hand' });

describe('promoteModel', () => {
  it('puts a model in the place of its network champion and says why of both', async () => {
    const { store, services } = await setUp(
      modelRecord('old', { status: 'champion' }),
      modelRecord('new'),
      modelRecord('there', { status: 'champion', networkId: 'n2' }),
      modelRecord('imports', { status: 'champion', networkId: undefined }),
    );
    const promotion = await promoteModel(services, byHand('new'));
    expect(promotion).toMatchObject({
      changed: true,
      model: {
        status: 'champion',
        statusReason: 'was promoted by hand',
        statusAt: '2026-02-01T00:00:00.000Z',
      },
      retired: [{ id: 'old', status: 'retired', statusReason: 'new was promoted in its place' }],
    });
    expect(await store.models.find('new')).toEqual(promotion.model);
    expect(await statuses(store)).toEqual({
      old: 'retired',
      new: 'champion',
      there: 'champion',
      imports: 'champion',
    });
  });

  it('changes nothing about the champion itself', async () => {
    const champion = modelRecord('m', { status: 'champion' });
    const { store, services } = await setUp(champion);
    expect(await promoteModel(services, byHand('m'))).toEqual({
      changed: false,
      model: champion,
      retired: [],
    });
    expect(await store.models.list()).toEqual([champion]);
  });

  it('retires what an earlier promotion that was cut short left', async () => {
    const at = (second: number) => ({
      status: 'champion' as const,
      statusAt: `2026-01-02T03:04:0${second}.000Z`,
    });
    const { store, services } = await setUp(
      modelRecord('a', at(1)),
      modelRecord('b', at(3)),
      modelRecord('c', at(2)),
    );
    expect(await promoteModel(services, byHand('b'))).toMatchObject({
      changed: false,
      retired: [{ id: 'a' }, { id: 'c' }],
    });
    expect(await statuses(store)).toEqual({ a: 'retired', b: 'champion', c: 'retired' });
  });

  it('cut short before the old champion is retired leaves the new one in charge', async () => {
    const { store, services } = await setUp(modelRecord('old', { status: 'champion' }), modelRecord('new'));
    const put = store.models.put.bind(store.models);
    let writes = 0;
    const failing = {
      ...store,
      models: {
        ...store.models,
        async put(model: ModelRecord) {
          if (writes++ > 0) throw new Error('killed');
          await put(model);
        },
      },
    };
    await expect(promoteModel({ ...services, store: failing }, byHand('new'))).rejects.toThrow('killed');
    expect(await statuses(store)).toEqual({ old: 'champion', new: 'champion' });
    expect(championOf(await store.models.list(), 'n1')?.id).toBe('new');
  });

  it('comes after a champion whose clock is ahead', async () => {
    const ahead = '2030-01-01T00:00:00.000Z';
    const { store, services } = await setUp(
      modelRecord('old', { status: 'champion', statusAt: ahead }),
      modelRecord('new'),
    );
    const { model } = await promoteModel(services, byHand('new'));
    expect(model.statusAt).toBe('2030-01-01T00:00:00.001Z');
    expect(championOf(await store.models.list(), 'n1')?.id).toBe('new');
  });

  it('does not replace another champion than the one that was compared', async () => {
    const { store, services } = await setUp(
      modelRecord('meanwhile', { status: 'champion' }),
      modelRecord('new'),
    );
    const request = { ...byHand('new'), insteadOf: { championId: 'compared' } };
    const { model, changed } = await promoteModel(services, request);
    expect(changed).toBe(false);
    expect(model.statusReason).toBe(
      'meanwhile became champion while it was trained: "gridtune models promote new" puts it in charge',
    );
    expect(await statuses(store)).toEqual({ meanwhile: 'champion', new: 'candidate' });
  });

  it('of two at once leaves exactly one champion', async () => {
    const { store, services } = await setUp(
      modelRecord('old', { status: 'champion' }),
      modelRecord('a'),
      modelRecord('b'),
    );
    await Promise.all(['a', 'b'].map((id) => promoteModel(services, byHand(id))));
    const champions = await store.models.list({ status: 'champion' });
    expect(champions).toHaveLength(1);
    expect(champions[0]?.id).not.toBe('old');
  });

  it('waits for a holder that died, and leaves the claim free', async () => {
    const { store, clock, services } = await setUp(modelRecord('m'));
    await store.claims.take(claim('models', 'dead', { expiresAtMs: START + 5000 }), START);
    expect((await promoteModel(services, byHand('m'))).model.status).toBe('champion');
    expect(clock.now()).toBe(START + 5000);
    expect(await store.claims.find('models')).toBeUndefined();
  });

  it('gives up where another change does not end', async () => {
    const { store, services } = await setUp(modelRecord('m'));
    await store.claims.take(claim('models', 'other', { expiresAtMs: Infinity }), START);
    await expect(promoteModel(services, byHand('m'))).rejects.toThrow(DeadlineError);
    expect(await statuses(store)).toEqual({ m: 'candidate' });
    expect((await store.claims.find('models'))?.holder).toBe('other');
  });

  it('refuses an unknown id and leaves the claim free', async () => {
    const { store, services } = await setUp();
    await expect(promoteModel(services, byHand('m'))).rejects.toThrow(NotFoundError);
    await expect(promoteModel(services, byHand('m'))).rejects.toThrow(/gridtune models list/);
    expect(await store.claims.find('models')).toBeUndefined();
  });
});

describe('retireModel', () => {
  const request = { id: 'm', reason: 'was retired by hand' };

  it('takes a candidate out of use', async () => {
    const { store, services } = await setUp(modelRecord('m'));
    const { model, ...rest } = await retireModel(services, request);
    expect(rest).toEqual({ changed: true, wasChampion: false });
    expect(model).toMatchObject({ status: 'retired', statusReason: 'was retired by hand' });
    expect(await store.models.find('m')).toEqual(model);
  });

  it('tells that it was the champion, and brings no older one back', async () => {
    const { store, services } = await setUp(
      modelRecord('m', { status: 'champion', statusAt: '2026-01-02T03:04:06.000Z' }),
      modelRecord('left', { status: 'champion', statusAt: '2026-01-02T03:04:05.000Z' }),
    );
    expect(await retireModel(services, request)).toMatchObject({ changed: true, wasChampion: true });
    expect(await statuses(store)).toEqual({ m: 'retired', left: 'retired' });
  });

  it('leaves one that is retired as it is', async () => {
    const retired = modelRecord('m', { status: 'retired', statusReason: 'long ago' });
    const { store, services } = await setUp(retired);
    expect(await retireModel(services, request)).toEqual({
      changed: false,
      wasChampion: false,
      model: retired,
    });
    expect(await store.models.list()).toEqual([retired]);
  });

  it('refuses an unknown id', async () => {
    const { services } = await setUp();
    await expect(retireModel(services, request)).rejects.toThrow(NotFoundError);
  });
});
