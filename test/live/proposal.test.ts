import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { readIdentity } from '../../network/channel/identity.js';
import { derPositiveInteger, readDerSequence } from '../../network/channel/msp-der.js';
import { signUpdate } from '../../network/channel/signed-update.js';
import { openEmbeddedNetwork } from '../../network/embedded-network.js';
import { proposalText, parseProposal, signatureText } from '../../optimizer/apply/proposals/proposal-file.js';
import { sha256Of, updateBytes } from '../../optimizer/apply/proposals/objections.js';
import {
  addSignatures,
  asProposalSignature,
  signatureFileOf,
} from '../../optimizer/apply/proposals/signatures.js';
import type { Network } from '../../optimizer/domain/ports.js';
import type { Proposal, ProposalSignature } from '../../optimizer/domain/proposal.js';
import { gridtune, gridtuneJson, type CliResult } from './cli.js';
import { startOtherNetwork, type OtherNetwork } from './other-network.js';

/** Three organisations order together; a change of the ordering settings takes administrators of two of them. */
let raft3: OtherNetwork;
let home: string;
let working: string;
let network: Network;

beforeAll(async () => {
  working = await mkdtemp(path.join(tmpdir(), 'gridtune-signing-'));
  raft3 = await startOtherNetwork('topology-raft3.yaml');
  network = await openEmbeddedNetwork(path.join(raft3.home, 'network'));
  // The embedded network's home holds every administrator's key: the proposer is attached, with one of them.
  home = inWorking('regulator');
  await gridtuneJson(['network', 'profile', '--out', home], { home: raft3.home });
  const file = path.join(home, 'gridtune.yaml');
  const configuration = parse(await readFile(file, 'utf8')) as {
    network: { administrators: { mspId: string }[] };
  };
  const { administrators } = configuration.network;
  configuration.network.administrators = administrators.filter(({ mspId }) => mspId === 'RegulatorMSP');
  await writeFile(file, stringify(configuration));
});
afterAll(async () => {
  network.channel.close();
  await raft3.remove();
  await rm(working, { recursive: true, force: true });
});

const inWorking = (name: string): string => path.join(working, name);
const crypto = (...parts: string[]): string => path.join(raft3.home, 'network', 'crypto', ...parts);
const adminOf = (kind: 'orderer' | 'peer', name: string): string =>
  crypto(`${kind}Organizations`, `${name}.test`, 'users', `Admin@${name}.test`, 'msp');
const proposalIn = async (name: string): Promise<Proposal> =>
  parseProposal(await readFile(inWorking(name), 'utf8'), name);

async function create(
  name: string,
  settings: object,
  more: readonly string[] = [],
): Promise<Record<string, unknown>> {
  const out = ['--out', inWorking(name), ...more];
  return gridtuneJson(['proposal', 'create', '--settings', JSON.stringify(settings), ...out], { home });
}

/** The product on a machine that has a proposal file and an administrator's folder, and reaches nothing. */
async function offline(commandLine: readonly string[]): Promise<CliResult> {
  const elsewhere = await mkdtemp(inWorking('offline-'));
  return gridtune(commandLine, { home: elsewhere, environment: { MONGODB_URI: 'mongodb://127.0.0.1:1' } });
}

async function submit(name: string, signatures: readonly string[] = []): Promise<CliResult> {
  const given = signatures.flatMap((file) => ['--signature', inWorking(file)]);
  return gridtune(['proposal', 'submit', inWorking(name), ...given, '--yes', '--json'], { home });
}

async function signatureBy(
  mspId: string,
  mspDirectory: string,
  bytes: Uint8Array,
): Promise<ProposalSignature> {
  const signature = await signUpdate(bytes, await readIdentity(mspId, mspDirectory));
  return asProposalSignature(signature, { mspId, name: `somebody of ${mspId}` }, Date.now());
}

/** The other of the two signatures that ECDSA knows, as a device makes it half of the time. */
function withHighS(given: ProposalSignature): ProposalSignature {
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
  const [r = 0n, s = 0n] = readDerSequence(Buffer.from(given.signature, 'base64')).map(derPositiveInteger);
  const body = Buffer.concat([r, order - s].map(derInteger));
  const signature = Buffer.concat([Buffer.from([0x30, body.length]), body]);
  return { ...given, signature: signature.toString('base64') };
}

