import { createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { BlockList, isIP } from 'node:net';
import path from 'node:path';
import type { ServiceConfig } from '../config/service-config.js';
import { InvalidInputError } from '../domain/errors.js';

export interface TlsFiles {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/**
 * What it takes to listen safely: nothing on loopback, a certificate and its key anywhere else, for tokens would
 * cross the network readable.
 * @param configFile - gridtune.yaml, to whose folder the files are relative
 * @returns undefined where no TLS is asked for
 * @throws InvalidInputError that says what to do; of files it tells the name, never what is in them
 */
export async function requireSafeListening(
  { host, tls }: Pick<ServiceConfig, 'host' | 'tls'>,
  configFile: string,
  nowMs: number = Date.now(),
): Promise<TlsFiles | undefined> {
  if (!tls) {
    if (isLoopback(host)) return undefined;
    throw refused(
      'service.host',
      `${host} is not loopback, and without TLS tokens could be read on the way: set service.tls.certificate and ` +
        'service.tls.key in gridtune.yaml, or listen on 127.0.0.1 behind a proxy that does TLS',
    );
  }
  const folder = path.dirname(configFile);
  const [cert, key] = [
    await readPem('service.tls.certificate', path.resolve(folder, tls.certificate)),
    await readPem('service.tls.key', path.resolve(folder, tls.key)),
  ];
  const certificate = parsed('service.tls.certificate', tls.certificate, 'a PEM certificate', () => {
    return new X509Certificate(cert);
  });
  const privateKey = parsed('service.tls.key', tls.key, 'a PEM private key without a passphrase', () => {
    return createPrivateKey(key);
  });
  requireUsable(certificate, privateKey, tls, nowMs);
  return { cert, key };
}

/** Whether nobody outside this machine can reach what listens there. */
export function isLoopback(host: string): boolean {
  if (host.toLowerCase() === 'localhost') return true;
  const family = isIP(host);
  return family !== 0 && LOOPBACK.check(host, family === 4 ? 'ipv4' : 'ipv6');
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

function requireUsable(
  certificate: X509Certificate,
  key: KeyObject,
  files: NonNullable<ServiceConfig['tls']>,
  nowMs: number,
): void {
  if (!certificate.checkPrivateKey(key))
    throw refused('service.tls.key', `${files.key} is not the key of the certificate ${files.certificate}`);
  if (Date.parse(certificate.validTo) <= nowMs)
    throw refused(
      'service.tls.certificate',
      `${files.certificate} ended on ${certificate.validTo}: renew it`,
    );
}

async function readPem(setting: string, file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
    throw refused(
      setting,
      `cannot read ${file} (${code}): check that it is there and that this user may read it`,
    );
  }
}

/** Without a cause: what a parser says may quote what it read. */
function parsed<T>(setting: string, file: string, wanted: string, parse: () => T): T {
  try {
    return parse();
  } catch {
    throw refused(setting, `${file} is not ${wanted}`);
  }
}

function refused(setting: string, message: string): InvalidInputError {
  return new InvalidInputError('configuration', [{ path: setting, message }]);
}
