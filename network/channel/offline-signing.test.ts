import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { InvalidInputError, SignatureError } from '../../optimizer/domain/errors.js';
import identities from './fixtures/identities.json' with { type: 'json' };
import {
  initialConfig,
  nowMs,
  signatureBy,
  updateTo,
  type IdentityName,
} from './fixtures/signers.fixture.js';
import { offlineSigning } from './offline-signing.js';

const update = updateTo(initialConfig(), { batchTimeoutMs: 500 });
let folder: string;

beforeEach(async () => {
  // The certificates are valid then.
  vi.useFakeTimers({ now: nowMs, toFake: ['Date'] });
  folder = await mkdtemp(path.join(tmpdir(), 'gridtune-offline-'));
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(folder, { recursive: true });
});

async function write(name: string, content: string): Promise<string> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
  return file;
}

async function pair(name: IdentityName) {
  return {
    mspId: 'RegulatorMSP',
    kind: 'file' as const,
    certificate: await write(`${name}.crt`, identities[name].certificate),
    privateKey: await write(`${name}.key`, identities[name].key),
  };
}

async function mspFolder(name: IdentityName, config?: string) {
  await write('msp/signcerts/cert.pem', identities[name].certificate);
  await write('msp/keystore/key.pem', identities[name].key);
  if (config !== undefined) await write('msp/config.yaml', config);
  return { mspId: 'RegulatorMSP', kind: 'folder' as const, mspDirectory: path.join(folder, 'msp') };
}

const USES_UNITS = `NodeOUs:
  Enable: true
  AdminOUIdentifier: { Certificate: cacerts/ca.pem, OrganizationalUnitIdentifier: admin }
`;

