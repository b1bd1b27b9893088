import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { organisationMsp, userMsp } from '../../network/layout.js';
import { readState, type NetworkState } from '../../network/state.js';
import { connectionProfileSchema } from '../../network/attached/connection-profile.js';
import { openAttachedNetwork } from '../../network/attached/open-attached-network.js';
import { readAppConfig } from '../../optimizer/config/app-config.js';
import { attachedNetworkOf } from '../../optimizer/config/network-config.js';
import { readYamlFile } from '../../optimizer/config/yaml-file.js';
import { messageOf } from '../../optimizer/domain/errors.js';
import { gridtune, gridtuneJson, root } from './cli.js';
import { ORIGINAL_SETTINGS, settingsInForce } from './swept-channel.js';

const run = promisify(execFile);

/** A network as somebody else sees it: attached from a home of its own, by profile and identities alone. */
interface Profile {
  channels?: Record<string, { orderers: string[] }>;
  orderers: Record<string, { url: string; tlsCACerts: { pem: string }; grpcOptions: Record<string, string> }>;
  peers: Record<string, { tlsCACerts: { pem: string } }>;
}
interface Configuration {
  network: {
    channel: string;
    chaincode?: string;
    administrators: object[];
    client?: { mspId: string; mspDirectory: string };
    operations?: Record<string, string>;
  };
}

let home: string;
let state: NetworkState;
const everyNode = ['orderer0.regulator.test', 'peer0.tso.test', 'peer0.dso1.test', 'peer0.dso2.test'];

beforeAll(async () => {
  const read = await readState(path.join(inject('home'), 'network'));
  if (!read) throw new Error('no network');
  state = read;
  home = await mkdtemp(path.join(tmpdir(), 'gridtune-attached-'));
  await gridtuneJson(['network', 'profile', '--out', home], { home: inject('home') });
});
afterAll(async () => rm(home, { recursive: true, force: true }));

/** The same installation with something changed, as a second one beside it. */
async function variant(
  name: string,
  change: (configuration: Configuration, profile: Profile) => void,
): Promise<string> {
  const directory = path.join(home, name);
  await mkdir(directory);
  const configuration = parse(await readFile(path.join(home, 'gridtune.yaml'), 'utf8')) as Configuration;
  const profile = parse(await readFile(path.join(home, 'connection.yaml'), 'utf8')) as Profile;
  change(configuration, profile);
  await writeFile(path.join(directory, 'gridtune.yaml'), stringify(configuration));
  await writeFile(path.join(directory, 'connection.yaml'), stringify(profile));
  return directory;
}

const warnings: string[] = [];

/** What the command line opens for each of its commands, without a process for each. */
async function attach(directory: string) {
  const file = path.join(directory, 'gridtune.yaml');
  const { network } = await readAppConfig(file);
  if (!network) throw new Error(`${file} names no network`);
  const config = attachedNetworkOf(network, directory);
  const profile = await readYamlFile('profile', config.connectionProfile, connectionProfileSchema);
  return openAttachedNetwork({ config, profile, directory, warn: (message) => warnings.push(message) });
}

async function refusal(...parameters: Parameters<typeof variant>): Promise<string> {
  const directory = await variant(...parameters);
  const refused = await attach(directory).then(
    (network) => network.close(),
    (error: unknown) => messageOf(error),
  );
  return refused ?? 'it was not refused';
}

/** A key and a certificate of the ordering organisation's own authority. */
async function certified(name: string, ...validity: string[]): Promise<{ certificate: string; key: string }> {
  const [orderer] = state.nodes.orderers;
  if (!orderer) throw new Error('no orderer');
  const authority = path.join(organisationMsp(state.layout, orderer), '..', 'ca');
  const file = (suffix: string): string => path.join(home, `${name}.${suffix}`);
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', file('key')];
  await run('openssl', ['req', ...newKey, '-subj', `/OU=admin/CN=${name}`, '-out', file('csr')]);
  const signing = [
    '-CA',
    path.join(authority, 'ca.regulator.test-cert.pem'),
    '-CAkey',
    path.join(authority, 'priv_sk'),
  ];
  await run('openssl', [
    ...['x509', '-req', '-in', file('csr'), ...signing, '-CAserial', file('serial'), '-CAcreateserial'],
    ...['-out', file('pem'), ...validity],
  ]);
  return { certificate: file('pem'), key: file('key') };
}

