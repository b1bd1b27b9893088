import { describe, expect, it } from 'vitest';
import type { ModelInput } from '../dataset/columns.js';
import { datasetHash } from '../dataset/hash.js';
import { rowsFromTable } from '../dataset/imported-rows.js';
import { parseResults } from '../dataset/results-file.js';
import { rowsFromRounds } from '../dataset/rows.js';
import { measuredRound, SETTINGS } from '../dataset/round.fixture.js';
import { NotEnoughDataError, NotFoundError } from '../domain/errors.js';
import { plainGoal } from '../domain/goal.js';
import type { ModelRecord } from '../domain/model-record.js';
import { source } from '../store/testing/datasets-contract.js';
import { memoryStore, type MemoryStore } from '../store/testing/memory-store.js';
import { modelRecord } from '../store/testing/sample-values.js';
import { sure } from './prediction.fixture.js';
import { findModel, recommendFromStore, type InForce, type Wanted } from './recommend-from-store.js';

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
const surface = ({ batchTimeoutMs, sendRateTps }: ModelInput) => sure(sendRateTps, 10 + batchTimeoutMs / 2);

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

interface Change extends Partial<Wanted>, Partial<InForce> {
  readonly predict?: (points: readonly ModelInput[]) => ReturnType<typeof surface>[];
}
const ask = (store: MemoryStore, model: ModelRecord, change: Change = {}) => {
  const {
    settings = SETTINGS,
    context,
    predict = (points: readonly ModelInput[]) => points.map(surface),
    ...wanted
  } = change;
  return recommendFromStore(
    store,
    { workload: 'publish', periods: [{ sendRateTps: 60 }], goal: plainGoal('min-latency'), ...wanted },
    { settings, context },
    { model, predict },
  );
};

const NONE_LIVE =
  'there are no publish rounds of the live network behind this: model m-1 learnt from 6 imported rows (field); ' +
  'measure with "gridtune sweep" before you rely on it';
const FEW = 'only 6 points were measured: with fewer than 10 a prediction is a rough guess';
const ONCE = expect.stringMatching(/was measured only once: one round may be luck$/);

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
      roundIds: IMPORTED.map(({ roundId }) => roundId),
      warnings: [NONE_LIVE, FEW, ONCE],
    });
    expect(asked.length).toBeGreaterThanOrEqual(recommendation.candidates);
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
    const periods = [{ sendRateTps: 100 }];
    const { settings, warnings } = await ask(store, model, { settings: current, periods });
    expect(warnings).toEqual([
      NONE_LIVE,
      FEW,
      'the send rate of 100 tps is outside the measured rates, 60.0 to 60.0 tps: measure at it',
      'the current maxMessageCount of 500 is outside the swept 5 to 200: what is predicted for the current settings is extrapolated',
      'the current batchTimeoutMs of 2000 is outside the swept 50 to 250: what is predicted for the current settings is extrapolated',
      expect.stringMatching(/measured only once/),
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
    const reads = await ask(store, model, { workload: 'read' });
    expect(reads.roundIds).toEqual(IMPORTED.map(({ roundId }) => roundId));
    expect(reads.binding).toBeUndefined();
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

  it('warns of a network that is not as the rounds found it', async () => {
    const { store, model } = await setUp({ rounds: true });
    const [round] = ROUNDS;
    if (!round) throw new Error('no round');
    const context = { ...round.context, orderers: 3, versions: { fabric: '3.1.2', node: '20' } };
    const { warnings } = await ask(store, model, { context });
    expect(warnings[0]).toBe(
      'the network in force is not as the newest of the rounds found it: orderers 3 instead of 1, version of fabric ' +
        '3.1.2 instead of 3.1.1, version of node 20 which was not there; measure again before you rely on this',
    );
    const same = await ask(store, model, { context: round.context });
    expect(same.warnings.join()).not.toMatch(/in force is not/);
  });

  it('compares what imported rows tell of their network with the one in force', async () => {
    const { store } = await setUp({});
    const table = parseResults(
      `${REQUIRED},ctx_orderers,ctx_peers\n5,50,60,60,35,3,3\n60,250,60,60,135,3,3\n`,
      'far',
    );
    await store.datasets.save(source('far'), table, { replace: false });
    const rows = rowsFromTable({ name: 'far', table });
    const roundIds = rows.map(({ roundId }) => roundId);
    const model = { ...modelRecord('m-1'), baselines: {}, roundIds, datasetHash: datasetHash(rows) };
    const { warnings } = await ask(store, model, { context: measuredRound().context });
    expect(warnings[1]).toMatch(/as the newest of the rounds found it: orderers 1 instead of 3; measure/);
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
