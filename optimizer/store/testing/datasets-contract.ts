import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Dataset, ResultsTable } from '../../domain/dataset.js';
import { AlreadyExistsError, CorruptDocumentError } from '../../domain/errors.js';
import type { Datasets } from '../../domain/ports.js';
import type { OpenedStore } from './opened-store.js';

/** Rows with cells that only come back whole if every bit is kept, an empty one among them. */
export function resultsTable(rows: number): ResultsTable {
  const column = <T>(odd: readonly T[], value: (row: number) => T): T[] =>
    Array.from({ length: rows }, (_, row) => odd[row] ?? value(row));
  return {
    lines: column([], (row) => row + 2),
    columns: [
      { name: 'max_message_count', numbers: column([], (row) => (row % 50) + 1) },
      { name: '', texts: column(['', ' a ', 'line\r\nbreak', '"'], String) },
      { name: 'latency_avg_ms', numbers: column([0.1 + 0.2, NaN, -0, 5e-324], (row) => 100 + row / 7) },
      { name: '$odd.name', texts: column(['\u{1F40B}'], () => 'x') },
      { name: '__proto__', texts: column([], () => '') },
    ],
  };
}

export function source(id: string, changes: Partial<Dataset> = {}) {
  return {
    id,
    importedAt: '2026-01-02T03:04:05.678Z',
    file: 'results 1.csv',
    sha256: 'ab'.repeat(32),
    ...changes,
  };
}

export function datasetsContract(open: () => Promise<OpenedStore>): void {
  describe('datasets', () => {
    let opened: OpenedStore;
    let datasets: Datasets;
    beforeAll(async () => {
      opened = await open();
      datasets = opened.store.datasets;
    });
    afterAll(() => opened.close());

    const name = () => `d-${randomUUID()}`;
    const tableOf = async (id: string): Promise<ResultsTable | undefined> => {
      const dataset = await datasets.find(id);
      return dataset && datasets.table(dataset);
    };

    it.for([1, 1000, 1001, 2500])('of %i rows come back bit for bit', async (rows) => {
      const id = name();
      const saved = await datasets.save(source(id), resultsTable(rows), { replace: false });
      expect(saved).toMatchObject({
        ...source(id),
        rowCount: rows,
        columns: ['max_message_count', '', 'latency_avg_ms', '$odd.name', '__proto__'],
      });
      expect(saved.chunkIds).toHaveLength(Math.ceil(rows / 1000));
      expect(await datasets.find(id)).toStrictEqual(saved);
      expect(await datasets.list()).toContainEqual(saved);
      // toStrictEqual tells -0 from 0 and takes NaN for NaN.
      expect(await tableOf(id)).toStrictEqual(resultsTable(rows));
    });

    it('with long texts are split so that each part can be stored', async () => {
      const id = name();
      const texts = Array.from({ length: 20 }, (_, row) => '\u20ac'.repeat(600_000 + row));
      const table = { lines: texts.map((_, row) => row), columns: [{ name: 'log', texts }] };
      await datasets.save(source(id), table, { replace: false });
      expect(await tableOf(id)).toStrictEqual(table);
    });

    it('keep what they hold when the name is taken, and change as a whole when it may be', async () => {
      const id = name();
      const first = await datasets.save(source(id), resultsTable(1500), { replace: false });
      const again = datasets.save(source(id), resultsTable(3), { replace: false });
      await expect(again).rejects.toThrow(AlreadyExistsError);
      await expect(again).rejects.toThrow(`there is a dataset ${id} already`);
      expect(await tableOf(id)).toStrictEqual(resultsTable(1500));

      await datasets.save(source(id, { file: 'new.csv' }), resultsTable(3), { replace: true });
      expect(await datasets.find(id)).toMatchObject({ file: 'new.csv', rowCount: 3 });
      expect(await tableOf(id)).toStrictEqual(resultsTable(3));
      // Rows of the first one are gone, and whoever still reads it is told so.
      await expect(datasets.table(first)).rejects.toThrow(CorruptDocumentError);
      await expect(datasets.table(first)).rejects.toThrow(`datasets ${id} lacks some of its 1500 rows`);
    });

    it('saved under one name by 10 at once are one of them, whole', async () => {
      const id = name();
      const saves = Array.from({ length: 10 }, (_, index) =>
        datasets.save(source(id), resultsTable(index + 1), { replace: false }),
      );
      const done = await Promise.allSettled(saves);
      const failures = done.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
      expect(failures).toHaveLength(9);
      for (const failure of failures) expect(failure).toBeInstanceOf(AlreadyExistsError);
      const left = await datasets.find(id);
      expect(await tableOf(id)).toStrictEqual(resultsTable(left?.rowCount ?? 0));
    });

    it('are not there while only their rows are', async () => {
      const id = name();
      await opened.writeRaw('datasetRows', { _id: `${id}/x/0`, schemaVersion: 1, lines: [2], columns: [] });
      expect(await datasets.find(id)).toBeUndefined();
      expect((await datasets.list()).filter((dataset) => dataset.id === id)).toEqual([]);
    });
  });
}
