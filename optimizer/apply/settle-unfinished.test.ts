import { describe, expect, it } from 'vitest';
import type { ChannelStep } from '../../test/doubles/channel.js';
import { initialSettings } from '../../test/doubles/network.js';
import type { CanaryVerdict } from '../domain/canary.js';
import { NetworkDownError, ReadBackError, StoreUnreachableError } from '../domain/errors.js';
import { applyFixture, changeTo, never } from '../../test/doubles/changes.js';
import { carryOut } from './carry-out.js';
import type { Change } from './change.js';
import { settleUnfinished } from './settle-unfinished.js';
import { watchChange } from './watch-change.js';

const wanted = { ...initialSettings, maxMessageCount: 10 };
const change = changeTo({ maxMessageCount: 10 });
const kept: CanaryVerdict = { verdict: 'kept', reason: 'all is well', watchedS: 1, transactions: 100 };
const watched = (watch: Change['watch']): Change => changeTo({ maxMessageCount: 10 }, { watch });

type Fixture = ReturnType<typeof applyFixture>;
type Process = ReturnType<Fixture['begin']>;

async function run(what: Change, { services }: Process): Promise<void> {
  const journal = await carryOut(what, services, never);
  if (what.watch) await watchChange(journal, what.watch, services, never);
}

/** Runs a change in a process that ends at the `nth` time it comes to this step. */
async function killedAt(step: ChannelStep, fixture: Fixture, what: Change, nth = 1): Promise<void> {
  const process = fixture.begin();
  let times = 0;
  fixture.channel.onStep = (reached) => {
    if (reached === step) times += 1;
    if (reached === step && times === nth) process.die();
  };
  await expect(run(what, process)).rejects.toThrow(/killed/);
  fixture.channel.onStep = () => undefined;
}

const unfinished = async ({ store }: Fixture): Promise<string[]> =>
  (await store.applications.list()).flatMap(({ id, status }) =>
    ['intended', 'sent', 'committed', 'watching'].includes(status) ? [`${id} ${status}`] : [],
  );

describe('settleUnfinished after a process was killed', () => {
  it.each<[ChannelStep, string, RegExp]>([
    ['before submit', 'failed', /never ordered: the channel has 500 messages/],
    ['after submit', 'verified', /finished after an interruption: in force since block 3/],
    ['before readBack', 'verified', /finished after an interruption: in force since block 3/],
  ])('%s', async (step, status, reason) => {
    const fixture = applyFixture();
    await killedAt(step, fixture, change);
    const { services, progress } = fixture.begin();
    await settleUnfinished(services);
    const application = await fixture.only();
    expect(application).toMatchObject({ status, reason: expect.stringMatching(reason) });
    expect(fixture.channel.settings).toEqual(status === 'verified' ? wanted : initialSettings);
    expect(progress.warnings.join()).toMatch(reason);
    expect(fixture.audit.actionsOf(application.id).at(-1)).toBe('reconciled');
  });

  it('before it sent anything', async () => {
    const fixture = applyFixture();
    const process = fixture.begin();
    process.loseStoreAt(3);
    await expect(run(change, process)).rejects.toBeInstanceOf(StoreUnreachableError);
    expect(await fixture.only()).toMatchObject({ status: 'intended' });
    expect(fixture.channel.submitted).toEqual([]);
    await settleUnfinished(fixture.begin().services);
    expect(await fixture.only()).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/before anything was sent/),
    });
  });

  it('while its update was still on its way', async () => {
    const fixture = applyFixture();
    await killedAt('before submit', fixture, change);
    const { sent } = await fixture.only();
    const { channel } = fixture;
    const update = { ...(await channel.prepare(wanted)), ...sent };
    let looks = 0;
    channel.onStep = (step) => {
      looks += step === 'findCommitted' ? 1 : 0;
      if (looks === 3 && channel.changes.length === 0)
        channel.order(update as Parameters<typeof channel.order>[0]);
    };
    await settleUnfinished(fixture.begin().services);
    expect(await fixture.only()).toMatchObject({ status: 'verified', blockNumber: 3 });
  });

  it('and the channel was changed by somebody else since', async () => {
    const fixture = applyFixture();
    await killedAt('before readBack', fixture, change);
    const others = { ...wanted, batchTimeoutMs: 50 };
    fixture.channel.change(others);
    await settleUnfinished(fixture.begin().services);
    expect(fixture.channel.settings).toEqual(others);
    expect(await fixture.only()).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/in force from block 3 on.*another update.*left as it is/),
    });
  });

  it('while the change was watched: what nobody watches does not stay', async () => {
    const fixture = applyFixture();
    await watcherKilled(fixture);
    expect(await fixture.only()).toMatchObject({ status: 'watching' });
    const { services, progress } = fixture.begin();
    await settleUnfinished(services);
    expect(fixture.channel.settings).toEqual(initialSettings);
    const application = await fixture.only();
    const [rollback] = await fixture.store.applications.list({ kind: 'rollback' });
    expect(rollback).toMatchObject({ because: application.id, status: 'verified', after: initialSettings });
    expect(application).toMatchObject({
      status: 'failed',
      canary: { verdict: 'interrupted' },
      reason: expect.stringContaining(`taken back by ${rollback?.id} in block 4`),
    });
    expect(application.armed).toBeUndefined();
    expect(progress.warnings.join()).toContain('taken back');
  });

  it('while the change was watched, and somebody else changed the same since', async () => {
    const fixture = applyFixture();
    await watcherKilled(fixture);
    const others = { ...initialSettings, maxMessageCount: 77 };
    fixture.channel.change(others);
    await settleUnfinished(fixture.begin().services);
    expect(fixture.channel.settings).toEqual(others);
    expect(await fixture.only()).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/left as it is/),
    });
  });

  it('between the way back and its record', async () => {
    const fixture = applyFixture();
    const broken: CanaryVerdict = { ...kept, verdict: 'broken', reason: 'too slow' };
    await killedAt(
      'after submit',
      fixture,
      watched(async () => broken),
      2,
    );
    expect(await fixture.only()).toMatchObject({ status: 'watching' });
    await settleUnfinished(fixture.begin().services);
    const application = await fixture.only();
    const [rollback] = await fixture.store.applications.list({ kind: 'rollback' });
    expect(fixture.channel.changes).toEqual([wanted, initialSettings]);
    expect(rollback).toMatchObject({ because: application.id, status: 'verified', blockNumber: 4 });
    expect(application).toMatchObject({ status: 'failed' });
  });

  it('before a change that was to be watched was watched at all', async () => {
    const fixture = applyFixture();
    await killedAt(
      'before readBack',
      fixture,
      watched(async () => kept),
    );
    await settleUnfinished(fixture.begin().services);
    expect(fixture.channel.settings).toEqual(initialSettings);
    expect(await fixture.only()).toMatchObject({
      status: 'failed',
      reason: expect.stringContaining('taken back'),
    });
  });

  it('while it was settling what another one had left', async () => {
    const fixture = applyFixture();
    await watcherKilled(fixture);
    const second = fixture.begin();
    fixture.channel.onStep = (step) => {
      if (step === 'after submit') second.die();
    };
    await expect(settleUnfinished(second.services)).rejects.toThrow();
    fixture.channel.onStep = () => undefined;
    await settleUnfinished(fixture.begin().services);
    expect(fixture.channel.changes).toEqual([wanted, initialSettings]);
    expect(await unfinished(fixture)).toEqual([]);
    expect(await fixture.only()).toMatchObject({ status: 'failed', canary: { verdict: 'interrupted' } });
  });

  it('and an orderer that is asked has not got the block yet', async () => {
    const fixture = applyFixture();
    await killedAt('before readBack', fixture, change);
    const { channel } = fixture;
    const read = channel.read.bind(channel);
    let behind = 2;
    channel.read = async () => {
      const state = await read();
      return behind-- > 0 ? { ...state, settings: initialSettings, configBlock: 2 } : state;
    };
    await settleUnfinished(fixture.begin().services);
    expect(await fixture.only()).toMatchObject({ status: 'verified' });
  });

  it('goes on if a node is behind, and asks it again next time', async () => {
    const fixture = applyFixture();
    await killedAt('before readBack', fixture, change);
    const { services, progress } = fixture.begin();
    fixture.channel.onStep = (step) => {
      if (step === 'before readBack') throw new ReadBackError('peer0.dso1.test still reports 500 messages');
    };
    await settleUnfinished(services);
    expect(progress.warnings.join()).toMatch(/in force since block 3, and still not proven: peer0/);
    fixture.channel.onStep = () => undefined;
    await settleUnfinished(fixture.begin().services);
    expect(await fixture.only()).toMatchObject({ status: 'verified', nodes: ['orderer0'] });
  });

  it('does not let the channel be used while nobody can tell what became of an update', async () => {
    const fixture = applyFixture();
    await killedAt('before submit', fixture, change);
    fixture.channel.onStep = (step) => {
      if (step === 'findCommitted') throw new NetworkDownError('only 1 of 3 orderers answer');
    };
    await expect(settleUnfinished(fixture.begin().services)).rejects.toBeInstanceOf(NetworkDownError);
    expect(await fixture.only()).toMatchObject({ status: 'sent' });
  });
});

