import { describe, expect, it } from 'vitest';
import { initialSettings } from '../../test/doubles/network.js';
import {
  CancelledError,
  GuardRailError,
  NetworkDownError,
  ReadBackError,
  SignatureError,
  StaleConfigError,
  UpdateRejectedError,
} from '../domain/errors.js';
import { guardRailsSchema } from '../domain/guard-rails.js';
import { applyFixture, changeTo, never } from '../../test/doubles/changes.js';
import { carryOut } from './carry-out.js';

const wanted = { ...initialSettings, maxMessageCount: 10 };
const change = changeTo({ maxMessageCount: 10 });

describe('carryOut', () => {
  it('records every step before the next one is taken', async () => {
    const { store, channel, audit, begin } = applyFixture();
    const seen: unknown[] = [];
    channel.onStep = (step) => {
      seen.push(store.applications.list().then(([application]) => [step, application?.status]));
    };
    const { application } = await carryOut(change, begin().services, never);
    expect(await Promise.all(seen)).toEqual([
      ['prepare', undefined],
      ['sign', undefined],
      ['before submit', 'sent'],
      ['after submit', 'sent'],
      ['before readBack', 'committed'],
    ]);
    const [sent] = channel.submitted;
    expect(application).toMatchObject({
      status: 'verified',
      before: initialSettings,
      after: wanted,
      configSequence: 0,
      blockNumber: 3,
      nodes: ['orderer0'],
      signedBy: ['RegulatorMSP'],
      sent: {
        configSequence: 0,
        fromBlock: 3,
        payloadSha256: sent?.payloadSha256,
        transactionId: sent?.transactionId,
      },
    });
    expect(application.elapsedMs).toBeGreaterThanOrEqual(0);
    expect(await store.applications.find(application.id)).toEqual(application);
    expect(audit.actionsOf(application.id)).toEqual(['intended', 'applied', 'verified']);
    expect(audit.entries.at(-1)).toMatchObject({ blockNumber: 3, transactionId: sent?.transactionId });
  });

  it('makes a change that lost a race anew, and keeps what the other one has set', async () => {
    const { channel, audit, begin } = applyFixture();
    let others = 1;
    channel.onStep = (step) => {
      if (step === 'before submit' && others-- > 0)
        channel.change({ ...initialSettings, batchTimeoutMs: 700 });
    };
    const { application } = await carryOut(change, begin().services, never);
    expect(channel.settings).toEqual({ ...wanted, batchTimeoutMs: 700 });
    expect(application).toMatchObject({
      status: 'verified',
      before: { ...initialSettings, batchTimeoutMs: 700 },
      configSequence: 1,
      blockNumber: 4,
    });
    expect(audit.actionsOf(application.id)).toEqual(['intended', 'intended', 'applied', 'verified']);
  });

  it('does not undo what another update sets between reading the channel and making the change', async () => {
    const { channel, begin } = applyFixture();
    channel.onStep = (step) => {
      if (step === 'prepare' && channel.changes.length === 0)
        channel.change({ ...initialSettings, batchTimeoutMs: 700 });
    };
    await carryOut(change, begin().services, never);
    expect(channel.settings).toEqual({ ...wanted, batchTimeoutMs: 700 });
  });

  it('gives up after the fourth lost race and says what the channel has', async () => {
    const { channel, begin, only } = applyFixture();
    let batchTimeoutMs = 100;
    channel.onStep = (step) => {
      if (step === 'before submit')
        channel.change({ ...initialSettings, batchTimeoutMs: (batchTimeoutMs += 1) });
    };
    await expect(carryOut(change, begin().services, never)).rejects.toBeInstanceOf(StaleConfigError);
    expect(channel.submitted).toHaveLength(4);
    expect(await only()).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/moved on from config sequence 3; the channel has 500 messages, 104 ms/),
    });
  });

  it('knows an update of its own that was ordered after it had been given up', async () => {
    const { channel, begin } = applyFixture();
    channel.lostSubmissions = 1;
    channel.onStep = (step) => {
      const [lost] = channel.submitted;
      if (step !== 'prepare' || !lost || channel.changes.length > 0) return;
      channel.order(lost);
      channel.change({ ...wanted, batchTimeoutMs: 700 });
    };
    const { application } = await carryOut(change, begin().services, never);
    const after = { ...wanted, batchTimeoutMs: 700 };
    expect(application).toMatchObject({ status: 'verified', blockNumber: 3, after });
    expect(channel.changes).toEqual([wanted, after]);
  });

  it('calls no update of somebody else its own', async () => {
    const { channel, begin } = applyFixture();
    channel.onStep = (step) => {
      if (step === 'before submit') channel.change(wanted);
    };
    const { application } = await carryOut(change, begin().services, never);
    expect(application).toMatchObject({
      status: 'unchanged',
      blockNumber: 3,
      reason: 'another update has put these settings in force',
    });
  });

  it('leaves an update of unknown fate to whoever comes next, and says so', async () => {
    const { channel, begin, only } = applyFixture();
    channel.onStep = (step) => {
      if (step === 'after submit') throw new NetworkDownError('orderer0 does not answer');
    };
    const refused = carryOut(change, begin().services, never);
    await expect(refused).rejects.toBeInstanceOf(NetworkDownError);
    await expect(refused).rejects.toThrow(/nobody could tell whether it was ordered .* the next command/);
    expect(await only()).toMatchObject({ status: 'sent' });
  });

  it('does not call a change failed of which an update may still come', async () => {
    const { channel, begin, only } = applyFixture();
    channel.lostSubmissions = 4;
    await expect(carryOut(change, begin().services, never)).rejects.toBeInstanceOf(NetworkDownError);
    expect(channel.submitted).toHaveLength(4);
    expect(await only()).toMatchObject({ status: 'sent' });
  });

  it('does not make a change anew that others have signed', async () => {
    const { channel, audit, begin, only } = applyFixture();
    const prepared = await channel.prepare(wanted);
    if (!prepared) throw new Error('nothing to change');
    channel.onStep = (step) => {
      if (step === 'before submit') channel.change({ ...initialSettings, batchTimeoutMs: 700 });
    };
    const gathered = { proposalId: 'p-1', prepared, signatures: [], signedBy: ['AMSP', 'BMSP'] };
    const work = carryOut({ ...change, gathered }, begin().services, never);
    await expect(work).rejects.toBeInstanceOf(StaleConfigError);
    expect(channel.submitted).toHaveLength(1);
    const application = await only();
    expect(application).toMatchObject({ status: 'failed', proposalId: 'p-1', signedBy: ['AMSP', 'BMSP'] });
    expect(audit.actionsOf(application.id)).toEqual(['intended', 'failed']);
  });

  it.each([
    [
      'a guard rail forbids it',
      { rails: guardRailsSchema.parse({ maxMessageCount: { min: 100 } }) },
      {},
      GuardRailError,
      /guardRails\.maxMessageCount/,
    ],
    [
      'more organisations have to sign than are here',
      {},
      { satisfied: false, missing: ['BMSP'] },
      SignatureError,
      /missing: BMSP.*"gridtune proposal create/,
    ],
  ])('records nothing and sends nothing if %s', async (_, services, standing, error, message) => {
    const { store, channel, begin } = applyFixture();
    channel.standing = standing;
    const work = carryOut(change, { ...begin().services, ...services }, never);
    await expect(work).rejects.toBeInstanceOf(error);
    await expect(work).rejects.toThrow(message);
    expect(channel.submitted).toEqual([]);
    expect(await store.applications.list()).toEqual([]);
  });

  it('names nodes that did not answer', async () => {
    const { channel, audit, begin } = applyFixture();
    channel.unreachable = [{ name: 'peer0.dso1.test', problem: 'is down' }];
    const { application } = await carryOut(change, begin().services, never);
    expect(application).toMatchObject({ status: 'verified', unreachable: ['peer0.dso1.test'] });
    expect(audit.entries.at(-1)?.note).toBe('not answering: peer0.dso1.test (is down)');
  });

  it('says that a change is in force which a node does not report', async () => {
    const { channel, begin, only } = applyFixture();
    channel.onStep = (step) => {
      if (step === 'before readBack') throw new ReadBackError('peer0.dso1.test still reports 500 messages');
    };
    const work = carryOut(change, begin().services, never);
    await expect(work).rejects.toBeInstanceOf(ReadBackError);
    await expect(work).rejects.toThrow(/in force since block 3.*peer0\.dso1\.test.*The next command/);
    expect(await only()).toMatchObject({ status: 'committed', blockNumber: 3 });
  });

  it('records a refused change as failed, with what the channel has', async () => {
    const { channel, begin, only } = applyFixture();
    channel.refusal = new UpdateRejectedError('the ordering service refused the update (FORBIDDEN)');
    await expect(carryOut(change, begin().services, never)).rejects.toBe(channel.refusal);
    expect(await only()).toMatchObject({
      status: 'failed',
      reason: expect.stringMatching(/refused.*; the channel has 500 messages/),
    });
  });

  it('sends nothing after it was cancelled', async () => {
    const { channel, begin, only } = applyFixture();
    const cancel = new AbortController();
    channel.onStep = (step) => {
      if (step === 'sign') cancel.abort();
    };
    const work = carryOut(change, begin().services, cancel.signal);
    await expect(work).rejects.toBeInstanceOf(CancelledError);
    expect(channel.submitted).toEqual([]);
    expect(await only()).toMatchObject({ status: 'failed' });
  });

  it('reads settings back that were in force already, and records that nothing was sent', async () => {
    const { channel, audit, begin } = applyFixture();
    const { application } = await carryOut(changeTo({ maxMessageCount: 500 }), begin().services, never);
    expect(application).toMatchObject({ status: 'unchanged', blockNumber: 2, nodes: ['orderer0'] });
    expect(channel.submitted).toEqual([]);
    expect(audit.actionsOf(application.id)).toEqual(['verified']);
  });
});
