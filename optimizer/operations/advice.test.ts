import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { ModelInput } from '../dataset/columns.js';
import { datasetHash } from '../dataset/hash.js';
import { rowsFromTable } from '../dataset/imported-rows.js';
import { parseResults } from '../dataset/results-file.js';
import { measuredRound, SETTINGS } from '../dataset/round.fixture.js';
import { rowsFromRounds } from '../dataset/rows.js';
import { InfeasibleError, NetworkDownError, NotFoundError } from '../domain/errors.js';
import { limitFrom, plainGoal } from '../domain/goal.js';
import { guardRailsSchema } from '../domain/guard-rails.js';
import { sure } from '../recommender/prediction.fixture.js';
import { source } from '../store/testing/datasets-contract.js';
import { memoryStore, type MemoryStore } from '../store/testing/memory-store.js';
import { modelRecord, sweep } from '../store/testing/sample-values.js';
import { Advice, type Asked } from './advice.js';
import { OpenedModels } from './opened-models.js';
import type { Services } from './services.js';

const openModel = vi.hoisted(() => vi.fn());
vi.mock('../ann/registry/open-model.js', () => ({ openModel }));

const ROUNDS = [5, 60, 200].flatMap((maxMessageCount) =>
  [50, 250].flatMap((batchTimeoutMs) =>
    [60, 120].map((sendRateTps) =>
      measuredRound({ settings: { maxMessageCount, batchTimeoutMs }, sendRateTps }),
    ),
  ),
);
const LEARNT = rowsFromRounds(ROUNDS);

let store: MemoryStore;
let nowMs: number;
/** Points that a model was asked about. */
let asked: number;
let inForce: typeof SETTINGS | undefined;
let rails: object;
let advice: Advice;
let models: OpenedModels;

beforeEach(async () => {
  [nowMs, asked, inForce, rails] = [0, 0, { ...SETTINGS, batchTimeoutMs: 250 }, {}];
  openModel.mockReset();
  openModel.mockImplementation(async () => ({
    predict: (points: readonly ModelInput[]) => {
      asked += points.length;
      return points.map(({ batchTimeoutMs, sendRateTps }) => sure(sendRateTps, 10 + batchTimeoutMs / 2));
    },
  }));
  store = memoryStore();
  for (const round of ROUNDS) await store.rounds.insert(round);
  await store.models.insert(champion('m-1'));
  const options = { store, now: () => nowMs };
  models = new OpenedModels({ ...options, modelsDirectory: '/models' });
  const services: Pick<Services, 'network' | 'store' | 'guardRails'> = {
    store: async () => store,
    guardRails: async () => guardRailsSchema.parse(rails),
    network: async () => {
      if (!inForce) throw new NetworkDownError('there is no network');
      const settings = inForce;
      const channel = { read: async () => ({ settings, sequence: 1n }) };
      return { channel, context: async () => ROUNDS[0]?.context } as never;
    },
  };
  advice = new Advice({ ...options, services, models });
});

function champion(id: string, change: Parameters<typeof modelRecord>[1] = {}) {
  const roundIds = LEARNT.map(({ roundId }) => roundId);
  const learnt = { roundIds, datasetHash: datasetHash(LEARNT), baselines: {} };
  return modelRecord(id, { ...learnt, status: 'champion', ...change });
}

const question = (change: Partial<Asked> = {}): Asked => ({
  workload: 'publish',
  periods: [{ sendRateTps: 60 }],
  goal: plainGoal('min-latency'),
  ...change,
});

/** How many points the model is asked about for one recommendation. */
async function costOf(wanted: Asked = question(), modelId?: string): Promise<number> {
  const before = asked;
  await advice.recommend(wanted, modelId);
  return asked - before;
}