describe('a store that goes away', () => {
  const plain = 7;
  it.each(Array.from({ length: plain }, (_, index) => index + 1))(
    'at write %i: the message says what the channel has, and the next start knows it',
    async (write) => {
      const fixture = applyFixture();
      const process = fixture.begin();
      process.loseStoreAt(write);
      const error = await run(change, process).catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(StoreUnreachableError);
      const isInForce = fixture.channel.changes.length > 0;
      if (isInForce) {
        expect(String(error)).toMatch(
          /in force since block 3 and verified on orderer0, but could not be recorded.*the next command/,
        );
      } else {
        expect(String(error)).toMatch(/nothing of the change is in force/);
      }
      await settleUnfinished(fixture.begin().services);
      expect(await unfinished(fixture)).toEqual([]);
      const [application] = await fixture.store.applications.list();
      if (isInForce) {
        expect(application).toMatchObject({ status: 'verified', blockNumber: 3 });
        expect(fixture.audit.actionsOf(application?.id ?? '')).toEqual(
          expect.arrayContaining(['intended', 'applied', 'verified']),
        );
      } else if (application) {
        expect(application).toMatchObject({ status: 'failed' });
      }
    },
  );

  it('covers every write that a change makes', async () => {
    const process = applyFixture().begin();
    await run(change, process);
    expect(process.writes()).toBe(plain);
  });

  it('is made up for if it comes back before the end', async () => {
    const fixture = applyFixture();
    const process = fixture.begin();
    process.loseStoreAt(4);
    fixture.channel.onStep = (step) => {
      if (step === 'before readBack') process.loseStoreAt(Infinity);
    };
    await run(change, process);
    const application = await fixture.only();
    expect(application).toMatchObject({ status: 'verified' });
    expect(fixture.audit.actionsOf(application.id)).toEqual(['intended', 'applied', 'verified']);
  });
});

async function watcherKilled(fixture: Fixture): Promise<void> {
  const process = fixture.begin();
  await expect(
    run(
      watched(async () => process.die()),
      process,
    ),
  ).rejects.toThrow();
}
