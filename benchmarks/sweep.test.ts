import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  AlreadyExistsError,
  CancelledError,
  GuardRailError,
  LoadGeneratorError,
  StoreUnreachableError,
} from '../optimizer/domain/errors.js';
import { guardRailsSchema, noGuardRails } from '../optimizer/domain/guard-rails.js';
import type { Plan } from '../optimizer/domain/plan.js';
import type { Clock } from '../optimizer/domain/wait.js';
import { memoryStore } from '../optimizer/store/testing/memory-store.js';
import {
  deadPeer,
  GeneratorDouble,
  initialSettings,
  NetworkDouble,
  ProgressDouble,
} from '../test/doubles/network.js';
import { LiveRoundRunner } from './run-round.js';
import { Spool } from './spool.js';
import { runSweep } from './sweep.js';

const plan: Plan = {
  name: 'test',
  points: [10, 20, 30, 40].map((maxMessageCount) => ({ settings: { maxMessageCount }, sendRateTps: 50 })),
  workload: 'publish',
  replicates: 1,
  seed: 3,
  window: { warmupS: 1, minS: 2, maxS: 2 },
  precision: { meanPct: 3, p95Pct: 10 },
};

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'gridtune-sweep-'));
});
afterEach(async () => rm(directory, { recursive: true }));

function setUp(onThirdWait: (network: NetworkDouble) => void = () => undefined) {
  const store = memoryStore();
  const network = new NetworkDouble();
  const generator = new GeneratorDouble(() => 40);
  const progress = new ProgressDouble();
  const spool = new Spool(directory);
  const runner = new LiveRoundRunner({ store, network, generator, spool, progress });
  const cancel = new AbortController();
  let nowMs = Date.now();
  const waits: number[] = [];
  const clock: Clock = {
    now: () => nowMs,
    sleep: async (ms) => {
      nowMs += ms;
      waits.push(ms);
      if (waits.length === 3) onThirdWait(network);
    },
  };
  const settle = async (): Promise<void> => undefined;
  const services = { store, network, runner, spool, progress, clock, settle, rails: noGuardRails };
  return {
    store,
    network,
    generator,
    progress,
    cancel,
    services,
    sweep: () => runSweep(services, { plan }, cancel.signal),
  };
}

async function onlySweep(store: ReturnType<typeof memoryStore>) {
  const [sweep, ...others] = await store.sweeps.list();
  if (!sweep || others.length > 0) throw new Error('expected one sweep');
  return sweep;
}

