import { describe, expect, it } from 'vitest';
import type { ModelInput } from '../dataset/columns.js';
import { datasetHash } from '../dataset/hash.js';
import { rowsFromTable } from '../dataset/imported-rows.js';
import { parseResults } from '../dataset/results-file.js';
import { rowsFromRounds } from '../dataset/rows.js';
import { measuredRound, SETTINGS } from '../dataset/round.fixture.js';
import { NotEnoughDataError, NotFoundError } from '../domain/errors.js';
import type { ModelRecord } from '../domain/model-record.js';
import { source } from '../store/testing/datasets-contract.js';
import { memoryStore, type MemoryStore } from '../store/testing/memory-store.js';
import { modelRecord } from '../store/testing/sample-values.js';
import { findModel, recommendFromStore } from './recommend-from-store.js';

const REQUIRED = 'max_message_count,batch_timeout_ms,send_rate_tps,throughput_tps,latency_avg_ms';
const FIELD = parseResults(
  `${REQUIRED}\n${[5, 60, 200].flatMap((m) => [50, 250].map((t) => `${m},${t},60,60,${10 + t / 2}`)).join('\n')}\n1,10,600,0,0\n`,
  'field',
);
// Nothing was learnt from the last line: nothing committed in it.
const IMPORTED = rowsFromTable({ name: 'field', table: FIELD }).slice(0, -1);
const ROUNDS = [5, 60].flatMap((maxMessageCount) =>
  [50, 250].map((batchTimeoutMs) => measuredRound({ settings: { maxMessageCount, batchTimeoutMs } })),
);

/** 10 ms and half the timeout; everything sent commits. */
const surface = ({ batchTimeoutMs, sendRateTps }: ModelInput) => ({
  throughputTps: sendRateTps,
  latencyMeanMs: 10 + batchTimeoutMs / 2,
});

/** A store with a dataset and rounds, and a model that learnt from some of them. */
async function setUp(learnt: { imports?: boolean; rounds?: boolean }) {
  const store = memoryStore();
  await store.datasets.save(source('field'), FIELD, { replace: false });
  for (const round of ROUNDS) await store.rounds.insert(round);
  const rows = [...(learnt.rounds ? rowsFromRounds(ROUNDS) : []), ...(learnt.imports ? IMPORTED : [])];
  const model = {
    ...modelRecord('m-1'),
    baselines: {},
    roundIds: rows.map(({ roundId }) => roundId),
    datasetHash: datasetHash(rows),
  };
  return { store, model };
}

const ask = (store: MemoryStore, model: ModelRecord, change = {}) =>
  recommendFromStore(store, {
    load: { workload: 'publish', sendRateTps: 60 },
    objective: 'min-latency',
    current: SETTINGS,
    model,
    predict: (points) => points.map(surface),
    ...change,
  });

const NONE_LIVE =
  'there are no publish rounds of the live network behind this: model m-1 learnt from 6 imported rows (field); ' +
  'measure with "gridtune sweep" before you rely on it';

