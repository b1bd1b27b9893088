import { describe, expect, it } from 'vitest';
import { initialSettings } from '../../test/doubles/network.js';
import type { CanaryVerdict } from '../domain/canary.js';
import { CancelledError, NetworkDownError, StoreUnreachableError } from '../domain/errors.js';
import type { Application } from '../domain/application.js';
import { applyFixture, changeTo, never } from '../../test/doubles/changes.js';
import { carryOut } from './carry-out.js';
import { watchChange } from './watch-change.js';

const wanted = { ...initialSettings, maxMessageCount: 10 };
const kept: CanaryVerdict = { verdict: 'kept', reason: 'all is well', watchedS: 1, transactions: 100 };
const broken: CanaryVerdict = {
  ...kept,
  verdict: 'broken',
  reason: 'latencyP95Ms 900 > 400',
  evidenceBlock: 9,
};

type Process = ReturnType<ReturnType<typeof applyFixture>['begin']>;

async function watched(
  { services }: Process,
  watch: () => Promise<CanaryVerdict>,
  signal = never,
): Promise<Application> {
  const journal = await carryOut(changeTo({ maxMessageCount: 10 }, { watch }), services, signal);
  return watchChange(journal, watch, services, signal);
}

describe('watchChange', () => {
  it.each(['kept', 'unseen'] as const)('lets a change stay that was %s', async (verdict) => {
    const { store, channel, audit, begin } = applyFixture();
    const statuses: unknown[] = [];
    const application = await watched(begin(), async () => {
      statuses.push(
        ...(await store.applications.list()).map(({ status, armed }) => [status, armed !== undefined]),
      );
      return { ...kept, verdict };
    });
    expect(statuses).toEqual([['watching', true]]);
    expect(application).toMatchObject({ status: 'verified', canary: { verdict } });
    expect(await store.applications.list()).toEqual([
      expect.not.objectContaining({ armed: expect.anything() }),
    ]);
    expect(channel.settings).toEqual(wanted);
    expect(audit.actionsOf(application.id)).toEqual(['intended', 'applied', 'verified', 'canary']);
  });

  it('takes a broken change back with one broadcast, before anything is written', async () => {
    const { store, channel, audit, begin } = applyFixture();
    const process = begin();
    const steps: string[] = [];
    let writes = 0;
    const application = await watched(process, async () => {
      writes = process.writes();
      channel.onStep = (step) => void steps.push(`${step} after ${process.writes() - writes} writes`);
      return broken;
    });
    expect(steps.slice(0, 2)).toEqual(['before submit after 0 writes', 'after submit after 0 writes']);
    expect(channel.changes).toEqual([wanted, initialSettings]);
    const [rollback] = await store.applications.list({ kind: 'rollback' });
    expect(rollback).toMatchObject({
      because: application.id,
      status: 'verified',
      before: wanted,
      after: initialSettings,
      blockNumber: 4,
      nodes: ['orderer0'],
    });
    expect(application).toMatchObject({
      status: 'failed',
      canary: broken,
      reason: `taken back by ${rollback?.id} in block 4, the channel has 500 messages, 2000 ms, preferred 2 MiB, absolute 10 MiB: latencyP95Ms 900 > 400`,
    });
    expect(audit.actionsOf(rollback?.id ?? '')).toEqual(['rolled-back', 'verified']);
  });

  it('takes a change back that its user stopped watching', async () => {
    const { store, channel, begin } = applyFixture();
    const cancel = new AbortController();
    const process = begin();
    const work = watched(
      process,
      async () => {
        cancel.abort();
        return { ...kept, verdict: 'interrupted', reason: 'cancelled' };
      },
      cancel.signal,
    );
    await expect(work).rejects.toBeInstanceOf(CancelledError);
    await expect(work).rejects.toThrow(/in force again since block 4/);
    expect(channel.settings).toEqual(initialSettings);
    expect((await store.applications.list({ kind: 'rollback' }))[0]).toMatchObject({ status: 'verified' });
  });

  it('takes a change back if the watch itself fails, and passes the failure on', async () => {
    const { channel, begin } = applyFixture();
    const failure = new NetworkDownError('no peer delivers blocks');
    await expect(watched(begin(), async () => Promise.reject(failure))).rejects.toBe(failure);
    expect(channel.settings).toEqual(initialSettings);
  });

  it('takes back only what it had set if another update came in between', async () => {
    const { channel, begin } = applyFixture();
    const application = await watched(begin(), async () => {
      channel.change({ ...wanted, batchTimeoutMs: 70 });
      return broken;
    });
    expect(channel.settings).toEqual({ ...initialSettings, batchTimeoutMs: 70 });
    expect(application).toMatchObject({ status: 'failed', canary: broken });
  });

  it('takes a change back with another update if the first one is lost', async () => {
    const { channel, begin } = applyFixture();
    const application = await watched(begin(), async () => {
      channel.lostSubmissions = 1;
      return broken;
    });
    expect(channel.changes).toEqual([wanted, initialSettings]);
    expect(application).toMatchObject({ status: 'failed', canary: broken });
  });

  it('takes a change back of which the store cannot know that it is watched', async () => {
    const { channel, begin } = applyFixture();
    const process = begin();
    process.loseStoreAt(8);
    await expect(watched(process, async () => kept)).rejects.toBeInstanceOf(StoreUnreachableError);
    expect(channel.settings).toEqual(initialSettings);
  });

  it('does not watch without a way back, and says who takes the change back', async () => {
    const { channel, begin, only } = applyFixture();
    let prepared = 0;
    channel.onStep = (step) => {
      prepared += step === 'prepare' ? 1 : 0;
      if (prepared === 2) throw new NetworkDownError('orderer0 does not answer');
    };
    const work = watched(begin(), async () => kept);
    await expect(work).rejects.toThrow(
      /in force since block 3 and could not be watched.*next command.*takes it back/,
    );
    expect(await only()).toMatchObject({ status: 'committed', toBeWatched: true });
  });

  it('says what is in force if the way back fails, and leaves it to the next command', async () => {
    const { channel, begin, only } = applyFixture();
    const work = watched(begin(), async () => {
      channel.refusal = new NetworkDownError('no orderer took the update');
      return broken;
    });
    await expect(work).rejects.toThrow(
      /in force since block 3 and was to be taken back \(latencyP95Ms 900 > 400\), which failed: no orderer.*next command/,
    );
    expect(await only()).toMatchObject({ status: 'watching' });
  });
});
