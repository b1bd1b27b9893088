import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { certificateOf } from '../channel/fixtures/signers.fixture.js';
import { connectionProfileSchema, endpointsOf } from './connection-profile.js';

const pem = certificateOf('regulatorAdmin').toString();
const indented = pem.replaceAll(/^/gm, '          ');

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'gridtune-profile-'));
  await writeFile(path.join(directory, 'ca.pem'), pem);
});
afterEach(async () => rm(directory, { recursive: true }));

const read = async (text: string, { channel = 'exchange', allowPlaintext = false } = {}) =>
  endpointsOf(connectionProfileSchema.parse(parse(text)), {
    file: path.join(directory, 'connection.yaml'),
    channel,
    allowPlaintext,
  });

function faultsOf(text: string): string[] {
  const parsed = connectionProfileSchema.safeParse(parse(text));
  return parsed.error?.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`) ?? [];
}

/** As Fabric's samples write it, with much that is of no use here. */
const sample = `
name: test-network
version: 1.0.0
client: { organization: Org1, connection: { timeout: { peer: { endorser: '300' } } } }
organizations:
  Org1: { mspid: Org1MSP, peers: [peer0.org1], certificateAuthorities: [ca.org1] }
  Org2: { mspid: Org2MSP }
orderers:
  orderer.example.com:
    url: grpcs://localhost:7050
    tlsCACerts: { path: ca.pem }
    grpcOptions:
      ssl-target-name-override: orderer.example.com
      grpc.keepalive_time_ms: 120000
      grpc-max-send-message-length: 15
      allow-insecure: false
peers:
  peer0.org1:
    url: grpcs://10.0.0.7:7051/
    tlsCACerts:
      pem:
        - |
${indented}
  peer0.org2:
    url: grpcs://peer0.org2.example.com:9051
    tlsCACerts: { pem: ${JSON.stringify(pem)} }
    grpcOptions: { hostnameOverride: peer0.org2 }
certificateAuthorities:
  ca.org1: { url: 'https://localhost:7054' }
`;

describe('a connection profile', () => {
  it('gives addresses, names and authorities of the nodes', async () => {
    const { orderers, peers } = await read(sample);
    expect(orderers).toEqual([
      {
        name: 'orderer.example.com',
        kind: 'orderer',
        address: 'localhost:7050',
        tlsCaCertificate: Buffer.from(pem),
        tlsName: 'orderer.example.com',
        clientTls: undefined,
        grpcOptions: { 'grpc.keepalive_time_ms': 120_000 },
      },
    ]);
    expect(peers).toMatchObject([
      // An address is no TLS name: the profile's own name for the node is asked for.
      { name: 'peer0.org1', address: '10.0.0.7:7051', tlsName: 'peer0.org1', mspId: 'Org1MSP' },
      { name: 'peer0.org2', address: 'peer0.org2.example.com:9051', tlsName: 'peer0.org2', mspId: undefined },
    ]);
    expect(Buffer.from(peers[0]?.tlsCaCertificate ?? []).toString()).toContain(pem.trim());
  });

  it('may be JSON', async () => {
    const { orderers } = await read(JSON.stringify(parse(sample)));
    expect(orderers.map(({ address }) => address)).toEqual(['localhost:7050']);
  });

  it('is narrowed down to the nodes that it lists for the channel', async () => {
    const channels =
      '\nchannels: { exchange: { peers: { peer0.org2: {} } }, other: { peers: { peer0.org1: {} } } }\n';
    const { orderers, peers } = await read(sample + channels);
    expect([orderers.length, peers.map(({ name }) => name)]).toEqual([1, ['peer0.org2']]);
    expect((await read(sample + channels, { channel: 'third' })).peers).toHaveLength(2);
  });

  it('names every fault of its form', () => {
    expect(
      faultsOf(`
orderers:
  a: { tlsCACerts: { path: ca.pem } }
  b: { url: 'https://b:7050', tlsCACerts: { path: ca.pem } }
  c: { url: 'grpcs://c', tlsCACerts: { path: ca.pem } }
  d: { url: 'grpcs://d:7050' }
  e: { url: 'grpcs://e:7050', tlsCACerts: {} }
`),
    ).toEqual([
      'orderers.a.url: is missing: give an address such as grpcs://orderer0.example.com:7050',
      'orderers.b.url: must be an address with a port, such as grpcs://orderer0.example.com:7050',
      'orderers.c.url: must be an address with a port, such as grpcs://orderer0.example.com:7050',
      "orderers.d.tlsCACerts: is missing: grpcs needs the node's TLS certificate authority, as path or pem",
      'orderers.e.tlsCACerts: give path or pem',
    ]);
    expect(faultsOf('name: empty')).toEqual([': names neither orderers nor peers']);
  });

  it('names every authority that cannot be used', async () => {
    await writeFile(
      path.join(directory, 'broken.pem'),
      '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n',
    );
    const refused = read(`
orderers:
  a: { url: 'grpcs://a:7050', tlsCACerts: { path: none.pem } }
  b: { url: 'grpcs://b:7050', tlsCACerts: { path: broken.pem } }
peers:
  c: { url: 'grpcs://c:7051', tlsCACerts: { pem: nothing } }
`);
    await expect(refused).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      faults: ['orderers.a', 'orderers.b', 'peers.c'].map((node) => ({
        path: `${node}.tlsCACerts`,
        message: 'holds no certificate in PEM, or cannot be read: check path or pem',
      })),
    });
  });

  it('goes without TLS on this machine alone, unless it is allowed to', async () => {
    const plain = (host: string) => `orderers: { a: { url: 'grpc://${host}:7050' } }`;
    for (const host of ['localhost', '127.0.0.1', '127.9.9.9', '[::1]'])
      expect((await read(plain(host))).orderers[0]?.tlsCaCertificate).toBeUndefined();
    for (const host of ['10.0.0.7', 'grid.example.com', '127.0.0.1.example.com', 'localhost.example.com'])
      await expect(read(plain(host))).rejects.toThrow(
        /orderers\.a\.url: grpc:\/\/ sends everything in the clear/,
      );
    const { orderers } = await read(plain('10.0.0.7'), { allowPlaintext: true });
    expect(orderers).toMatchObject([{ address: '10.0.0.7:7050', tlsCaCertificate: undefined }]);
  });
});
