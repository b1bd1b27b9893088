import { common } from '@hyperledger/fabric-protos';
import { describe, expect, it } from 'vitest';
import { initialSettings } from '../../test/doubles/network.js';
import { identityDouble, OrdererDouble } from '../../test/doubles/orderer.js';
import type { SignedUpdate } from '../../optimizer/domain/channel-updates.js';
import { NetworkDownError, StaleConfigError, UpdateRejectedError } from '../../optimizer/domain/errors.js';
import { findCommitted, payloadSha256 } from './committed-search.js';
import { OrderingService, type ChannelAccess } from './ordering-service.js';
import { submitUpdate } from './update-submission.js';

const { BAD_REQUEST, FORBIDDEN, SERVICE_UNAVAILABLE, SUCCESS } = common.Status;
const outrun = { status: BAD_REQUEST, info: 'attempt to set key to version 9, but key is at version 9' };

function accessTo(...orderers: readonly OrdererDouble[]): ChannelAccess {
  return {
    channel: 'exchange',
    orderers: new OrderingService(orderers),
    peers: [],
    submitter: identityDouble,
    administrators: [identityDouble],
  };
}

const payload = Buffer.from('our payload');
const sha256 = payloadSha256(payload);

function signedUpdate(): SignedUpdate {
  const envelope = new common.Envelope();
  envelope.setPayload(payload);
  return {
    channel: 'exchange',
    before: initialSettings,
    after: { ...initialSettings, maxMessageCount: 10 },
    configSequence: 0,
    fromBlock: 1,
    update: new Uint8Array(),
    envelope: envelope.serializeBinary(),
    payloadSha256: sha256,
    transactionId: 'tx',
  };
}

describe('submitUpdate', () => {
  it('is done once a block carries the very bytes that were sent', async () => {
    const orderer = new OrdererDouble();
    orderer.onBroadcast = async (envelope) => {
      orderer.commitTransaction();
      orderer.commit(envelope.getPayload_asU8());
      return { status: SUCCESS, info: '' };
    };
    expect(await submitUpdate(accessTo(orderer), signedUpdate(), 'raft')).toEqual({
      blockNumber: 2,
      configSequence: 1,
    });
  });

  it('offers the same bytes again while the cluster has no leader', async () => {
    const orderer = new OrdererDouble();
    let elections = 2;
    const take = orderer.onBroadcast;
    orderer.onBroadcast = async (envelope) =>
      elections-- > 0 ? { status: SERVICE_UNAVAILABLE, info: 'no Raft leader' } : take(envelope);
    expect(await submitUpdate(accessTo(orderer), signedUpdate(), 'raft')).toMatchObject({ blockNumber: 1 });
    expect(orderer.offered).toHaveLength(3);
  });

  it('goes to the next orderer, and knows its own bytes that the silent one had passed on', async () => {
    const [first, second] = [new OrdererDouble('orderer0'), new OrdererDouble('orderer1')];
    first.onBroadcast = async () => {
      first.commit(payload);
      second.commit(payload);
      throw new NetworkDownError('orderer0 does not answer');
    };
    second.onBroadcast = async () => outrun;
    expect(await submitUpdate(accessTo(first, second), signedUpdate(), 'raft')).toMatchObject({
      blockNumber: 1,
    });
  });

  it.each([
    ['another update came first', outrun, StaleConfigError, /moved on from config sequence 0/],
    [
      'the ordering service does not like it',
      { status: FORBIDDEN, info: 'permission denied' },
      UpdateRejectedError,
      /refused the update \(FORBIDDEN\): permission denied/,
    ],
  ])('fails at once if %s', async (_, answer, error, message) => {
    const orderer = new OrdererDouble();
    orderer.onBroadcast = async () => answer;
    const submitted = submitUpdate(accessTo(orderer), signedUpdate(), 'raft');
    await expect(submitted).rejects.toBeInstanceOf(error);
    await expect(submitted).rejects.toThrow(message);
  });

  it('is lost if it was acknowledged and another update is ordered in its place', async () => {
    const orderer = new OrdererDouble();
    orderer.onBroadcast = async () => {
      orderer.commit(Buffer.from('of somebody else'));
      return { status: SUCCESS, info: '' };
    };
    const submitted = submitUpdate(accessTo(orderer), signedUpdate(), 'raft');
    await expect(submitted).rejects.toBeInstanceOf(StaleConfigError);
    await expect(submitted).rejects.toThrow(/acknowledged and then not ordered/);
  });

  it('is found on another orderer if the one that was followed breaks off', async () => {
    const [first, second, third] = ['a', 'b', 'c'].map((name) => new OrdererDouble(name));
    if (!first || !second || !third) throw new Error('three orderers');
    first.onBroadcast = async () => {
      setImmediate(() => {
        first.isSilent = true;
        first.breakStreams();
      });
      // Those that are left agree on it a little later.
      setTimeout(() => {
        second.commit(payload);
        third.commit(payload);
      }, 100);
      return { status: SUCCESS, info: '' };
    };
    expect(await submitUpdate(accessTo(first, second, third), signedUpdate(), 'raft')).toMatchObject({
      blockNumber: 1,
    });
  });

  it('goes to every orderer under BFT, and waits for none that stands still', async () => {
    const [first, second, third] = ['a', 'b', 'c'].map((name) => new OrdererDouble(name));
    if (!first || !second || !third) throw new Error('three orderers');
    second.onBroadcast = async () => new Promise(() => undefined);
    third.onBroadcast = async () => ({ status: SUCCESS, info: '' });
    expect(await submitUpdate(accessTo(first, second, third), signedUpdate(), 'bft')).toMatchObject({
      blockNumber: 1,
    });
    expect([first, second, third].map(({ offered }) => offered.length)).toEqual([1, 1, 1]);
  });

  it('says that no orderer took it, without trying for long where all are gone', async () => {
    const orderer = new OrdererDouble();
    orderer.onBroadcast = async () => {
      throw new NetworkDownError('orderer0 does not answer');
    };
    const submitted = submitUpdate(accessTo(orderer), signedUpdate(), 'raft');
    await expect(submitted).rejects.toBeInstanceOf(NetworkDownError);
    await expect(submitted).rejects.toThrow(/no orderer took the update .*"gridtune network status"/);
    expect(orderer.offered).toHaveLength(1);
  });
});

