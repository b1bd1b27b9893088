import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Client, credentials } from '@grpc/grpc-js';
import {
  CommitError,
  connect,
  EndorseError,
  hash,
  type Contract,
  type Gateway,
} from '@hyperledger/fabric-gateway';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { CHAINCODE_NAME } from '../../network/chaincode.js';
import { readIdentity } from '../../network/channel/identity.js';
import { cryptoOf, userMsp } from '../../network/layout.js';
import { readState } from '../../network/state.js';
import { waitUntil } from '../../optimizer/domain/wait.js';

const home = inject('home');
const record = {
  name: 'forecast.xml',
  sizeBytes: 2048,
  storageAddress: 'hdfs://exchange.test/forecast.xml',
  sha256: 'ab'.repeat(32),
  dataType: 'Day_D+1_load_forecast',
};

interface Member {
  readonly contract: Contract;
  readonly gateway: Gateway;
  readonly client: Client;
}

/** A user of an organisation, talking to that organisation's own peer. */
async function member(organisation: string): Promise<Member> {
  const state = await readState(path.join(home, 'network'));
  const peer = state?.nodes.peers.find((node) => node.organisation === organisation);
  if (!state || !peer) throw new Error(`${organisation} has no peer`);
  const { gateway: access } = await readIdentity(peer.mspId, userMsp(state.layout, peer, 'User1'));
  const tlsCa = await readFile(cryptoOf(state.layout, peer).tlsCaCertificate);
  const client = new Client(`127.0.0.1:${peer.port}`, credentials.createSsl(tlsCa), {
    'grpc.ssl_target_name_override': peer.name,
  });
  const gateway = connect({ client, ...access, hash: hash.sha256 });
  return { contract: gateway.getNetwork('exchange').getContract(CHAINCODE_NAME), gateway, client };
}

async function read(contract: Contract, transaction: string, ...parameters: string[]): Promise<unknown> {
  return JSON.parse(new TextDecoder().decode(await contract.evaluateTransaction(transaction, ...parameters)));
}

async function refusalOf(work: Promise<unknown>): Promise<string> {
  const error: unknown = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof EndorseError) return error.details.map(({ message }) => message).join();
  if (error instanceof CommitError) return String(error.code);
  throw new Error(`expected a refusal, got ${String(error)}`);
}

describe('the exchange chaincode on the live network', () => {
  const id = `live-${Date.now()}`;
  let tso: Member;
  let dso1: Member;
  beforeAll(async () => {
    [tso, dso1] = await Promise.all([member('tso'), member('dso1')]);
    // Another suite may just have restarted the orderer: each peer finds it again in its own time.
    for (const [name, { contract }] of Object.entries({ tso, dso1 })) {
      const probe = async (): Promise<true> => {
        const probeId = `probe-${name}-${randomUUID()}`;
        await contract.submitTransaction('PublishRecord', probeId, JSON.stringify(record));
        return true;
      };
      await waitUntil(`the peer of ${name} to reach the orderer`, probe, 120_000, { everyMs: 500 });
    }
  });
  afterAll(() => {
    for (const { gateway, client } of [tso, dso1]) {
      gateway.close();
      client.close();
    }
  });

  it('publishes a record in the name of the caller and shows it to every organisation', async () => {
    await tso.contract.submitTransaction('PublishRecord', id, JSON.stringify(record));
    // The other organisation's peer may commit the block a moment later.
    await expect.poll(async () => read(dso1.contract, 'RecordExists', id), { timeout: 5000 }).toBe(true);
    expect(await read(dso1.contract, 'ReadRecord', id)).toMatchObject({
      ...record,
      id,
      owner: 'TsoMSP',
      version: 1,
    });
  });

  it('lets only the owner change it', async () => {
    const changed = JSON.stringify({ ...record, sizeBytes: 4096 });
    expect(await refusalOf(dso1.contract.submitTransaction('UpdateRecord', id, changed))).toContain(
      'NOT_OWNER: record',
    );
    expect(await refusalOf(dso1.contract.submitTransaction('DeleteRecord', id))).toContain(
      'NOT_OWNER: record',
    );
    await tso.contract.submitTransaction('UpdateRecord', id, changed);
    expect(await read(tso.contract, 'ReadRecord', id)).toMatchObject({
      sizeBytes: 4096,
      version: 2,
      owner: 'TsoMSP',
    });
  });

  it("does not accept a change of it that the owner's peer did not endorse", async () => {
    const changed = JSON.stringify({ ...record, sizeBytes: 1 });
    const proposal = tso.contract.newProposal('UpdateRecord', {
      arguments: [id, changed],
      endorsingOrganizations: ['Dso1MSP'],
    });
    const submitted = await (await proposal.endorse()).submit();
    // 10 is ENDORSEMENT_POLICY_FAILURE.
    expect(await submitted.getStatus()).toMatchObject({ successful: false, code: 10 });
    expect(await read(tso.contract, 'ReadRecord', id)).toMatchObject({ sizeBytes: 4096 });
  });

  it('refuses a second record under the same id, and one that is malformed', async () => {
    expect(
      await refusalOf(tso.contract.submitTransaction('PublishRecord', id, JSON.stringify(record))),
    ).toContain('RECORD_EXISTS');
    const malformed = JSON.stringify({ ...record, sha256: 'x', sizeBytes: -1 });
    const refusal = await refusalOf(tso.contract.submitTransaction('PublishRecord', `${id}-b`, malformed));
    expect(refusal).toMatch(/INVALID_RECORD.*sizeBytes.*sha256|INVALID_RECORD.*sha256.*sizeBytes/);
  });

  it('lists the records of an owner', async () => {
    const page = (await read(dso1.contract, 'QueryByOwner', 'TsoMSP', '1000', '')) as {
      records: { id: string; owner: string }[];
    };
    expect(page.records.every(({ owner }) => owner === 'TsoMSP')).toBe(true);
    expect(await read(dso1.contract, 'QueryByOwner', 'Dso2MSP', '10', '')).toEqual({
      records: [],
      bookmark: '',
    });
  });

  it('keeps the whole history, the deletion too', async () => {
    await tso.contract.submitTransaction('DeleteRecord', id);
    const history = (await read(tso.contract, 'RecordHistory', id)) as {
      deleted: boolean;
      record: { version: number } | null;
    }[];
    expect(history.map((entry) => (entry.deleted ? 'deleted' : entry.record?.version))).toEqual([
      1,
      2,
      'deleted',
    ]);
  });
});