function derInteger(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex');
  const content = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), bytes]) : bytes;
  return Buffer.concat([Buffer.from([0x02, content.length]), content]);
}

describe('a change that several organisations have to sign', () => {
  it('is shown and signed where there is no network, refused until enough count, then proven', async () => {
    const created = await create('p.json', { batchTimeoutMs: 400 });
    expect(created).toMatchObject({
      channel: 'exchange',
      after: { batchTimeoutMs: 400 },
      requirement: { policy: '/Channel/Orderer/Admins', needed: 2 },
      signedBy: [],
      missing: ['GridMSP', 'MarketMSP', 'RegulatorMSP'],
    });
    expect(await create('later.json', { batchTimeoutMs: 900 }, ['--sign'])).toMatchObject({
      signedBy: ['RegulatorMSP'],
      missing: ['GridMSP', 'MarketMSP'],
    });
    const { sequence } = await network.channel.read();
    const alone = await gridtune(['apply', '--settings', '{"batchTimeoutMs": 400}', '--yes'], { home });
    expect(alone).toMatchObject({ code: 1, stdout: '' });
    expect(alone.stderr).toMatch(/only RegulatorMSP is .*"gridtune proposal create .*\[SIGNATURE_REFUSED\]/);

    const marketMsp = inWorking('market-msp');
    await cp(adminOf('orderer', 'market'), marketMsp, { recursive: true });
    const asMarket = ['--msp-id', 'MarketMSP', '--msp-dir', marketMsp];
    const [keyFile = ''] = await readdir(path.join(adminOf('orderer', 'grid'), 'keystore'));
    const asGrid = [
      '--msp-id',
      'GridMSP',
      '--certificate',
      path.join(adminOf('orderer', 'grid'), 'signcerts', 'Admin@grid.test-cert.pem'),
      '--private-key',
      path.join(adminOf('orderer', 'grid'), 'keystore', keyFile),
    ];
    const node = crypto('ordererOrganizations', 'grid.test', 'orderers', 'orderer0.grid.test', 'msp');
    await writeTampered('p.json', 'tampered.json');
    const [shown, apart, inPlace, asNode, tampered] = await Promise.all([
      offline(['proposal', 'show', inWorking('p.json')]),
      offline(['proposal', 'sign', inWorking('p.json'), ...asGrid, '--out', inWorking('grid.json'), '--yes']),
      // Another machine has another copy.
      cp(inWorking('p.json'), inWorking('market-copy.json')).then(async () =>
        offline(['proposal', 'sign', inWorking('market-copy.json'), ...asMarket, '--yes', '--json']),
      ),
      offline(['proposal', 'sign', inWorking('p.json'), '--msp-id', 'GridMSP', '--msp-dir', node, '--yes']),
      offline(['proposal', 'sign', inWorking('tampered.json'), ...asMarket, '--yes']),
    ]);
    expect(shown.code).toBe(0);
    expect(shown.stdout).toContain('/Channel/Orderer/BatchTimeout');
    expect(shown.stderr).toContain('there is no network yet');
    expect(apart).toMatchObject({ code: 0, stderr: '' });
    expect(inPlace.code).toBe(0);
    expect(JSON.parse(inPlace.stdout)).toMatchObject({
      mspId: 'MarketMSP',
      name: 'Admin@market.test',
      added: true,
    });
    expect(asNode).toMatchObject({ code: 1, stdout: '' });
    expect(asNode.stderr).toContain(
      'orderer0.grid.test of GridMSP is no administrator: the certificate has OU=orderer',
    );
    expect(tampered).toMatchObject({ code: 1, stdout: '' });
    expect(tampered.stderr).toContain('the bytes of the update were changed');

    await everySignatureIsJudged();
    expect((await network.channel.read()).sequence).toBe(sequence);

    const done = await submit('p.json', ['market-copy.json', 'grid.json']);
    expect(done.stderr).not.toContain('gridtune:');
    const nodes = (await network.status()).filter(({ kind }) => kind !== 'chaincode').map(({ name }) => name);
    const answer = JSON.parse(done.stdout);
    expect(answer).toMatchObject({
      proposalId: created['proposalId'],
      verified: true,
      before: { batchTimeoutMs: 2000 },
      after: { batchTimeoutMs: 400 },
      signedBy: ['GridMSP', 'MarketMSP'],
    });
    expect(answer.nodes.toSorted()).toEqual(nodes.toSorted());
    expect((await network.channel.read()).settings.batchTimeoutMs).toBe(400);
    expect(await proposalIn('p.json')).toMatchObject({
      status: 'submitted',
      applicationId: answer.applicationId,
    });
  });

  it('is made anew where another one came first', async () => {
    const old = await proposalIn('later.json');
    const signed = addSignatures(old, [
      await signatureBy('GridMSP', adminOf('orderer', 'grid'), updateBytes(old)),
    ]);
    await writeFile(inWorking('later.json'), proposalText(signed));
    const { sequence } = await network.channel.read();
    const [stale, again] = [await submit('later.json'), await submit('p.json')];
    expect(stale).toMatchObject({ code: 1, stdout: '' });
    expect(stale.stderr).toMatch(
      /is stale, nothing was sent: .*everybody has to sign again.*\[STALE_CONFIG\]/,
    );
    const { replacedBy } = await proposalIn('later.json');
    expect(await proposalIn(`proposal-${replacedBy}.json`)).toMatchObject({
      replaces: old.id,
      status: 'open',
      configSequence: sequence,
      before: { batchTimeoutMs: 400 },
      after: { batchTimeoutMs: 900 },
      signatures: [],
    });
    expect(again.stderr).toMatch(/was submitted already, as a-/);
    expect((await network.channel.read()).sequence).toBe(sequence);
  });
});

/** Bytes that set another timeout than the proposal says. */
async function writeTampered(name: string, to: string): Promise<void> {
  const proposal = await proposalIn(name);
  const update = Buffer.from(updateBytes(proposal));
  const at = update.indexOf('400ms');
  update.write('999ms', at);
  await writeFile(inWorking(to), proposalText({ ...proposal, update: update.toString('base64') }));
  expect(sha256Of(update)).not.toBe(proposal.updateSha256);
}

/** One good signature, and beside it some that are each wrong in another way. */
async function everySignatureIsJudged(): Promise<void> {
  const proposal = await proposalIn('p.json');
  const bytes = updateBytes(proposal);
  const [regulator, tso] = [adminOf('orderer', 'regulator'), adminOf('peer', 'tso')];
  const node = crypto('ordererOrganizations', 'regulator.test', 'orderers', 'orderer0.regulator.test', 'msp');
  const wrong = {
    peer: await signatureBy('TsoMSP', tso, bytes),
    node: await signatureBy('RegulatorMSP', node, bytes),
    high: withHighS(await signatureBy('RegulatorMSP', regulator, bytes)),
    other: await signatureBy('RegulatorMSP', regulator, Buffer.from('other bytes')),
  };
  for (const [name, signature] of Object.entries(wrong))
    await writeFile(inWorking(`${name}.json`), signatureText(signatureFileOf(proposal, signature)));
  const elsewhere = signatureFileOf({ ...proposal, id: 'p-other' }, wrong.peer);
  await writeFile(inWorking('elsewhere.json'), signatureText(elsewhere));
  const [wrongOnes, another, tampered] = await Promise.all([
    submit('p.json', ['grid.json', 'peer.json', 'node.json', 'high.json', 'other.json']),
    submit('p.json', ['elsewhere.json']),
    submit('tampered.json', ['grid.json']),
  ]);
  for (const refused of [wrongOnes, another, tampered])
    expect(refused).toMatchObject({ code: 1, stdout: '' });
  expect(wrongOnes.stderr).toContain('; GridMSP signed; not counting: ');
  expect(wrongOnes.stderr).toContain('TsoMSP has no say in this change');
  expect(wrongOnes.stderr).toContain('orderer0.regulator.test is orderer of RegulatorMSP');
  expect(wrongOnes.stderr).toContain('has a high S, which Fabric refuses');
  expect(wrongOnes.stderr).toContain('was not made over these bytes');
  expect(wrongOnes.stderr).toMatch(/: have it signed by 1 of MarketMSP, RegulatorMSP \[SIGNATURE_REFUSED\]/);
  expect(another.stderr).toMatch(/is for p-other, not for p-/);
  expect(tampered.stderr).toMatch(/the bytes of the update were changed.*\[UPDATE_TAMPERED\]/);
}