describe('an administrator who signs offline', () => {
  it('signs the bytes so that the signature fits them and nothing else', async () => {
    const signer = await offlineSigning.openSigner(await pair('regulatorAdmin'), nowMs);
    expect(signer).toMatchObject({ mspId: 'RegulatorMSP', name: 'Admin@regulator.test', warnings: [] });
    const signature = await signer.sign(update);
    const who = { mspId: 'RegulatorMSP', name: 'Admin@regulator.test' };
    expect(offlineSigning.check(update, signature, nowMs)).toEqual(who);
    const other = updateTo(initialConfig(), { batchTimeoutMs: 501 });
    expect(offlineSigning.check(other, signature, nowMs).problem?.kind).toBe('wrong-signature');
  });

  it.each(['regulatorOrderer', 'tsoUser'] as const)(
    'is refused with the certificate of %s where units give roles',
    async (name) => {
      const opened = offlineSigning.openSigner(await mspFolder(name, USES_UNITS), nowMs);
      await expect(opened).rejects.toThrow(SignatureError);
      await expect(opened).rejects.toThrow(/is no administrator: the certificate has OU=(orderer|client)/);
    },
  );

  it("is refused with a node's certificate even where nothing is known of units", async () => {
    const opened = offlineSigning.openSigner(await pair('regulatorOrderer'), nowMs);
    await expect(opened).rejects.toThrow(/orderer0\.regulator\.test of RegulatorMSP is no administrator/);
  });

  it('is warned where files cannot tell', async () => {
    for (const source of [await pair('tsoUser'), await pair('noUnit'), await mspFolder('noUnit')]) {
      const { warnings } = await offlineSigning.openSigner(source, nowMs);
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toMatch(/is an administrator cannot be told here .* the channel decides/);
    }
  });

  it('is one who is named in the folder, or carries the unit that the folder names', async () => {
    await write('msp/admincerts/me.pem', identities.noUnit.certificate);
    expect((await offlineSigning.openSigner(await mspFolder('noUnit'), nowMs)).warnings).toEqual([]);
    const custom = USES_UNITS.replace('Identifier: admin', 'Identifier: client');
    expect((await offlineSigning.openSigner(await mspFolder('tsoUser', custom), nowMs)).warnings).toEqual([]);
    await expect(offlineSigning.openSigner(await mspFolder('regulatorAdmin', custom), nowMs)).rejects.toThrow(
      /has OU=admin and would need OU=client/,
    );
  });

  it('uses the key of the certificate where the folder has older ones', async () => {
    const source = await mspFolder('regulatorAdmin', USES_UNITS);
    await write('msp/keystore/an-older.pem', identities.marketAdmin.key);
    await write('msp/keystore/a-note.txt', 'not a key');
    const signature = await (await offlineSigning.openSigner(source, nowMs)).sign(update);
    expect(offlineSigning.check(update, signature, nowMs).problem).toBeUndefined();
    await rm(path.join(folder, 'msp', 'keystore', 'key.pem'));
    await expect(offlineSigning.openSigner(source, nowMs)).rejects.toThrow(/holds no key of its certificate/);
  });

  it('signs with a key that another program holds', async () => {
    const { mspId, certificate, privateKey } = await pair('regulatorAdmin');
    const program = await write(
      'sign-digest.cjs',
      `const { createPrivateKey } = require('node:crypto');
       const { p256 } = require(${JSON.stringify(createRequire(import.meta.url).resolve('@noble/curves/nist'))});
       const key = createPrivateKey(require('node:fs').readFileSync(process.argv[2]));
       const secret = Buffer.from(key.export({ format: 'jwk' }).d, 'base64url');
       process.stdout.write(p256.sign(Buffer.from(process.argv[3], 'hex'), secret).toHex('der'));`,
    );
    const command = [process.execPath, program, privateKey, '{digest}'] as const;
    const held = { mspId, kind: 'command', certificate, command } as const;
    const signature = await (await offlineSigning.openSigner(held, nowMs)).sign(update);
    expect(offlineSigning.check(update, signature, nowMs).problem).toBeUndefined();
  }, 60_000);

  it('is refused with a certificate that has expired, the key of another, or a folder without any', async () => {
    const expired = offlineSigning.openSigner(await pair('expired'), nowMs);
    await expect(expired).rejects.toThrow(InvalidInputError);
    await expect(expired).rejects.toThrow(/expired on /);
    const { privateKey } = await pair('marketAdmin');
    const mixed = { ...(await pair('regulatorAdmin')), privateKey };
    await expect(offlineSigning.openSigner(mixed, nowMs)).rejects.toThrow(
      /is not the key of the certificate/,
    );
    const empty = {
      mspId: 'RegulatorMSP',
      kind: 'folder' as const,
      mspDirectory: path.join(folder, 'nowhere'),
    };
    await expect(offlineSigning.openSigner(empty, nowMs)).rejects.toThrow(
      /holds no certificate in signcerts/,
    );
    const source = await mspFolder('regulatorAdmin', 'NodeOUs: {Enable: perhaps}');
    await expect(offlineSigning.openSigner(source, nowMs)).rejects.toThrow(/config\.yaml: says nothing/);
    await cp(path.join(folder, 'msp/signcerts/cert.pem'), path.join(folder, 'msp/signcerts/more.pem'));
    await expect(offlineSigning.openSigner(source, nowMs)).rejects.toThrow(/holds several certificates/);
  });
});

describe('a signature checked offline', () => {
  it('is refused if it is high-S, of an expired certificate, or none', () => {
    const high = signatureBy('regulatorAdmin', 'RegulatorMSP', update, { high: true });
    expect(offlineSigning.check(update, high, nowMs).problem?.kind).toBe('high-s');
    const expired = signatureBy('expired', 'RegulatorMSP', update);
    expect(offlineSigning.check(update, expired, nowMs).problem?.kind).toBe('expired-certificate');
    const none = { header: Buffer.from('x'), signature: Buffer.from('y') };
    expect(offlineSigning.check(update, none, nowMs).problem?.kind).toBe('malformed');
  });
});