describe('what is recommended from memory', () => {
  it('asks the model once for a question, and keeps each recommendation under an id of its own', async () => {
    const first = await advice.recommend(question());
    const before = asked;
    const second = await advice.recommend(question());
    expect(before).toBeGreaterThan(100);
    expect(asked).toBe(before);
    expect(second).toEqual({ ...first, id: second.id, createdAt: second.createdAt });
    expect(second.id).not.toBe(first.id);
    expect(first.settings.batchTimeoutMs).toBe(50);
    const stored = await store.recommendations.list();
    expect(stored.toSorted((a, b) => a.id.localeCompare(b.id))).toEqual(
      [first, second].toSorted((a, b) => a.id.localeCompare(b.id)),
    );
  });

  it.each([
    ['rate', question({ periods: [{ sendRateTps: 61 }] })],
    ['objective', question({ goal: plainGoal('max-throughput') })],
    ['limit', question({ goal: { ...plainGoal('min-latency'), limits: [limit('latencyMeanMs<=100')] } })],
  ])('asks anew for another %s', async (_, other) => {
    await advice.recommend(question());
    expect(await costOf(other)).toBeGreaterThan(0);
  });

  it('asks anew, within a second, when the settings in force changed', async () => {
    expect((await advice.recommend(question())).current).toEqual(inForce);
    inForce = { ...SETTINGS, batchTimeoutMs: 200 };
    nowMs = 1000;
    expect((await advice.recommend(question())).current.batchTimeoutMs).toBe(200);
    inForce = { ...SETTINGS, batchTimeoutMs: 150 };
    advice.forgetInForce();
    expect((await advice.recommend(question())).current.batchTimeoutMs).toBe(150);
  });

  it('asks anew when another champion is in charge', async () => {
    expect((await advice.recommend(question())).modelId).toBe('m-1');
    await store.models.insert(champion('m-2', { statusAt: '2026-12-01T00:00:00.000Z' }));
    nowMs = 1000;
    const before = asked;
    expect((await advice.recommend(question())).modelId).toBe('m-2');
    expect(asked).toBeGreaterThan(before);
  });

  it('asks anew when the guard rails changed', async () => {
    expect((await advice.recommend(question())).settings.batchTimeoutMs).toBe(50);
    rails = { batchTimeoutMs: { min: 100 } };
    nowMs = 1000;
    expect((await advice.recommend(question())).settings.batchTimeoutMs).toBe(100);
  });

  it('says so where a sweep tells what is in force, and nothing else does', async () => {
    inForce = undefined;
    await expect(advice.recommend(question())).rejects.toThrow(NotFoundError);
    await store.sweeps.insert(sweep('s-1'));
    const { warnings, current } = await advice.recommend(question());
    expect(warnings).toContain('the network does not answer: comparing with what sweep s-1 found in force');
    expect(current).toEqual(sweep('s-1').original);
  });

  it('refuses again and again what no settings can keep', async () => {
    const impossible = question({
      goal: { ...plainGoal('min-latency'), limits: [limit('latencyMeanMs<=1')] },
    });
    await expect(advice.recommend(impossible)).rejects.toThrow(InfeasibleError);
    await expect(advice.recommend(impossible)).rejects.toThrow(InfeasibleError);
    expect(await store.recommendations.list()).toEqual([]);
  });

  it('recommends for each of several periods, once more from memory', async () => {
    const day = question({
      periods: [
        { from: '06:00', sendRateTps: 60 },
        { from: '20:00', sendRateTps: 120 },
      ],
    });
    const [first] = await advice.schedule(day);
    const before = asked;
    const [second] = await advice.schedule(day);
    expect(asked).toBe(before);
    expect(second?.recommendation.id).not.toBe(first?.recommendation.id);
    expect(second?.recommendation.id).toMatch(/-1$/);
    expect(await store.recommendations.list()).toHaveLength(2);
  });

  it('notices that other rows were imported in the place of those that a model learnt from', async () => {
    const results = (latencyMs: number) =>
      parseResults(
        `max_message_count,batch_timeout_ms,send_rate_tps,throughput_tps,latency_avg_ms\n${[5, 60]
          .flatMap((m) => [50, 250].map((t) => `${m},${t},60,60,${latencyMs}`))
          .join('\n')}\n`,
        'field',
      );
    await store.datasets.save(source('field'), results(10), { replace: false });
    const rows = rowsFromTable({ name: 'field', table: results(10) });
    const roundIds = rows.map(({ roundId }) => roundId);
    await store.models.insert(
      champion('m-3', { roundIds, datasetHash: datasetHash(rows), status: 'candidate' }),
    );
    expect(await costOf(question(), 'm-3')).toBeGreaterThan(0);
    await store.datasets.save({ ...source('field'), sha256: 'f'.repeat(64) }, results(11), { replace: true });
    nowMs = 1000;
    await expect(advice.recommend(question(), 'm-3')).rejects.toThrow(/have changed since: train again/);
  });
});

function limit(text: string) {
  const read = limitFrom(text);
  if (!read) throw new Error(`${text} is no limit`);
  return read;
}