describe('findCommitted', () => {
  it('finds an update under later ones, from one config block to the one before', async () => {
    const orderer = new OrdererDouble();
    orderer.commitTransaction();
    orderer.commit(payload);
    orderer.commitTransaction();
    orderer.commit(Buffer.from('later'));
    orderer.commitTransaction();
    const access = accessTo(orderer);
    expect(await findCommitted(access, sha256, 1)).toEqual({ blockNumber: 2, configSequence: 1 });
    expect(await findCommitted(access, sha256, 3)).toBeUndefined();
    expect(await findCommitted(access, payloadSha256(Buffer.from('never sent')), 1)).toBeUndefined();
  });

  it('asks every orderer: one that is behind does not know it yet', async () => {
    const [behind, ahead] = [new OrdererDouble('orderer0'), new OrdererDouble('orderer1')];
    ahead.commit(payload);
    expect(await findCommitted(accessTo(behind, ahead), sha256, 1)).toMatchObject({ blockNumber: 1 });
  });

  it('cannot tell that there is none while most orderers are silent', async () => {
    const [first, second] = [new OrdererDouble('orderer0'), new OrdererDouble('orderer1')];
    second.isSilent = true;
    const search = findCommitted(accessTo(first, second), sha256, 1);
    await expect(search).rejects.toBeInstanceOf(NetworkDownError);
    await expect(search).rejects.toThrow(/only 1 of 2 orderers answer .*bring the ordering service up/);
  });
});

describe('OrderingService', () => {
  it('asks the orderer that answered last first', async () => {
    const service = new OrderingService([
      new OrdererDouble('a'),
      new OrdererDouble('b'),
      new OrdererDouble('c'),
    ]);
    const asked: string[] = [];
    const ask = async (dead: string): Promise<string> =>
      service.ask(async ({ endpoint }) => {
        asked.push(endpoint.name);
        if (endpoint.name === dead) throw new NetworkDownError(`${dead} does not answer`);
        return endpoint.name;
      });
    expect(await ask('a')).toBe('b');
    expect(await ask('a')).toBe('b');
    expect(await ask('b')).toBe('c');
    expect(asked).toEqual(['a', 'b', 'b', 'b', 'c']);
    expect(service.majority).toBe(2);
  });
});