describe('an attached network', () => {
  it('is shown with every node, under one name wherever it is attached from', async () => {
    const status = await gridtuneJson(['network', 'status'], { home });
    expect(status).toMatchObject({ channel: 'exchange', healthy: true, settings: ORIGINAL_SETTINGS });
    expect((status['nodes'] as { name: string }[]).map(({ name }) => name)).toEqual(everyNode);
    const elsewhere = await attach(await variant('elsewhere', () => undefined));
    elsewhere.close();
    expect(elsewhere.id).toBe(status['networkId']);
    expect(await elsewhere.context()).toMatchObject({
      consensus: 'raft',
      orderers: 1,
      organisations: 3,
      peers: 3,
      versions: { fabric: '3.1.1' },
    });
  });

  it('is not started or stopped from here', async () => {
    const { code, stderr } = await gridtune(['network', 'down'], { home });
    expect(code).toBe(2);
    expect(stderr).toContain(`remove "network:" from ${path.join(home, 'gridtune.yaml')}`);
  });

  it('is changed and changed back, read back from every node', async () => {
    const change = ['apply', '--settings', '{"batchTimeoutMs": 300}'];
    const after = { ...ORIGINAL_SETTINGS, batchTimeoutMs: 300 };
    expect(await gridtuneJson([...change, '--dry-run'], { home })).toMatchObject({ dryRun: true, after });
    expect(await settingsInForce()).toEqual(ORIGINAL_SETTINGS);
    const applied = await gridtuneJson([...change, '--yes'], { home });
    expect(applied).toMatchObject({ verified: true, before: ORIGINAL_SETTINGS, after, nodes: everyNode });
    expect(await settingsInForce()).toEqual(after);
    const back = await gridtuneJson(['rollback', String(applied['applicationId']), '--yes'], { home });
    expect(back).toMatchObject({ verified: true, after: ORIGINAL_SETTINGS });
    expect(await settingsInForce()).toEqual(ORIGINAL_SETTINGS);
  });

  it('takes load from here', async () => {
    const plan = path.join(home, 'plan.yaml');
    const window = { warmupS: 0.25, minS: 1, maxS: 1 };
    const points = [{ maxMessageCount: 5, batchTimeoutMs: 100 }];
    await writeFile(plan, stringify({ name: 'attached', points, sendRateTps: 20, window }));
    const swept = await gridtuneJson(['sweep', '--plan', plan], { home });
    expect(swept).toMatchObject({ planned: 1, measured: 1 });
    expect(await settingsInForce()).toEqual(ORIGINAL_SETTINGS);
  });

  it('finds orderers that the profile does not name', async () => {
    const network = await attach(
      await variant('peers-only', (_, profile) => {
        delete profile.channels;
        profile.orderers = {};
      }),
    );
    const nodes = await network.status();
    network.close();
    expect(nodes.map(({ name, healthy }) => [name, healthy])).toEqual(everyNode.map((name) => [name, true]));
  });

  it('needs no peers and no client for an apply', async () => {
    const directory = await variant('orderers-only', ({ network }, profile) => {
      delete network.operations;
      delete network.client;
      delete network.chaincode;
      profile.peers = {};
    });
    const applied = await gridtuneJson(['apply', '--settings', '{"batchTimeoutMs": 400}', '--yes'], {
      home: directory,
    });
    expect(applied).toMatchObject({ verified: true, nodes: ['orderer0.regulator.test'] });
    const { code, stderr } = await gridtune(['sweep', '--plan', 'quick'], { home: directory });
    expect(code).toBe(2);
    expect(stderr).toContain('network.client: is missing');
    const network = await attach(directory);
    await network.channel.apply(ORIGINAL_SETTINGS);
    network.close();
  });

  it('takes signatures of a program that holds the key', async () => {
    const [orderer] = state.nodes.orderers;
    if (!orderer) throw new Error('no orderer');
    const msp = userMsp(state.layout, orderer, 'Admin');
    const program = path.join(home, 'sign-digest.mjs');
    // Raw r and s with the higher s, as many a module gives it.
    await writeFile(
      program,
      `import { createPrivateKey } from 'node:crypto';
       import { readFileSync, readdirSync } from 'node:fs';
       import { createRequire } from 'node:module';
       const { p256 } = createRequire(${JSON.stringify(path.join(root, 'package.json'))})('@noble/curves/nist');
       const [folder] = process.argv.slice(2);
       const key = createPrivateKey(readFileSync(folder + '/' + readdirSync(folder)[0]));
       const secret = Buffer.from(key.export({ format: 'jwk' }).d, 'base64url');
       const { r, s } = p256.sign(Buffer.from(readFileSync(0, 'utf8').trim(), 'hex'), secret, { lowS: true });
       const higher = p256.Point.Fn.ORDER - s;
       process.stdout.write([r, higher].map((part) => part.toString(16).padStart(64, '0')).join(''));`,
    );
    const directory = await variant('program', ({ network }) => {
      const certificate = path.join(msp, 'signcerts', 'Admin@regulator.test-cert.pem');
      const signer = { command: [process.execPath, program, path.join(msp, 'keystore')] };
      network.administrators = [{ mspId: 'RegulatorMSP', certificate, signer }];
    });
    const network = await attach(directory);
    const changed = await network.channel.apply({ ...ORIGINAL_SETTINGS, batchTimeoutMs: 500 });
    expect(changed).toMatchObject({ changed: true, nodes: everyNode });
    await network.channel.apply(ORIGINAL_SETTINGS);
    network.close();
  });
});

