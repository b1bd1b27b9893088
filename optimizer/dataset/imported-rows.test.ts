import { describe, expect, it } from 'vitest';
import { InvalidInputError, NotFoundError } from '../domain/errors.js';
import { memoryStore } from '../store/testing/memory-store.js';
import { sweep } from '../store/testing/sample-values.js';
import { source } from '../store/testing/datasets-contract.js';
import { rowsFromTable, sourceOfImportedRow } from './imported-rows.js';
import { parseResults } from './results-file.js';
import { openSources } from './results-source.js';

const REQUIRED = 'max_message_count,batch_timeout_ms,send_rate_tps,throughput_tps,latency_avg_ms';
const table = (text: string) => parseResults(text, 'text');

describe('rowsFromTable', () => {
  it('names a row by dataset and line and takes the achieved rate where it is known', () => {
    const text = `${REQUIRED},achieved_rate_tps\n100,250,60,59,97,59.5\n\n10,500,120,118,45,\n`;
    expect(rowsFromTable({ name: 'field', table: table(text) })).toEqual([
      {
        roundId: 'field/2',
        pointId: 'm100-t250-r60',
        maxMessageCount: 100,
        batchTimeoutMs: 250,
        sendRateTps: 59.5,
        throughputTps: 59,
        latencyMeanMs: 97,
      },
      {
        roundId: 'field/4',
        pointId: 'm10-t500-r120',
        maxMessageCount: 10,
        batchTimeoutMs: 500,
        sendRateTps: 120,
        throughputTps: 118,
        latencyMeanMs: 45,
      },
    ]);
  });

  it('makes one point of equal settings and asked rate, whatever was achieved', () => {
    const header = `${REQUIRED},achieved_rate_tps,preferred_max_bytes,absolute_max_bytes`;
    const rows = [
      '100,250,60,59,97,59.5,1024,4096',
      '100,250,60,58,99,58.5,1024,4096',
      '100,250,61,59,97,59.5,1024,4096',
      '100,250,60,59,97,59.5,2048,4096',
      '100,250,60,59,97,59.5,1024,8192',
      '100,250,60,59,97,59.5,,',
    ];
    const ids = rowsFromTable({ name: 'f', table: table([header, ...rows].join('\n')) }).map(
      (row) => row.pointId,
    );
    expect(ids[1]).toBe(ids[0]);
    expect(new Set(ids).size).toBe(5);
    expect(ids[0]).toBe('m100-t250-p1024-a4096-r60');
  });

  it('keeps the points that a file names, and makes one where it names none', () => {
    const text = `${REQUIRED},point_id\n1,2,3,4,5,p1\n1,2,3,4,5,\n`;
    const ids = rowsFromTable({ name: 'f', table: table(text) }).map(({ pointId }) => pointId);
    expect(ids).toEqual(['p1', 'm1-t2-r3']);
  });

  it('refuses a table without a required column', () => {
    const { lines, columns } = table(`${REQUIRED}\n1,2,3,4,5\n`);
    const rows = () => rowsFromTable({ name: 'f', table: { lines, columns: columns.slice(1) } });
    expect(rows).toThrow(InvalidInputError);
    expect(rows).toThrow('f: the required column max_message_count is missing');
  });
});

it('tells the source of a row, folders and all', () => {
  expect(['field/2', '../a/b.csv/17'].map(sourceOfImportedRow)).toEqual(['field', '../a/b.csv']);
});

describe('openSources', () => {
  it('tells datasets, sweeps and files apart, each once', async () => {
    const store = memoryStore();
    await store.sweeps.insert(sweep('s-1'));
    const field = table(`${REQUIRED}\n1,2,3,4,5\n`);
    await store.datasets.save(source('field'), field, { replace: false });
    expect(await openSources(store, ['field', 's-1', 'field', 's-1'])).toEqual({
      sweepIds: ['s-1'],
      imports: [{ name: 'field', table: field }],
    });
    expect(await openSources(store, [])).toEqual({ sweepIds: [], imports: [] });
  });

  it.for(['missing.csv', './missing', 'no-folder/missing.CSV'])('looks for %s as a file', async (name) => {
    await expect(openSources(memoryStore(), [name])).rejects.toThrow(
      `the results file ${name} cannot be read`,
    );
  });

  it('refuses a name that nothing has, and says what may be named', async () => {
    const opening = openSources(memoryStore(), ['missing']);
    await expect(opening).rejects.toThrow(NotFoundError);
    await expect(opening).rejects.toThrow(
      'there is no dataset and no sweep missing: "gridtune results list" shows',
    );
  });
});
