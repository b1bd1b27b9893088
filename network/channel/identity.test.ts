import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { verify, X509Certificate } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isLowS } from './low-s.js';
import { certificateOf, nowMs, type IdentityName } from './fixtures/signers.fixture.js';
import { readCertificate, readIdentity, readKeyPair, readTlsKeyPair } from './identity.js';

const P256 = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const identities: Record<string, { key: string }> = JSON.parse(
  await readFile(path.join(import.meta.dirname, 'fixtures', 'identities.json'), 'utf8'),
);

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'gridtune-identity-'));
  vi.useFakeTimers({ toFake: ['Date'], now: nowMs });
});
afterEach(async () => {
  vi.useRealTimers();
  await rm(directory, { recursive: true });
});

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const at = path.join(directory, name);
  await mkdir(path.dirname(at), { recursive: true });
  await writeFile(at, content);
  return at;
}
const certificateFile = async (of: IdentityName) => file(`${of}.pem`, certificateOf(of));
const keyFile = async (of: IdentityName) => file(`${of}.key`, identities[of]?.key ?? '');

describe('an identity of two files', () => {
  it('signs low-S with the key of the certificate', async () => {
    const identity = await readKeyPair(
      'RegulatorMSP',
      await certificateFile('regulatorAdmin'),
      await keyFile('regulatorAdmin'),
    );
    const { publicKey } = new X509Certificate(certificateOf('regulatorAdmin'));
    for (let round = 0; round < 20; round += 1) {
      const message = Buffer.from(`update ${round}`);
      const signature = await identity.sign(message);
      expect(verify('sha256', message, publicKey, signature)).toBe(true);
      expect(isLowS(signature, P256)).toBe(true);
    }
  });

  it('must belong together', async () => {
    const [certificate, key] = [await certificateFile('regulatorAdmin'), await keyFile('gridAdmin')];
    const why = `${key}: is not the key of the certificate ${certificate}`;
    await expect(readKeyPair('RegulatorMSP', certificate, key)).rejects.toThrow(why);
    await expect(readTlsKeyPair(certificate, key)).rejects.toThrow(why);
  });

  it('must hold what it says, and a message never quotes a key', async () => {
    const certificate = await certificateFile('regulatorAdmin');
    const secret = 'c2VjcmV0IGtleQ==';
    const broken = await file(
      'broken.key',
      `-----BEGIN PRIVATE KEY-----\n${secret}\n-----END PRIVATE KEY-----\n`,
    );
    const refused = await readKeyPair('RegulatorMSP', certificate, broken).catch((error: Error) => error);
    expect(refused).toMatchObject({
      message: expect.stringMatching(/broken\.key: holds no private key in PEM/),
    });
    expect(JSON.stringify([refused, (refused as Error).stack, (refused as Error).cause])).not.toContain(
      secret,
    );
    await expect(readKeyPair('RegulatorMSP', broken, broken)).rejects.toThrow(/holds no certificate in PEM/);
    await expect(readKeyPair('RegulatorMSP', certificate, path.join(directory, 'none'))).rejects.toThrow(
      /none: cannot be read/,
    );
    await expect(
      readKeyPair('RegulatorMSP', await certificateFile('ed25519'), await keyFile('ed25519')),
    ).rejects.toThrow(/holds a key of kind ed25519: ECDSA keys/);
  });

  it('must be valid today', async () => {
    const expired = await certificateFile('expired');
    await expect(readKeyPair('RegulatorMSP', expired, await keyFile('expired'))).rejects.toThrow(
      /expired\.pem: expired on 2026-11-30T00:00:00\.000Z \(.*CN=Admin@regulator\.test\): ask its organisation/,
    );
    const early = readCertificate(expired, new Date('2026-11-22T23:59:59Z'));
    await expect(early).rejects.toThrow(/is not valid before 2026-11-23T00:00:00\.000Z/);
    await expect(readCertificate(expired, new Date('2026-11-30T00:00:00Z'))).resolves.toBeDefined();
  });
});

describe('an identity of a folder', () => {
  it('is read from signcerts and keystore', async () => {
    await file('msp/signcerts/cert.pem', certificateOf('regulatorAdmin'));
    await file('msp/keystore/priv_sk', identities['regulatorAdmin']?.key ?? '');
    const identity = await readIdentity('RegulatorMSP', path.join(directory, 'msp'));
    expect(Buffer.from(identity.certificate)).toEqual(certificateOf('regulatorAdmin'));
  });

  it('says which folder is not there or empty', async () => {
    const msp = path.join(directory, 'msp');
    await expect(readIdentity('RegulatorMSP', msp)).rejects.toThrow(
      /no identity in .*signcerts: check the folder/,
    );
    await file('msp/signcerts/cert.pem', certificateOf('regulatorAdmin'));
    await mkdir(path.join(msp, 'keystore'));
    await expect(readIdentity('RegulatorMSP', msp)).rejects.toThrow(/no identity in .*keystore/);
  });
});
