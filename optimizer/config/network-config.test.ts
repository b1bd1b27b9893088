import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { InvalidInputError } from '../domain/errors.js';
import { readAppConfig } from './app-config.js';
import { attachedNetworkOf } from './network-config.js';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'gridtune-config-'));
});
afterEach(async () => rm(directory, { recursive: true }));

async function read(text: string) {
  const file = path.join(directory, 'gridtune.yaml');
  await writeFile(file, text);
  const { network } = await readAppConfig(file);
  return network && attachedNetworkOf(network, '/etc/gridtune');
}

async function faultsOf(text: string): Promise<string[]> {
  const error = await read(text).then(
    () => undefined,
    (thrown: InvalidInputError) => thrown,
  );
  return error?.faults.map((fault) => `${fault.path}: ${fault.message}`) ?? [];
}

const required = 'network:\n  connectionProfile: connection.yaml\n  channel: exchange\n';

describe('network: of the configuration', () => {
  it('may be left out', async () => {
    expect(await read('benchmark: {}\n')).toBeUndefined();
  });

  it('takes every kind of key, with paths that start from the file', async () => {
    const network = await read(`${required}
  administrators:
    - { mspId: A, mspDirectory: crypto/msp }
    - { mspId: B, certificate: b.pem, privateKey: /keys/b.key }
    - { mspId: C, certificate: c.pem, signer: { pkcs11: { library: /usr/lib/p11.so, label: grid, pinFile: pin.txt, keyId: '0aff' } } }
    - { mspId: D, certificate: d.pem, signer: { command: [sign-digest, --key, grid-admin] } }
    - { mspId: E, certificate: e.pem, signer: { command: [tools/sign] } }
  client: { mspId: F, mspDirectory: ../client, peer: peer0.f }
  clientTls: { certificate: tls.pem, privateKey: tls.key }
  operations: { orderer0: 'http://127.0.0.1:9443/' }
`);
    expect(network).toEqual({
      connectionProfile: '/etc/gridtune/connection.yaml',
      channel: 'exchange',
      administrators: [
        { mspId: 'A', kind: 'folder', mspDirectory: '/etc/gridtune/crypto/msp' },
        { mspId: 'B', kind: 'file', certificate: '/etc/gridtune/b.pem', privateKey: '/keys/b.key' },
        {
          mspId: 'C',
          kind: 'pkcs11',
          certificate: '/etc/gridtune/c.pem',
          module: {
            library: '/usr/lib/p11.so',
            label: 'grid',
            pinFile: '/etc/gridtune/pin.txt',
            keyId: '0aff',
          },
        },
        {
          mspId: 'D',
          kind: 'command',
          certificate: '/etc/gridtune/d.pem',
          command: ['sign-digest', '--key', 'grid-admin'],
        },
        {
          mspId: 'E',
          kind: 'command',
          certificate: '/etc/gridtune/e.pem',
          command: ['/etc/gridtune/tools/sign'],
        },
      ],
      client: { mspId: 'F', mspDirectory: '/etc/client', peer: 'peer0.f' },
      clientTls: { certificate: '/etc/gridtune/tls.pem', privateKey: '/etc/gridtune/tls.key' },
      operations: { orderer0: 'http://127.0.0.1:9443' },
      allowPlaintext: false,
    });
  });

  it('names every fault at once, each with its line', async () => {
    expect(
      await faultsOf(`network:
  channel: 5
  administrators:
    - { mspId: A }
    - { mspId: B, certificate: b.pem }
    - { mspId: C, mspDirectory: msp, privateKey: c.key }
    - { mspId: D, certificate: d.pem, signer: {} }
    - { mspId: E, certificate: e.pem, signer: { command: [] } }
    - { mspId: F, certificate: f.pem, signer: { pkcs11: { library: x, label: y, pinFile: z, keyId: 5g } } }
  operations: { orderer0: 'orderer0:9443' }
  pin: 1234
`),
    ).toEqual([
      'network.connectionProfile: must be a text (line 2)',
      'network.channel: must be a text (line 2)',
      'network.administrators.0: give mspDirectory, or certificate with privateKey or signer (line 4)',
      'network.administrators.1: give either privateKey or signer beside certificate (line 5)',
      'network.administrators.2.privateKey: has no place beside mspDirectory, which holds certificate and key (line 6)',
      'network.administrators.3.signer: give pkcs11 or command (line 7)',
      'network.administrators.4.signer.command: must be a list: a program and its arguments (line 8)',
      'network.administrators.5.signer.pkcs11.keyId: must be whole bytes in hex, in quotes (line 9)',
      'network.operations.orderer0: must be an address such as http://127.0.0.1:9443 (line 10)',
      'network.pin: is not a known key (line 11)',
    ]);
  });

  it('asks for an administrator', async () => {
    const rule = 'must be a list of at least one administrator of an ordering organisation';
    expect(await faultsOf(`${required}  administrators: []\n`)).toEqual([
      `network.administrators: ${rule} (line 4)`,
    ]);
    expect(await faultsOf(required)).toEqual([`network.administrators: ${rule} (line 2)`]);
  });
});
