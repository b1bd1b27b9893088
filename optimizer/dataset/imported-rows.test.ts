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

  it('fills whatever a file knows, and leaves out what a cell does not say', () => {
    const header = `${REQUIRED},preferred_max_bytes,absolute_max_bytes,tx_bytes,latency_p95_ms,duration_s,at`;
    const text = [
      `${header},ctx_orderers,ctx_orgs,ctx_bft,ctx_write_share`,
      '100,250,60,59,97,2048,4096,1000,180,30,2026-01-02T03:04:05Z,3,4,1,0.25',
      '100,250,60,59,97,,,,,,,,,,',
      '100,250,60,59,97,,,0,,,,5,,0,',
    ].join('\n');
    const [full, empty, some] = rowsFromTable({ name: 'f', table: table(text) });
    expect(full).toMatchObject({
      preferredMaxBytes: 2048,
      absoluteMaxBytes: 4096,
      txBytes: 1000,
      latencyP95Ms: 180,
      durationS: 30,
      measuredAt: '2026-01-02T03:04:05Z',
      consensus: 'bft',
      context: { orderers: 3, organisations: 4, readShare: 0.75 },
    });
    expect(empty).toEqual({
      roundId: 'f/3',
      pointId: 'm100-t250-r60',
      maxMessageCount: 100,
      batchTimeoutMs: 250,
      sendRateTps: 60,
      throughputTps: 59,
      latencyMeanMs: 97,
    });
    // Reads alone have no transactions to be cut.
    expect(some?.txBytes).toBeUndefined();
    expect(some).toMatchObject({ consensus: 'raft', context: { orderers: 5 } });
  });

  it('keeps properties by whatever name', () => {
    const text = `${REQUIRED},ctx_constructor,ctx_delay_ms\n1,2,3,4,5,6,-7\n`;
    expect(rowsFromTable({ name: 'f', table: table(text) })[0]?.context).toEqual({
      constructor: 6,
      delay_ms: -7,
    });
  });

  it('makes other points of other properties and other sizes of a transaction', () => {
    const rows = ['1000,3', '1010,3', '2000,3', '1000,5', ',3', '1000,'].map((cells) => `1,2,3,4,5,${cells}`);
    const text = [`${REQUIRED},tx_bytes,ctx_orderers`, ...rows].join('\n');
    const ids = rowsFromTable({ name: 'f', table: table(text) }).map(({ pointId }) => pointId);
    expect(ids).toEqual([
      'm1-t2-r3-orderers=3-b1000',
      // Measured sizes of replicates differ a little.
      'm1-t2-r3-orderers=3-b1000',
      'm1-t2-r3-orderers=3-b2000',
      'm1-t2-r3-orderers=5-b1000',
      'm1-t2-r3-orderers=3',
      'm1-t2-r3-b1000',
    ]);
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
