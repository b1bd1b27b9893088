import { describe, expect, it } from 'vitest';
import type { Dataset, DatasetChunk } from '../domain/dataset.js';
import { StoreUnreachableError } from '../domain/errors.js';
import { datasetChunkCodec, datasetCodec, datasetStore, type DatasetParts } from './datasets.js';
import { resultsTable, source } from './testing/datasets-contract.js';
import { memoryRepository } from './testing/memory-store.js';

const gone = new StoreUnreachableError('the store is gone');

/** Datasets over collections that can be looked into, with one part replaced. */
function setUp() {
  const datasets = memoryRepository<Dataset>(datasetCodec, new Map());
  const chunks = memoryRepository<DatasetChunk>(datasetChunkCodec, new Map());
  const removed: string[] = [];
  const parts: DatasetParts = {
    datasets,
    chunks,
    removeChunk: async (id) => {
      removed.push(id);
    },
  };
  return { parts, removed };
}

/** Inserts as `chunks` does until the store goes away after `count` of them. */
function goneAfter(chunks: DatasetParts['chunks'], count: number): DatasetParts['chunks'] {
  let inserted = 0;
  return {
    ...chunks,
    async insert(chunk) {
      inserted += 1;
      if (inserted > count) throw gone;
      await chunks.insert(chunk);
    },
  };
}

describe('an import that is cut short', () => {
  it('is not there, and can be made again under its name', async () => {
    const { parts } = setUp();
    const cut = datasetStore({ ...parts, chunks: goneAfter(parts.chunks, 2) });
    await expect(cut.save(source('d'), resultsTable(2500), { replace: false })).rejects.toBe(gone);
    expect(await parts.chunks.list()).toHaveLength(2);

    const whole = datasetStore(parts);
    expect(await whole.find('d')).toBeUndefined();
    expect(await whole.list()).toEqual([]);
    const saved = await whole.save(source('d'), resultsTable(2500), { replace: false });
    expect(await whole.table(saved)).toStrictEqual(resultsTable(2500));
  });

  it('leaves the dataset that it was to replace', async () => {
    const { parts, removed } = setUp();
    const before = await datasetStore(parts).save(source('d'), resultsTable(3), { replace: false });
    const cut = datasetStore({ ...parts, chunks: goneAfter(parts.chunks, 1) });
    await expect(cut.save(source('d'), resultsTable(2500), { replace: true })).rejects.toBe(gone);
    expect(await cut.find('d')).toStrictEqual(before);
    expect(await cut.table(before)).toStrictEqual(resultsTable(3));
    expect(removed).toEqual([]);
  });

  it('keeps its rows if the last write may have taken effect', async () => {
    const { parts, removed } = setUp();
    const lost = {
      ...parts.datasets,
      async insert(dataset: Dataset) {
        await parts.datasets.insert(dataset);
        throw gone;
      },
    };
    const saving = datasetStore({ ...parts, datasets: lost }).save(source('d'), resultsTable(3), {
      replace: false,
    });
    await expect(saving).rejects.toBe(gone);
    expect(removed).toEqual([]);
    const whole = datasetStore(parts);
    const found = await whole.find('d');
    expect(found && (await whole.table(found))).toStrictEqual(resultsTable(3));
  });
});

it('writes nothing under a name that is taken', async () => {
  const { parts, removed } = setUp();
  await datasetStore(parts).save(source('d'), resultsTable(1), { replace: false });
  const again = datasetStore({ ...parts, chunks: goneAfter(parts.chunks, 0) });
  await expect(again.save(source('d'), resultsTable(1), { replace: false })).rejects.toThrow(
    'there is a dataset d already: import under another name, or replace it with --replace',
  );
  expect(removed).toEqual([]);
});

describe('rows that nothing names any more', () => {
  it('are removed after a replacement, and after a race for the name was lost', async () => {
    const { parts, removed } = setUp();
    const datasets = datasetStore(parts);
    const first = await datasets.save(source('d'), resultsTable(1001), { replace: false });
    await datasets.save(source('d'), resultsTable(1), { replace: true });
    expect(removed).toEqual(first.chunkIds);

    const blind = { ...parts.datasets, find: async () => undefined };
    const loser = datasetStore({ ...parts, datasets: blind });
    await expect(loser.save(source('d'), resultsTable(1), { replace: false })).rejects.toThrow(/already/);
    expect(removed).toHaveLength(first.chunkIds.length + 1);
  });
});

it('gives no table whose chunks do not fit together', async () => {
  const { parts } = setUp();
  const datasets = datasetStore(parts);
  const saved = await datasets.save(source('d'), resultsTable(1500), { replace: false });
  const table = (dataset: Dataset) => datasets.table(dataset);
  const [first = '', second = ''] = saved.chunkIds;
  const lacking = /lacks some of its 1500 rows/;
  await expect(table({ ...saved, chunkIds: [first] })).rejects.toThrow(lacking);
  await expect(table({ ...saved, chunkIds: [first, second, second] })).rejects.toThrow(lacking);
  await expect(table({ ...saved, columns: ['other', ...saved.columns.slice(1)] })).rejects.toThrow(lacking);
  await expect(table({ ...saved, columns: [...saved.columns, 'more'] })).rejects.toThrow(lacking);
});
