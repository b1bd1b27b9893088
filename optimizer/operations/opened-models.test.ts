import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { ModelFileError, NotFoundError } from '../domain/errors.js';
import { memoryStore, type MemoryStore } from '../store/testing/memory-store.js';
import { measuredRound, modelRecord } from '../store/testing/sample-values.js';
import { OpenedModels } from './opened-models.js';

const openModel = vi.hoisted(() => vi.fn());
vi.mock('../ann/registry/open-model.js', () => ({ openModel }));

let folder: string;
let store: MemoryStore;
let nowMs: number;
let models: OpenedModels;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'opened-models-'));
});
afterAll(async () => rm(folder, { recursive: true }));
beforeEach(() => {
  openModel.mockReset();
  openModel.mockImplementation(async ({ id }: { id: string }) => ({ of: id }));
  store = memoryStore();
  nowMs = 0;
  models = new OpenedModels({ store, modelsDirectory: folder, now: () => nowMs });
});

const champion = (id: string, change: Parameters<typeof modelRecord>[1] = {}) =>
  modelRecord(id, { status: 'champion', ...change });

describe('OpenedModels', () => {
  it('opens a model once, however often it is asked for', async () => {
    await store.models.insert(champion('m-1'));
    const [first, second] = [await models.open(), await models.open('m-1')];
    expect(first.predictor).toBe(second.predictor);
    expect(first.model.id).toBe('m-1');
    expect(openModel).toHaveBeenCalledTimes(1);
    expect(openModel).toHaveBeenCalledWith(expect.objectContaining({ id: 'm-1' }), folder);
  });

  it('sees another champion after a second at the latest, and at once when told', async () => {
    await store.models.insert(champion('m-1'));
    await models.open();
    await store.models.insert(champion('m-2', { statusAt: '2026-02-01T00:00:00.000Z' }));
    nowMs = 400;
    expect((await models.open()).model.id).toBe('m-1');
    nowMs = 1000;
    expect((await models.open()).model.id).toBe('m-2');
    await store.models.insert(champion('m-3', { statusAt: '2026-03-01T00:00:00.000Z' }));
    models.forget();
    expect((await models.open()).model.id).toBe('m-3');
  });

  it('opens a file anew where another one is registered under the same id', async () => {
    await store.models.insert(champion('m-1'));
    await models.open();
    await store.models.put(champion('m-1', { file: { name: 'm-1.json', sha256: 'other' } }));
    models.forget();
    await models.open();
    expect(openModel).toHaveBeenCalledTimes(2);
  });

  it('finds a model that was registered a moment ago', async () => {
    await store.models.insert(champion('m-1'));
    await models.list();
    await store.models.insert(modelRecord('m-2'));
    expect((await models.find('m-2')).id).toBe('m-2');
    expect((await models.list()).map(({ id }) => id)).toEqual(['m-1', 'm-2']);
  });

  it('takes the champion of the network that was measured last', async () => {
    await store.models.insert(champion('m-1', { networkId: 'a' }));
    await store.models.insert(champion('m-2', { networkId: 'b', statusAt: '2026-02-01T00:00:00.000Z' }));
    const { context } = measuredRound('r');
    await store.rounds.insert(measuredRound('r-1', { context: { ...context, networkId: 'a' } }));
    expect((await models.open()).model.id).toBe('m-1');
  });

  it('says what is missing', async () => {
    await expect(models.open()).rejects.toThrow(NotFoundError);
    await expect(models.open('m-9')).rejects.toThrow('there is no model m-9');
  });

  it('refuses a damaged file, and reads it again once it was put right', async () => {
    const { openModel: real } = await vi.importActual<{ openModel: typeof openModel }>(
      '../ann/registry/open-model.js',
    );
    openModel.mockImplementation(real);
    const sha256 = createHash('sha256').update('{}').digest('hex');
    await store.models.insert(champion('m-1', { file: { name: 'm-1.json', sha256 } }));
    await writeFile(path.join(folder, 'm-1.json'), '{"damaged":');
    await expect(models.open()).rejects.toThrow(ModelFileError);
    await expect(models.open()).rejects.toThrow('is not the registered one');
    openModel.mockImplementation(async () => ({ of: 'm-1' }));
    expect((await models.open()).predictor).toEqual({ of: 'm-1' });
  });
});
