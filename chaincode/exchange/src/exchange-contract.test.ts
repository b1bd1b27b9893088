import { Contract } from 'fabric-contract-api';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  InvalidRecordError,
  NotOwnerError,
  RecordCorruptError,
  RecordExistsError,
  RecordNotFoundError,
} from './errors.js';
import { contracts } from './index.js';
import { at, content, contentJson, expectRefusal, newRegistry } from './test-registry.js';

let registry: ReturnType<typeof newRegistry>;

beforeEach(() => {
  registry = newRegistry();
});

describe('the package', () => {
  it('offers these functions with these numbers of arguments, and no helper', () => {
    // The first one is called without a prefix.
    const [first] = contracts;
    const methods = Object.entries(Object.getOwnPropertyDescriptors(first?.prototype ?? {}));
    // The shim demands as many arguments as the method declares after the context.
    const offered = methods
      .filter(([name]) => name !== 'constructor')
      .map(([name, { value }]) => [name, value.length - 1]);
    expect(Object.fromEntries(offered)).toEqual({
      PublishRecord: 2,
      UpdateRecord: 2,
      DeleteRecord: 1,
      ReadRecord: 1,
      RecordExists: 1,
      QueryByOwner: 3,
      RecordHistory: 1,
    });
    const contract = first === undefined ? undefined : new first();
    expect(contract).toBeInstanceOf(Contract);
    expect(contract?.getName()).toBe('exchange');
  });
});

describe('PublishRecord', () => {
  it('stores the content with owner, transaction time and version 1, and returns what it stored', async () => {
    const answer = await registry.publish('TsoMSP', 'rec-1');
    expect(answer).toBe(
      `{"created":"${at(1)}","dataType":"load","docType":"dataRecord","id":"rec-1","modified":"${at(1)}",` +
        `"name":"load.csv","owner":"TsoMSP","sha256":"${'0f'.repeat(32)}","sizeBytes":10,` +
        '"storageAddress":"hdfs://namenode:8020/load.csv","version":1}',
    );
    expect(Buffer.from(registry.ledger.state.get('rec-1') ?? []).toString()).toBe(answer);
  });

  it('stores the same bytes whatever the key order of its input', async () => {
    const reordered = JSON.stringify(Object.fromEntries(Object.entries(content).toReversed()));
    expect(reordered).not.toBe(contentJson);
    const answer = await registry.publish('TsoMSP', 'rec-1', contentJson);
    registry = newRegistry();
    expect(await registry.publish('TsoMSP', 'rec-1', reordered)).toBe(answer);
  });

  it('asks the peer for one read and three writes: the benchmark measures this path', async () => {
    await registry.publish('TsoMSP', 'rec-1');
    expect(registry.ledger.calls).toEqual([
      'getState',
      'putState',
      'putState',
      'setStateValidationParameter',
    ]);
  });

  it('lets only a peer of the owner endorse later changes of the record', async () => {
    await registry.publish('TsoMSP', 'rec-1');
    const policy = Buffer.from(registry.ledger.policies.get('rec-1') ?? []).toString('hex');
    // msp.MSPRole {1: msp_identifier, 2: role} with role PEER = 3; MEMBER = 0 would leave the field out.
    const role = `0a06${Buffer.from('TsoMSP').toString('hex')}1003`;
    expect(policy).toContain(role);
    // SignaturePolicyEnvelope.rule (2) = n_out_of (2) of n (1) = 1 with the one rule signed_by (1) identity 0.
    expect(policy).toContain('12081206080112020800');
    expect([...registry.ledger.policies.keys()]).toEqual(['rec-1']);
  });

  it('refuses an id that is in use, also to its owner', async () => {
    await registry.publish('TsoMSP', 'rec-1');
    for (const caller of ['TsoMSP', 'Dso1MSP']) {
      await expectRefusal(
        registry.publish(caller, 'rec-1'),
        RecordExistsError,
        'RECORD_EXISTS: record rec-1 is already published; its owner can change it with UpdateRecord',
      );
    }
  });

  it('refuses a faulty record before it asks the peer for anything', async () => {
    await expectRefusal(
      registry.publish('TsoMSP', 'rec-1', JSON.stringify({ ...content, owner: 'Dso1MSP' })),
      InvalidRecordError,
      'INVALID_RECORD: recordJson must have only the keys name, sizeBytes, storageAddress, sha256, dataType, got ["owner"]',
    );
    expect(registry.ledger.calls).toEqual([]);
  });

  it('gives the id of a deleted record to whoever publishes next, with a policy of that owner', async () => {
    await registry.publish('TsoMSP', 'rec-1');
    await registry.remove('TsoMSP', 'rec-1');
    expect(JSON.parse(await registry.publish('Dso1MSP', 'rec-1'))).toMatchObject({
      owner: 'Dso1MSP',
      version: 1,
      created: at(3),
    });
    expect(Buffer.from(registry.ledger.policies.get('rec-1') ?? []).toString()).toContain('Dso1MSP');
  });
});