describe('an attached network that cannot be used says why', () => {
  it('with the certificate authority of another node', async () => {
    const said = await refusal('wrong-ca', ({ network }, profile) => {
      delete network.client;
      delete network.operations;
      for (const orderer of Object.values(profile.orderers))
        for (const { tlsCACerts } of Object.values(profile.peers)) orderer.tlsCACerts = tlsCACerts;
      profile.peers = {};
    });
    expect(said).toMatch(
      /orderer0\.regulator\.test .* shows a certificate of another authority .* tlsCACerts/,
    );
  });

  it('with a name that is not in the certificate', async () => {
    const said = await refusal('wrong-name', ({ network }, profile) => {
      delete network.client;
      delete network.operations;
      for (const { grpcOptions } of Object.values(profile.orderers))
        grpcOptions['ssl-target-name-override'] = 'orderer9.regulator.test';
      profile.peers = {};
    });
    expect(said).toMatch(
      /certificate for another name \(DNS:orderer0\.regulator\.test.*ssl-target-name-override/,
    );
  });

  it('with a channel that is not there', async () => {
    const said = await refusal('no-channel', ({ network }) => {
      network.channel = 'exchange2';
    });
    expect(said).toMatch(/no node gives channel exchange2: .*NOT_FOUND \(check the name of the channel/);
  });

  it('with an expired administrator', async () => {
    const { certificate, key } = await certified('expired', '-days', '-1');
    const said = await refusal('expired-admin', ({ network }) => {
      network.administrators = [{ mspId: 'RegulatorMSP', certificate, privateKey: key }];
    });
    expect(said).toMatch(/expired\.pem: expired on .* ask its organisation for a new certificate/);
  });

  it('with a key that belongs to another certificate', async () => {
    const [one, other] = [await certified('one', '-days', '1'), await certified('other', '-days', '1')];
    const said = await refusal('other-key', ({ network }) => {
      network.administrators = [
        { mspId: 'RegulatorMSP', certificate: one.certificate, privateKey: other.key },
      ];
    });
    expect(said).toMatch(/other\.key: is not the key of the certificate .*one\.pem/);
  });

  it('with an administrator of another organisation', async () => {
    const [peer] = state.nodes.peers;
    if (!peer) throw new Error('no peer');
    const directory = await variant('foreign', ({ network }) => {
      network.administrators = [{ mspId: peer.mspId, mspDirectory: userMsp(state.layout, peer, 'Admin') }];
    });
    const network = await attach(directory);
    expect(warnings.at(-1)).toMatch(/TsoMSP orders nothing on channel exchange, .* are RegulatorMSP/);
    await expect(network.channel.apply({ ...ORIGINAL_SETTINGS, batchTimeoutMs: 300 })).rejects.toMatchObject({
      message: expect.stringMatching(
        /policy for \[Value\] {2}\/Channel\/Orderer\/BatchTimeout not satisfied/,
      ),
    });
    network.close();
    expect(await settingsInForce()).toEqual(ORIGINAL_SETTINGS);
  });

  it('with a member whom the channel does not know', async () => {
    const [orderer] = state.nodes.orderers;
    if (!orderer) throw new Error('no orderer');
    const stranger = path.join(home, 'stranger-msp');
    await cp(userMsp(state.layout, orderer, 'Admin'), stranger, { recursive: true });
    const said = await refusal('stranger', ({ network }) => {
      network.administrators = [{ mspId: 'StrangeMSP', mspDirectory: stranger }];
      delete network.client;
    });
    expect(said).toMatch(
      /FORBIDDEN \(check that the certificate used for StrangeMSP is one of an organisation/,
    );
  });
});
