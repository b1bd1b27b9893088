import { generateKeyPairSync } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificateOf, keyOf, nowMs } from '../../network/channel/fixtures/signers.fixture.js';
import { InvalidInputError } from '../domain/errors.js';
import { isLoopback, requireSafeListening } from './safe-listening.js';

describe('requireSafeListening', () => {
  let folder: string;
  const tls = { certificate: 'cert.pem', key: 'key.pem' };
  const config = (): string => path.join(folder, 'gridtune.yaml');
  const failure = async (...given: Parameters<typeof requireSafeListening>): Promise<Error> =>
    requireSafeListening(...given).then(
      () => Promise.reject(new Error('was let by')),
      (error: Error) => error,
    );
  const otherKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
    type: 'pkcs8',
    format: 'pem',
  });

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'gridtune-tls-'));
    await writeFile(path.join(folder, 'cert.pem'), certificateOf('tsoAdmin'));
    await writeFile(path.join(folder, 'key.pem'), keyOf('tsoAdmin'));
    await writeFile(path.join(folder, 'other.pem'), otherKey);
    await writeFile(path.join(folder, 'broken.pem'), '-----BEGIN PRIVATE KEY-----\nhush-hush\n-----END');
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('asks for nothing on loopback', async () => {
    for (const host of ['127.0.0.1', '127.1.2.3', '::1', 'localhost'])
      expect(await requireSafeListening({ host, tls: undefined }, config())).toBeUndefined();
  });

  it.for([
    '0.0.0.0',
    '::',
    '192.168.1.4',
    '::ffff:192.168.1.4',
    'example.org',
    '127.0.0.1.example.org',
    '1270.0.0.1',
  ])('refuses %s without TLS and says what to do', async (host) => {
    const error = await failure({ host, tls: undefined }, config());
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error.message).toMatch(/service\.host: .* is not loopback.*set service\.tls/);
  });

  it('reads certificate and key beside the configuration', async () => {
    const files = await requireSafeListening({ host: '0.0.0.0', tls }, config(), nowMs);
    expect(String(files?.cert)).toContain('BEGIN CERTIFICATE');
    expect(String(files?.key)).toContain('PRIVATE KEY');
  });

  it.for([
    [{ ...tls, key: 'gone.pem' }, /service\.tls\.key: cannot read .*gone\.pem \(ENOENT\)/],
    [{ ...tls, certificate: '.' }, /service\.tls\.certificate: cannot read .*EISDIR/],
    [{ ...tls, key: 'broken.pem' }, /service\.tls\.key: broken\.pem is not a PEM private key/],
    [
      { ...tls, certificate: 'broken.pem' },
      /service\.tls\.certificate: broken\.pem is not a PEM certificate/,
    ],
    [{ ...tls, key: 'other.pem' }, /other\.pem is not the key of the certificate cert\.pem/],
  ] as const)(
    'refuses %j, with the name of the file and nothing of what is in it',
    async ([files, message]) => {
      const error = await failure({ host: '0.0.0.0', tls: files }, config(), nowMs);
      expect(error).toBeInstanceOf(InvalidInputError);
      expect(error.message).toMatch(message);
      const all = inspect(error, { depth: Infinity, showHidden: true });
      expect(all).not.toMatch(/hush-hush|BEGIN/);
      expect(all).not.toContain(String(otherKey).split('\n')[1]);
    },
  );

  it('refuses a certificate that has ended', async () => {
    await writeFile(path.join(folder, 'old.pem'), certificateOf('expired'));
    await writeFile(path.join(folder, 'old.key'), keyOf('expired'));
    const old = { certificate: 'old.pem', key: 'old.key' };
    const error = await failure({ host: '127.0.0.1', tls: old }, config(), nowMs);
    expect(error.message).toMatch(/old\.pem ended on .*: renew it/);
  });
});

describe('isLoopback', () => {
  it('is what no other machine reaches', () => {
    expect(['127.0.0.1', '127.255.0.1', '::1', 'LOCALHOST'].map(isLoopback)).not.toContain(false);
    expect(
      ['0.0.0.0', '128.0.0.1', '::', 'localhost.example.org', '', '127.0.0.1 '].map(isLoopback),
    ).not.toContain(true);
  });
});
