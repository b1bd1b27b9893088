import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AttachedNetwork } from '../../optimizer/domain/attached-network.js';
import { clientAccessOf, firstToClient, requireSending } from './client-access.js';
import { requireKnownNodes } from './attached-context.js';
import type { PeerEndpoint } from './connection-profile.js';

const client = { mspId: 'B', mspDirectory: '/msp' };
const config: AttachedNetwork = {
  connectionProfile: '/connection.yaml',
  channel: 'exchange',
  chaincode: 'exchange',
  administrators: [{ mspId: 'A', kind: 'folder', mspDirectory: '/admin' }],
  client,
  operations: {},
  allowPlaintext: false,
};

function peer(name: string, mspId: string, given: Partial<PeerEndpoint> = {}): PeerEndpoint {
  const tlsCaCertificate = Buffer.from(`authority of ${name}`);
  return { name, kind: 'peer', address: `${name}.example.com:7051`, tlsCaCertificate, mspId, ...given };
}
const peers = [peer('a0', 'A'), peer('b0', 'B'), peer('b1', 'B')];

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'gridtune-access-'));
});
afterEach(async () => rm(directory, { recursive: true }));

describe('the peer that a client sends through', () => {
  it('is the one that it names, or the first of its organisation, or the first there is', () => {
    const order = (change: object) => firstToClient(peers, { ...client, ...change }).map(({ name }) => name);
    expect(order({ peer: 'b1' })).toEqual(['b1', 'a0', 'b0']);
    expect(order({})).toEqual(['b0', 'a0', 'b1']);
    expect(order({ mspId: 'C' })).toEqual(['a0', 'b0', 'b1']);
    expect(() => order({ peer: 'b9' })).toThrow(
      /network\.client\.peer: b9 is no peer .* these are a0, b0, b1/,
    );
  });

  it('is handed to load workers with its authority in a file', async () => {
    const access = await clientAccessOf(config, [peer('b0', 'B', { tlsName: 'peer0.b' })], directory);
    expect(access).toMatchObject({ peerAddress: 'b0.example.com:7051', peerName: 'peer0.b', mspId: 'B' });
    expect(await readFile(access?.tlsCaFile ?? '', 'utf8')).toBe('authority of b0');
    expect(await clientAccessOf(config, [peer('b0', 'B')], directory)).toMatchObject({
      peerName: 'b0.example.com',
    });
    const plain = await clientAccessOf(config, [peer('b0', 'B', { tlsCaCertificate: undefined })], directory);
    expect(plain?.tlsCaFile).toBeUndefined();
  });

  it('is needed, and the chaincode too, before anything is sent', async () => {
    const none = await clientAccessOf({ ...config, client: undefined }, peers, directory);
    expect(none).toBeUndefined();
    expect(() => requireSending(none)).toThrow(/network\.client: is missing/);
    const readOnly = await clientAccessOf({ ...config, chaincode: undefined }, peers, directory);
    expect(() => requireSending(readOnly)).toThrow(/network\.chaincode: is missing/);
    const full = await clientAccessOf(config, peers, directory);
    expect(requireSending(full)).toBe(full);
  });
});

describe('operations services', () => {
  it('belong to nodes of the network', () => {
    const operations = { b0: 'http://b0:9443', x: 'http://x:9443' };
    expect(() => requireKnownNodes({ ...config, operations }, peers)).toThrow(
      'configuration: network.operations.x: is no node of the network: these are a0, b0, b1',
    );
    requireKnownNodes({ ...config, operations: { b0: 'http://b0:9443' } }, peers);
  });
});
