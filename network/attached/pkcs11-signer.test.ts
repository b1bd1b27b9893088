import { execFile } from 'node:child_process';
import { createPublicKey, generateKeyPairSync, verify, createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isLowS } from '../channel/low-s.js';
import { Pkcs11Modules } from './pkcs11-signer.js';

const run = promisify(execFile);

/** SoftHSM, a module in software: Debian's packages softhsm2 and libsofthsm2. */
const LIBRARY = [
  '/usr/lib/softhsm/libsofthsm2.so',
  '/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so',
  '/usr/lib64/pkcs11/libsofthsm2.so',
].find((file) => existsSync(file));
const canLoad = ((): boolean => {
  try {
    createRequire(import.meta.url)('pkcs11js');
    return true;
  } catch {
    return false; // not compiled
  }
})();

const P256 = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const message = Buffer.from('an update');
const digest = createHash('sha256').update(message).digest();

describe('a PKCS#11 library that is not there', () => {
  it('is told with what to do', async () => {
    const directory = await mkdtemp(path.join(tmpdir(), 'gridtune-pkcs11-'));
    const pinFile = path.join(directory, 'pin.txt');
    const key = { library: path.join(directory, 'none.so'), label: 'gridtune', pinFile };
    const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
    const open = async () => new Pkcs11Modules().open(key, publicKey);
    await expect(open()).rejects.toThrow(/the PIN file .*pin\.txt cannot be read: check the path/);
    await writeFile(pinFile, '\n');
    await expect(open()).rejects.toThrow(/the PIN file .* is empty/);
    await writeFile(pinFile, '1234\n');
    await expect(open()).rejects.toMatchObject({
      code: 'MISSING_TOOL',
      message: expect.stringMatching(
        canLoad
          ? /none\.so cannot be used \(.*\): check the path/
          : /npm rebuild pkcs11js --ignore-scripts=false/,
      ),
    });
    await rm(directory, { recursive: true });
  });
});

// Where SoftHSM or a compiled pkcs11js is missing, this shows as skipped.
describe.skipIf(!LIBRARY || !canLoad)('a key in a hardware module', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  const publicKey = createPublicKey(privateKey);
  const modules = new Pkcs11Modules();
  const library = LIBRARY ?? '';
  let directory: string;
  let pinFile: string;

  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'gridtune-softhsm-'));
    const inside = (name: string): string => path.join(directory, name);
    await mkdir(inside('tokens'));
    await writeFile(
      inside('softhsm2.conf'),
      `directories.tokendir = ${inside('tokens')}\nlog.level = ERROR\n`,
    );
    vi.stubEnv('SOFTHSM2_CONF', inside('softhsm2.conf'));
    pinFile = inside('pin.txt');
    await writeFile(pinFile, '98765432\n');
    await writeFile(inside('key.pem'), privateKey.export({ type: 'pkcs8', format: 'pem' }));
    const token = ['--label', 'gridtune', '--pin', '98765432', '--so-pin', '12345678'];
    await run('softhsm2-util', ['--init-token', '--free', ...token]);
    const point = publicKey.export({ type: 'spki', format: 'der' }).subarray(-65);
    for (const id of [createHash('sha256').update(point).digest('hex'), 'c0ffee']) {
      const key = ['--import', inside('key.pem'), '--label', id, '--id', id];
      await run('softhsm2-util', [...key, '--token', 'gridtune', '--pin', '98765432']);
    }
  });
  afterAll(async () => {
    modules.close();
    vi.unstubAllEnvs();
    await rm(directory, { recursive: true });
  });

  it.each([undefined, 'c0ffee'])('signs low-S, found by its id %s', async (keyId) => {
    const sign = await modules.open({ library, label: 'gridtune', pinFile, keyId }, publicKey);
    for (let round = 0; round < 10; round += 1) {
      const signature = await sign(digest);
      expect(verify('sha256', message, publicKey, signature)).toBe(true);
      expect(isLowS(signature, P256)).toBe(true);
    }
  });

  it('signs for many who ask at once', async () => {
    const sign = await modules.open({ library, label: 'gridtune', pinFile }, publicKey);
    const signatures = await Promise.all(Array.from({ length: 20 }, async () => sign(digest)));
    expect(signatures.every((signature) => verify('sha256', message, publicKey, signature))).toBe(true);
  });

  it('says which of label, PIN and id to check, and never the PIN', async () => {
    const open = async (change: object) =>
      modules.open({ library, label: 'gridtune', pinFile, ...change }, publicKey);
    await expect(open({ label: 'other' })).rejects.toThrow(
      /token "other" gives no access .*label other cannot be found/,
    );
    await expect(open({ keyId: 'abcd' })).rejects.toThrow(/private key with id abcd .*Unable to find object/);
  });
});