describe('runSweep', () => {
  it('measures every point under its own settings and stores round and raw times', async () => {
    const { store, network, generator, sweep } = setUp();
    const summary = await sweep();
    expect(summary).toMatchObject({ planned: 4, measured: 4, failed: 0 });
    expect(network.changes.map(({ maxMessageCount }) => maxMessageCount).toSorted((a, b) => a - b)).toEqual([
      10, 20, 30, 40, 500,
    ]);
    expect(network.settings).toEqual(initialSettings);
    const rounds = await store.rounds.list({ sweepId: summary.sweepId });
    expect(rounds.map(({ kind }) => kind)).toEqual(['measured', 'measured', 'measured', 'measured']);
    expect(rounds[0]).toMatchObject({
      measurement: { latencyMeanMs: expect.closeTo(40, 6), throughputTps: expect.closeTo(50, -1) },
    });
    expect(await store.samples.list()).toHaveLength(4);
    expect(await onlySweep(store)).toMatchObject({ status: 'finished', original: initialSettings });
    expect(generator.stopped).toBe(1);
  });

  it('stands under the id that was chosen for it, which no second one gets', async () => {
    const { store, services, cancel } = setUp();
    const begin = async () => runSweep(services, { plan, sweepId: 's-chosen' }, cancel.signal);
    expect(await begin()).toMatchObject({ sweepId: 's-chosen' });
    expect(await onlySweep(store)).toMatchObject({ id: 's-chosen', status: 'finished' });
    await expect(begin()).rejects.toThrow(AlreadyExistsError);
  });

  it('stores a round whose generator failed with its reason, and goes on', async () => {
    const { store, generator, sweep } = setUp();
    generator.before = (round) => {
      if (round === 2) throw new LoadGeneratorError('load worker 1 ended by itself (SIGKILL)');
    };
    expect(await sweep()).toMatchObject({ measured: 3, failed: 1 });
    const [failed] = await store.rounds.list({ kind: 'failed' });
    expect(failed).toMatchObject({
      reason: { code: 'LOAD_GENERATOR_FAILED', message: 'load worker 1 ended by itself (SIGKILL)' },
    });
  });

  it('stops after three failures of one kind in a row, which no setting explains', async () => {
    const { generator, sweep, network } = setUp();
    generator.before = () => {
      throw new LoadGeneratorError('no');
    };
    await expect(sweep()).rejects.toThrow(
      /3 rounds in a row failed with LOAD_GENERATOR_FAILED .*sweep --resume s-/,
    );
    expect(generator.requests).toHaveLength(3);
    expect(network.settings).toEqual(initialSettings);
  });

  it('stores a round as failed when a node is down after it, and stops', async () => {
    const { store, network, generator, sweep } = setUp();
    generator.before = (round) => {
      if (round === 2) network.down = [deadPeer];
    };
    await expect(sweep()).rejects.toMatchObject({
      code: 'NETWORK_DOWN',
      message: expect.stringContaining('peer0.dso1.test'),
    });
    expect((await store.rounds.list()).map(({ kind }) => kind).toSorted()).toEqual(['failed', 'measured']);
    expect(await onlySweep(store)).toMatchObject({
      status: 'stopped',
      reason: expect.stringContaining('peer0.dso1.test'),
    });
  });

  it('goes on when the node comes back in time; the round that missed it stays failed', async () => {
    const { generator, network, store, sweep } = setUp((waited) => {
      waited.down = [];
    });
    generator.before = (round) => {
      if (round === 2) network.down = [deadPeer];
    };
    expect(await sweep()).toMatchObject({ planned: 4, measured: 3, failed: 1 });
    const [failed] = await store.rounds.list({ kind: 'failed' });
    expect(failed).toMatchObject({ reason: { code: 'NETWORK_DOWN' } });
  });

  it('puts the settings back when it is cancelled, and says how to go on', async () => {
    const { store, network, generator, cancel, sweep } = setUp();
    generator.before = (round) => {
      if (round < 2) return;
      cancel.abort();
      throw new CancelledError('round cancelled');
    };
    const cancelled = sweep();
    await expect(cancelled).rejects.toBeInstanceOf(CancelledError);
    await expect(cancelled).rejects.toThrow(/gridtune sweep --resume s-/);
    expect(network.settings).toEqual(initialSettings);
    expect(await store.rounds.list()).toHaveLength(1);
  });

  it('goes on where it stopped: measured rounds stay, failed ones are measured again', async () => {
    const { store, network, generator, services, cancel, sweep } = setUp();
    generator.before = (round) => {
      if (round === 3) network.down = [deadPeer];
    };
    await expect(sweep()).rejects.toThrow();
    network.down = [];
    generator.before = () => undefined;
    const { id } = await onlySweep(store);
    const before = await store.rounds.list({ sweepId: id, kind: 'measured' });
    expect(await runSweep(services, { resume: id }, cancel.signal)).toEqual({
      sweepId: id,
      planned: 4,
      measured: 4,
      failed: 0,
    });
    expect(generator.requests).toHaveLength(3 + 2);
    expect(await onlySweep(store)).not.toHaveProperty('reason');
    const after = await store.rounds.list({ sweepId: id, kind: 'measured' });
    expect(after.filter((round) => before.some((old) => old.id === round.id))).toEqual(before);
  });

  it('keeps a round in a file when the store goes away, and stores it on resume', async () => {
    const { store, services, generator, cancel } = setUp();
    const rounds = {
      ...store.rounds,
      put: async () => Promise.reject(new StoreUnreachableError('no store')),
    };
    const runner = new LiveRoundRunner({ ...services, generator, store: { ...store, rounds } });
    const failing = runSweep({ ...services, runner }, { plan }, cancel.signal);
    await expect(failing).rejects.toThrow(/the last round is kept in .*sweep --resume s-/);
    const { id } = await onlySweep(store);
    expect(await readdir(path.join(directory, id))).toHaveLength(1);

    expect(await runSweep(services, { resume: id }, cancel.signal)).toMatchObject({ measured: 4 });
    expect(generator.requests).toHaveLength(1 + 3);
    expect(await readdir(directory)).toEqual([]);
  });

  it('refuses to resume what does not exist or belongs to another network', async () => {
    const { store, services, cancel, sweep } = setUp();
    await expect(runSweep(services, { resume: 's-none' }, cancel.signal)).rejects.toMatchObject({
      code: 'NOT_FOUND',
    });
    await sweep();
    const known = await onlySweep(store);
    await store.sweeps.put({ ...known, networkId: 'another' });
    await expect(runSweep(services, { resume: known.id }, cancel.signal)).rejects.toThrow(/another network/);
  });
});

describe('guard rails of a sweep', () => {
  const refused = async (rails: object) => {
    const { store, network, services, cancel } = setUp();
    const railed = { ...services, rails: guardRailsSchema.parse(rails) };
    const failing = runSweep(railed, { plan }, cancel.signal);
    await expect(failing).rejects.toThrow(GuardRailError);
    expect(network.changes).toEqual([]);
    expect(await store.sweeps.list()).toEqual([]);
    return failing.catch((error: Error) => error.message);
  };

  it('refuses a point outside before anything is sent, naming point, setting and rail', async () => {
    expect(await refused({ maxMessageCount: { max: 30 } })).toMatch(
      /^nothing was sent, guard rails forbid this: m40-t2000-r50-publish-\w+: maxMessageCount 40 is outside 1 to 30 \(guardRails\.maxMessageCount\)[^;]*$/,
    );
  });

  it('refuses to begin outside the hours', async () => {
    const hour = new Date(Date.now() + 7_200_000).toISOString().slice(11, 13);
    const windows = [{ from: `${hour}:00`, to: `${hour}:59` }];
    expect(await refused({ hours: { timeZone: 'UTC', windows } })).toMatch(
      /outside the hours for changes \(guardRails\.hours\): allowed from .*:00 \(UTC\) on$/,
    );
  });

  it('does not mind settings that the plan leaves as they are in force', async () => {
    const { services, cancel } = setUp();
    // 2,000 ms are in force
    const rails = guardRailsSchema.parse({ batchTimeoutMs: { max: 1000 } });
    expect(await runSweep({ ...services, rails }, { plan }, cancel.signal)).toMatchObject({ measured: 4 });
  });

  it('refuses to go on with points that rails have come to forbid', async () => {
    const { store, services, cancel } = setUp();
    await runSweep(services, { plan }, cancel.signal);
    const [sweep] = await store.sweeps.list();
    const rails = guardRailsSchema.parse({ maxMessageCount: { min: 15 } });
    await expect(
      runSweep({ ...services, rails }, { resume: String(sweep?.id) }, cancel.signal),
    ).rejects.toThrow(/maxMessageCount 10 is outside 15 to/);
  });
});