describe('UpdateRecord', () => {
  const changed = { ...content, name: 'load-v2.csv', sizeBytes: 11, sha256: '1e'.repeat(32) };

  it('replaces the content, counts the version up and keeps id, owner and time of creation', async () => {
    await registry.publish('TsoMSP', 'rec-1');
    const answer = await registry.update('TsoMSP', 'rec-1', JSON.stringify(changed));
    expect(JSON.parse(answer)).toEqual({
      ...changed,
      docType: 'dataRecord',
      id: 'rec-1',
      owner: 'TsoMSP',
      created: at(1),
      modified: at(2),
      version: 2,
    });
    expect(await registry.read('rec-1')).toBe(answer);
    expect(JSON.parse(await registry.update('TsoMSP', 'rec-1'))).toMatchObject({
      version: 3,
      created: at(1),
    });
  });

  it('writes the record and nothing else, so that the policy of its key decides alone', async () => {
    await registry.publish('TsoMSP', 'rec-1');
    await registry.update('TsoMSP', 'rec-1');
    expect(registry.ledger.calls).toEqual(['getState', 'putState']);
    expect([...registry.ledger.policies.keys()]).toEqual(['rec-1']);
  });

  it('refuses a caller of another organisation', async () => {
    const before = await registry.publish('TsoMSP', 'rec-1');
    await expectRefusal(
      registry.update('Dso1MSP', 'rec-1'),
      NotOwnerError,
      'NOT_OWNER: record rec-1 belongs to TsoMSP; the caller is Dso1MSP',
    );
    expect(await registry.read('rec-1')).toBe(before);
  });

  it('refuses an id nobody published', async () => {
    await expectRefusal(
      registry.update('TsoMSP', 'rec-9'),
      RecordNotFoundError,
      'RECORD_NOT_FOUND: no record has the id rec-9',
    );
  });

  it('refuses faulty content', async () => {
    await registry.publish('TsoMSP', 'rec-1');
    await expectRefusal(
      registry.update('TsoMSP', 'rec-1', JSON.stringify({ ...content, sizeBytes: -1 })),
      InvalidRecordError,
      'INVALID_RECORD: sizeBytes must be a whole number from 0 to 9007199254740991, got -1',
    );
  });

  it('refuses to build on something that is no data record', async () => {
    registry.ledger.state.set('rec-1', Buffer.from('[]'));
    await expect(registry.update('TsoMSP', 'rec-1')).rejects.toBeInstanceOf(RecordCorruptError);
  });
});

describe('DeleteRecord', () => {
  it('takes the record out of the current state and out of the list of its owner', async () => {
    await registry.publish('TsoMSP', 'rec-1');
    await registry.remove('TsoMSP', 'rec-1');
    expect(registry.ledger.state.size).toBe(0);
    expect(await registry.exists('rec-1')).toBe(false);
    expect(JSON.parse(await registry.query('TsoMSP', '10', ''))).toEqual({ records: [], bookmark: '' });
  });

  it('refuses a caller of another organisation', async () => {
    await registry.publish('TsoMSP', 'rec-1');
    await expectRefusal(
      registry.remove('Dso1MSP', 'rec-1'),
      NotOwnerError,
      'NOT_OWNER: record rec-1 belongs to TsoMSP; the caller is Dso1MSP',
    );
    expect(await registry.exists('rec-1')).toBe(true);
  });

  it('refuses an id nobody published', async () => {
    await expectRefusal(
      registry.remove('TsoMSP', 'rec-9'),
      RecordNotFoundError,
      'RECORD_NOT_FOUND: no record has the id rec-9',
    );
  });
});
