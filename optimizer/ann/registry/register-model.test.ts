import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProgressDouble } from '../../../test/doubles/network.js';
import { datasetHash } from '../../dataset/hash.js';
import { rowsFromTable } from '../../dataset/imported-rows.js';
import { parseResults } from '../../dataset/results-file.js';
import { rowsFromRounds } from '../../dataset/rows.js';
import { measuredRound } from '../../dataset/round.fixture.js';
import { NotEnoughDataError } from '../../domain/errors.js';
import { memoryStore } from '../../store/testing/memory-store.js';
import { modelRecord, sweep } from '../../store/testing/sample-values.js';
import { codeVersion } from './code-version.js';
import { openModel } from './open-model.js';
import { trainAndRegister } from './register-model.js';

const REQUIRED = 'max_message_count,batch_timeout_ms,send_rate_tps,throughput_tps,latency_avg_ms';
const lines = [10, 100].flatMap((m) => [50, 500].map((t) => `${m},${t},60,59,${20 + t / 2}`));
const FIELD = {
  name: 'field',
  table: parseResults([REQUIRED, ...lines, '10,50,60,0,0'].join('\n'), 'field'),
};

let modelsDirectory: string;
beforeAll(async () => {
  modelsDirectory = await mkdtemp(path.join(tmpdir(), 'gridtune-models-'));
});
afterAll(() => rm(modelsDirectory, { recursive: true }));

async function setUp() {
  const store = memoryStore();
  await store.sweeps.insert(sweep('sweep'));
  const rounds = [50, 250].map((batchTimeoutMs) => measuredRound({ settings: { batchTimeoutMs } }));
  for (const round of rounds) await store.rounds.insert(round);
  const progress = new ProgressDouble();
  return { store, rounds, progress, services: { store, modelsDirectory, progress } };
}

describe('trainAndRegister', () => {
  it('learns from imported rows alone and records their dataset and lines', async () => {
    const { store, progress, services } = await setUp();
    const { record, sources } = await trainAndRegister(services, { sweepIds: [], imports: [FIELD], seed: 1 });
    expect(record.roundIds).toEqual(['field/2', 'field/3', 'field/4', 'field/5']);
    expect(record.datasetHash).toBe(datasetHash(rowsFromTable(FIELD).slice(0, 4)));
    expect(sources).toEqual([{ name: 'field', rows: 4 }]);
    expect(progress.warnings).toContain(
      'round field/6 is left out: throughputTps is 0, must be above 0, latencyMeanMs is 0, must be above 0',
    );
    expect(await store.models.list()).toEqual([record]);
    expect((await openModel(record, modelsDirectory)).artifact.datasetHash).toBe(record.datasetHash);
    expect(record).toMatchObject({
      seed: 1,
      backend: 'wasm',
      codeVersion: await codeVersion(),
      status: 'champion',
      statusReason: 'there was no champion',
    });
    expect(record.networkId).toBeUndefined();
  });

  it('registers what is no better than the champion as a candidate, in the right network', async () => {
    const { store, services } = await setUp();
    const champion = { status: 'champion', file: { name: 'none.json', sha256: '' } } as const;
    const seen = rowsFromTable(FIELD).map(({ roundId }) => roundId);
    await store.models.insert(modelRecord('m-1', { ...champion, networkId: undefined, roundIds: seen }));
    const { record } = await trainAndRegister(services, { sweepIds: [], imports: [FIELD], seed: 1 });
    expect(record.status).toBe('candidate');
    expect(record.statusReason).toMatch(/^none of its \d test rows is new to champion m-1, .*models promote/);
    expect(await store.models.find(record.id)).toEqual(record);
    expect((await store.models.find('m-1'))?.status).toBe('champion');
  });

  it('warns of a champion whose file is not there, and keeps it', async () => {
    const { store, progress, services } = await setUp();
    const champion = { status: 'champion', file: { name: 'none.json', sha256: '' } } as const;
    await store.models.insert(modelRecord('m-1', { ...champion, networkId: 'network' }));
    const { record } = await trainAndRegister(services, { sweepIds: ['sweep'], imports: [FIELD], seed: 1 });
    expect(record).toMatchObject({ status: 'candidate', networkId: 'network' });
    expect(progress.warnings.join()).toMatch(
      /could not be compared with champion m-1: model file .*none\.json/,
    );
  });

  it('learns from sweeps and imports together and names both', async () => {
    const { rounds, services } = await setUp();
    const { record, sources } = await trainAndRegister(services, {
      sweepIds: ['sweep'],
      imports: [FIELD],
      seed: 1,
    });
    const rows = [...rowsFromRounds(rounds), ...rowsFromTable(FIELD).slice(0, 4)];
    expect(record.roundIds).toEqual(rows.map(({ roundId }) => roundId));
    expect(sources).toEqual([
      { name: 'sweep', rows: 2 },
      { name: 'field', rows: 4 },
    ]);
  });

  it('takes every measured round where neither is named', async () => {
    const { services } = await setUp();
    // Two points cannot be split in three.
    await expect(trainAndRegister(services, { sweepIds: [], seed: 1 })).rejects.toThrow(NotEnoughDataError);
    await expect(trainAndRegister(services, { sweepIds: [], seed: 1 })).rejects.toThrow(/points, got 2/);
  });
});