describe('recommendFromStore', () => {
  it('rests on the rounds that the model learnt from, and says nothing of imports where there are none', async () => {
    const { store, model } = await setUp({ rounds: true });
    const recommendation = await ask(store, model);
    expect(recommendation.settings).toEqual({ ...SETTINGS, maxMessageCount: 60, batchTimeoutMs: 50 });
    expect(recommendation.roundIds.toSorted()).toEqual(ROUNDS.map(({ id }) => id).toSorted());
    expect(recommendation.warnings.join()).not.toMatch(/import/);
    expect(await store.recommendations.list()).toEqual([recommendation]);
  });

  it('works for a model of imported rows alone, inside what was imported, and says that plainly', async () => {
    const { store, model } = await setUp({ imports: true });
    const asked: ModelInput[] = [];
    const predict = (points: readonly ModelInput[]) => {
      asked.push(...points);
      return points.map(surface);
    };
    const recommendation = await ask(store, model, { predict });
    expect(recommendation).toMatchObject({
      // The count makes no difference here, so it stays.
      settings: { ...SETTINGS, batchTimeoutMs: 50 },
      predicted: { throughputTps: 60, latencyMeanMs: 10 + 50 / 2 },
      predictedCurrent: { throughputTps: 60, latencyMeanMs: 10 + 250 / 2 },
      decision: 'change',
      modelId: 'm-1',
      roundIds: [],
      warnings: [NONE_LIVE],
      candidates: asked.length,
    });
    for (const { maxMessageCount, batchTimeoutMs } of asked) {
      expect([maxMessageCount, batchTimeoutMs].every(Number.isInteger)).toBe(true);
      expect(maxMessageCount).toBeGreaterThanOrEqual(5);
      expect(maxMessageCount).toBeLessThanOrEqual(200);
      expect(batchTimeoutMs).toBeGreaterThanOrEqual(50);
      expect(batchTimeoutMs).toBeLessThanOrEqual(250);
    }
    expect(await store.recommendations.list()).toEqual([recommendation]);
  });

  it('warns of what the imported rows do not reach, and never recommends it', async () => {
    const { store, model } = await setUp({ imports: true });
    const current = { ...SETTINGS, maxMessageCount: 500, batchTimeoutMs: 2000 };
    const load = { workload: 'publish', sendRateTps: 100 };
    const { settings, warnings } = await ask(store, model, { current, load });
    expect(warnings).toEqual([
      NONE_LIVE,
      'maxMessageCount of 500 is outside the imported 5 to 200: predictions there are extrapolated',
      'batchTimeoutMs of 2000 is outside the imported 50 to 250: predictions there are extrapolated',
      'sendRateTps of 100 is outside the imported 60 to 60: predictions there are extrapolated',
    ]);
    expect(settings).toEqual({ ...current, maxMessageCount: 200, batchTimeoutMs: 50 });
  });

  it('of a model that learnt from both rests on the rounds, and names the import', async () => {
    const { store, model } = await setUp({ rounds: true, imports: true });
    const { roundIds, warnings, settings } = await ask(store, model);
    expect(roundIds.toSorted()).toEqual(ROUNDS.map(({ id }) => id).toSorted());
    expect(settings.maxMessageCount).toBeLessThanOrEqual(60);
    expect(warnings[0]).toMatch(/^the model also learnt from 6 imported rows \(field\)/);
    // Nothing of the live network is known about reads.
    const reads = await ask(store, model, { load: { workload: 'read', sendRateTps: 60 } });
    expect(reads.roundIds).toEqual([]);
    expect(reads.warnings[0]).toMatch(/^there are no read rounds of the live network behind this/);
  });

  it('refuses imported rows that have changed or are gone since the model learnt from them', async () => {
    const { store, model } = await setUp({ imports: true });
    const other = parseResults(`${REQUIRED}\n5,50,60,60,36\n`, 'field');
    await store.datasets.save(source('field'), other, { replace: true });
    await expect(ask(store, model)).rejects.toThrow(NotFoundError);
    await expect(ask(store, model)).rejects.toThrow(
      'the rows that model m-1 learnt from (field) have changed since: train again',
    );
    const gone = { ...model, roundIds: ['lost/2'] };
    await expect(ask(store, gone)).rejects.toThrow(/model m-1 learnt from dataset lost, which is not there/);
    expect(await store.recommendations.list()).toEqual([]);
  });

  it('has nothing to rest on without rounds and imports', async () => {
    const { store, model } = await setUp({});
    await expect(ask(store, model)).rejects.toThrow(NotEnoughDataError);
  });
});

describe('findModel', () => {
  const champion = (id: string, networkId: string, second: number) =>
    modelRecord(id, { status: 'champion', networkId, statusAt: `2026-01-02T03:04:0${second}.000Z` });
  const storeOf = async (...models: ModelRecord[]) => {
    const store = memoryStore();
    for (const model of models) await store.models.insert(model);
    return store;
  };

  it('finds a model by its id, whatever its status', async () => {
    const store = await storeOf(champion('m-1', 'n1', 1), modelRecord('m-2', { status: 'retired' }));
    expect((await findModel(store, 'm-2')).id).toBe('m-2');
    await expect(findModel(store, 'm-3')).rejects.toThrow(NotFoundError);
    await expect(findModel(store, 'm-3')).rejects.toThrow(/gridtune models list/);
  });

  it('without an id finds the champion, not the newest model', async () => {
    const newest = modelRecord('m-2', { createdAt: '2027-01-01T00:00:00.000Z' });
    expect((await findModel(await storeOf(champion('m-1', 'n1', 1), newest), undefined)).id).toBe('m-1');
  });

  it('prefers the champion of the network that was measured last', async () => {
    const store = await storeOf(champion('m-1', 'n1', 1), champion('m-2', 'n2', 2));
    expect((await findModel(store, undefined)).id).toBe('m-2');
    const round = measuredRound({ id: 'a', networkId: 'n2' });
    await store.rounds.insert({ ...round, startedAt: '2026-01-01T00:00:00.000Z' });
    await store.rounds.insert(measuredRound({ id: 'b', networkId: 'n1' }));
    expect((await findModel(store, undefined)).id).toBe('m-1');
  });

  it('takes the last champion of any network where the newest network has none', async () => {
    const store = await storeOf(champion('m-1', 'n1', 2), champion('m-2', 'n2', 1));
    await store.rounds.insert(measuredRound({ networkId: 'n3' }));
    expect((await findModel(store, undefined)).id).toBe('m-1');
  });

  it('says what to do where there is no model, and where none is champion', async () => {
    await expect(findModel(memoryStore(), undefined)).rejects.toThrow(/no model yet: run "gridtune train"/);
    const store = await storeOf(modelRecord('m-1'));
    await expect(findModel(store, undefined)).rejects.toThrow(NotFoundError);
    await expect(findModel(store, undefined)).rejects.toThrow(/no champion: .*models promote/);
  });
});
