import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
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
const todayMs = Date.now();
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gridtune-offline-'));
});
afterEach(async () => rm(folder, { recursive: true }));

async function write(name: string, content: string): Promise<string> {
  const file = path.join(folder, name);
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(file, content);
  return file;
}

async function pair(name: IdentityName) {
  return {
    mspId: 'RegulatorMSP',
    certificateFile: await write(`${name}.crt`, identities[name].certificate),
    privateKeyFile: await write(`${name}.key`, identities[name].key),
  };
}

async function mspFolder(name: IdentityName, config?: string) {
  await write('msp/signcerts/cert.pem', identities[name].certificate);
  await write('msp/keystore/key.pem', identities[name].key);
  if (config !== undefined) await write('msp/config.yaml', config);
  return { mspId: 'RegulatorMSP', mspDirectory: path.join(folder, 'msp') };
}

const USES_UNITS = `NodeOUs:
  Enable: true
  AdminOUIdentifier: { Certificate: cacerts/ca.pem, OrganizationalUnitIdentifier: admin }
`;

describe('an administrator who signs offline', () => {
  it('signs the bytes so that the signature fits them and nothing else', async () => {
    const signer = await offlineSigning.openSigner(await pair('regulatorAdmin'), todayMs);
    expect(signer).toMatchObject({ mspId: 'RegulatorMSP', name: 'Admin@regulator.test', warnings: [] });
    const signature = await signer.sign(update);
    const who = { mspId: 'RegulatorMSP', name: 'Admin@regulator.test' };
    expect(offlineSigning.check(update, signature, todayMs)).toEqual(who);
    const other = updateTo(initialConfig(), { batchTimeoutMs: 501 });
    expect(offlineSigning.check(other, signature, todayMs).problem?.kind).toBe('wrong-signature');
  });

  it.each(['regulatorOrderer', 'tsoUser'] as const)(
    'is refused with the certificate of %s where units give roles',
    async (name) => {
      const opened = offlineSigning.openSigner(await mspFolder(name, USES_UNITS), todayMs);
      await expect(opened).rejects.toThrow(SignatureError);
      await expect(opened).rejects.toThrow(/is no administrator: the certificate has OU=(orderer|client)/);
    },
  );

  it("is refused with a node's certificate even where nothing is known of units", async () => {
    const opened = offlineSigning.openSigner(await pair('regulatorOrderer'), todayMs);
    await expect(opened).rejects.toThrow(/orderer0\.regulator\.test of RegulatorMSP is no administrator/);
  });

  it('is warned where files cannot tell', async () => {
    for (const source of [await pair('tsoUser'), await pair('noUnit'), await mspFolder('noUnit')]) {
      const { warnings } = await offlineSigning.openSigner(source, todayMs);
      expect(warnings).toHaveLength(1);
      expect(warnings[0]).toMatch(/is an administrator cannot be told here .* the channel decides/);
    }
  });

  it('is one who is named in the folder, or carries the unit that the folder names', async () => {
    await write('msp/admincerts/me.pem', identities.noUnit.certificate);
    expect((await offlineSigning.openSigner(await mspFolder('noUnit'), todayMs)).warnings).toEqual([]);
    const custom = USES_UNITS.replace('Identifier: admin', 'Identifier: client');
    expect((await offlineSigning.openSigner(await mspFolder('tsoUser', custom), todayMs)).warnings).toEqual(
      [],
    );
    await expect(
      offlineSigning.openSigner(await mspFolder('regulatorAdmin', custom), todayMs),
    ).rejects.toThrow(/has OU=admin and would need OU=client/);
  });

  it('uses the key of the certificate where the folder has older ones', async () => {
    const source = await mspFolder('regulatorAdmin', USES_UNITS);
    await write('msp/keystore/an-older.pem', identities.marketAdmin.key);
    await write('msp/keystore/a-note.txt', 'not a key');
    const signature = await (await offlineSigning.openSigner(source, todayMs)).sign(update);
    expect(offlineSigning.check(update, signature, todayMs).problem).toBeUndefined();
    await rm(path.join(folder, 'msp', 'keystore', 'key.pem'));
    await expect(offlineSigning.openSigner(source, todayMs)).rejects.toThrow(
      /holds no key of its certificate/,
    );
  });

  it('is refused with a certificate that has expired, the key of another, or a folder without any', async () => {
    const expired = offlineSigning.openSigner(await pair('expired'), todayMs);
    await expect(expired).rejects.toThrow(InvalidInputError);
    await expect(expired).rejects.toThrow(/expired on /);
    const { privateKeyFile } = await pair('marketAdmin');
    const mixed = { ...(await pair('regulatorAdmin')), privateKeyFile };
    await expect(offlineSigning.openSigner(mixed, todayMs)).rejects.toThrow(
      /is not the key of the certificate/,
    );
    const empty = { mspId: 'RegulatorMSP', mspDirectory: path.join(folder, 'nowhere') };
    await expect(offlineSigning.openSigner(empty, todayMs)).rejects.toThrow(
      /holds no certificate in signcerts/,
    );
    const source = await mspFolder('regulatorAdmin', 'NodeOUs: {Enable: perhaps}');
    await expect(offlineSigning.openSigner(source, todayMs)).rejects.toThrow(/config\.yaml: says nothing/);
    await cp(path.join(folder, 'msp/signcerts/cert.pem'), path.join(folder, 'msp/signcerts/more.pem'));
    await expect(offlineSigning.openSigner(source, todayMs)).rejects.toThrow(/holds several certificates/);
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
