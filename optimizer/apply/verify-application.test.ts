import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LiveRoundRunner } from '../../benchmarks/run-round.js';
import { Spool } from '../../benchmarks/spool.js';
import {
  GeneratorDouble,
  initialSettings,
  NetworkDouble,
  ProgressDouble,
} from '../../test/doubles/network.js';
import { AuditDouble } from '../../test/doubles/audit.js';
import type { Application } from '../domain/application.js';
import { CancelledError, LoadGeneratorError, UpdateRejectedError } from '../domain/errors.js';
import { noGuardRails } from '../domain/guard-rails.js';
import { systemClock } from '../domain/wait.js';
import { memoryStore } from '../store/testing/memory-store.js';
import { applySettings } from './apply-settings.js';
import { verifyApplication, type VerifyRequest } from './verify-application.js';

const applied = { ...initialSettings, maxMessageCount: 10, batchTimeoutMs: 100 };
let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'gridtune-verify-'));
});
afterEach(async () => rm(directory, { recursive: true }));

/** @param latencies - mean latency with the initial and with the applied settings */
function setUp(latencies: { initial: number; applied: number } = { initial: 100, applied: 50 }) {
  const store = memoryStore();
  const network = new NetworkDouble();
  const progress = new ProgressDouble();
  let round = 0;
  const generator = new GeneratorDouble(
    () => (network.settings.maxMessageCount === 10 ? latencies.applied : latencies.initial) + (round % 3),
  );
  generator.before = (count) => {
    round = count;
  };
  const runner = new LiveRoundRunner({ store, network, generator, spool: new Spool(directory), progress });
  const audit = new AuditDouble();
  const services = { store, network, clock: systemClock, progress, runner, audit, rails: noGuardRails };
  const { signal } = new AbortController();
  const apply = async (): Promise<Application> =>
    applySettings(
      services,
      { change: { maxMessageCount: 10, batchTimeoutMs: 100 }, kind: 'apply', because: 'manual' },
      signal,
    );
  const request = (application: Application): VerifyRequest => ({
    application,
    objective: 'min-latency',
    load: { workload: 'publish', sendRateTps: 50 },
    window: { warmupS: 1, minS: 2, maxS: 2 },
    pairs: 4,
  });
  return {
    store,
    network,
    generator,
    apply,
    verify: async (application: Application) => verifyApplication(services, request(application), signal),
  };
}

describe('applySettings', () => {
  it('puts settings in force, leaves them there and records the proof', async () => {
    const { store, network, apply } = setUp();
    const application = await apply();
    expect(application).toMatchObject({
      status: 'verified',
      before: initialSettings,
      after: applied,
      blockNumber: 3,
      nodes: ['orderer0'],
    });
    expect(network.settings).toEqual(applied);
    expect(await store.applications.find(application.id)).toEqual(application);
  });

  it('records a refused change as failed and leaves the channel as it was', async () => {
    const { store, network, apply } = setUp();
    const refusal = new UpdateRejectedError('the ordering service refused the update');
    network.refusal = refusal;
    await expect(apply()).rejects.toBe(refusal);
    expect((await store.applications.list())[0]).toMatchObject({
      status: 'failed',
      reason: `${refusal.message}; the channel has 500 messages, 2000 ms, preferred 2 MiB, absolute 10 MiB`,
    });
    expect(network.settings).toEqual(initialSettings);
  });
});

describe('verifyApplication', () => {
  it('measures both settings in turn and keeps the better one', async () => {
    const { store, network, generator, apply, verify } = setUp();
    const application = await apply();
    const verification = await verify(application);
    expect(verification).toMatchObject({
      verdict: 'kept',
      applicationId: application.id,
      comparison: { pairs: 4 },
    });
    expect(network.settings).toEqual(applied);
    expect(generator.requests).toHaveLength(8);
    // A B A B ...: the change itself, then seven switches between the two.
    expect(network.changes.map(({ maxMessageCount }) => maxMessageCount)).toEqual([
      10, 500, 10, 500, 10, 500, 10, 500, 10,
    ]);
    expect((await store.rounds.list({ sweepId: verification.id })).map(({ id }) => id).toSorted()).toEqual(
      [...verification.roundIds].toSorted(),
    );
  });

  it('takes a worse change back and records the rollback', async () => {
    const { store, network, apply, verify } = setUp({ initial: 50, applied: 100 });
    const application = await apply();
    expect(await verify(application)).toMatchObject({
      verdict: 'rolled-back',
      reason: expect.stringMatching(/mean latency is higher/),
    });
    expect(network.settings).toEqual(initialSettings);
    expect((await store.applications.list({ kind: 'rollback' }))[0]).toMatchObject({
      because: application.id,
      status: 'verified',
      after: initialSettings,
    });
  });

  it('takes a change back that cannot be measured', async () => {
    const { network, generator, apply, verify } = setUp();
    const application = await apply();
    generator.before = (round) => {
      if (round === 2) throw new LoadGeneratorError('worker gone');
    };
    expect(await verify(application)).toMatchObject({
      verdict: 'rolled-back',
      reason: 'only 3 of 4 pairs could be measured, 4 are needed to tell',
    });
    expect(network.settings).toEqual(initialSettings);
  });

  it('leaves the applied settings in force when it is cancelled: nothing was decided', async () => {
    const { network, generator, apply, verify } = setUp();
    const application = await apply();
    generator.before = (round) => {
      if (round === 1) throw new CancelledError('cancelled');
    };
    await expect(verify(application)).rejects.toBeInstanceOf(CancelledError);
    expect(network.settings).toEqual(applied);
  });

  it('refuses when the channel has other settings by now', async () => {
    const { network, apply, verify } = setUp();
    const application = await apply();
    network.settings = { ...applied, maxMessageCount: 77 };
    await expect(verify(application)).rejects.toMatchObject({ code: 'STALE_CONFIG' });
  });
});
