import { createHash, createPrivateKey, X509Certificate, type KeyObject } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { signers, type Identity, type Signer } from '@hyperledger/fabric-gateway';
import { msp } from '@hyperledger/fabric-protos';
import { InvalidInputError, NetworkDownError } from '../../optimizer/domain/errors.js';
import type { ClientTls } from './endpoint.js';

/**
 * Whatever holds a private key: takes a SHA-256 digest (32 bytes), gives an ECDSA signature in DER, low-S.
 * A file, a hardware module and another program are three of them; a new kind needs no more than this.
 */
export type DigestSigner = Signer;

/** Somebody who can sign: a certificate of an organisation and the key behind it. */
export interface SigningIdentity {
  readonly mspId: string;
  /** PEM. */
  readonly certificate: Uint8Array;
  /** Serialized as Fabric puts it into signature headers. */
  readonly creator: Uint8Array;
  /** Low-S ECDSA over SHA-256 of `message`; Fabric refuses high-S signatures. */
  sign(message: Uint8Array): Promise<Uint8Array>;
  /** The same identity for fabric-gateway. */
  readonly gateway: { readonly identity: Identity; readonly signer: Signer };
}

/** @param certificate - PEM */
export function identityOf(mspId: string, certificate: Uint8Array, signer: DigestSigner): SigningIdentity {
  const serialized = new msp.SerializedIdentity();
  serialized.setMspid(mspId);
  serialized.setIdBytes(certificate);
  return {
    mspId,
    certificate,
    creator: serialized.serializeBinary(),
    sign: (message) => signer(createHash('sha256').update(message).digest()),
    gateway: { identity: { mspId, credentials: certificate }, signer },
  };
}

/**
 * @param mspDirectory - folder with one file in `signcerts` and one in `keystore`.
 * @throws NetworkDownError if they are not there; InvalidInputError if they cannot be used
 */
export async function readIdentity(mspId: string, mspDirectory: string): Promise<SigningIdentity> {
  const [certificate, key] = await Promise.all([
    onlyFileIn(path.join(mspDirectory, 'signcerts')),
    onlyFileIn(path.join(mspDirectory, 'keystore')),
  ]);
  return readKeyPair(mspId, certificate, key);
}

/**
 * An identity from two PEM files.
 * @throws InvalidInputError if one cannot be read, the certificate is not valid today, or they do not belong together
 */
export async function readKeyPair(
  mspId: string,
  certificateFile: string,
  keyFile: string,
): Promise<SigningIdentity> {
  const { certificate, key } = await matchingPair(certificateFile, keyFile);
  return identityOf(mspId, certificate, signers.newPrivateKeySigner(key));
}

/**
 * What a TLS client shows of itself, from two PEM files.
 * @throws InvalidInputError as `readKeyPair` does
 */
export async function readTlsKeyPair(certificateFile: string, keyFile: string): Promise<ClientTls> {
  const { certificate, key } = await matchingPair(certificateFile, keyFile);
  return { certificate, privateKey: Buffer.from(key.export({ type: 'pkcs8', format: 'pem' })) };
}

async function matchingPair(
  certificateFile: string,
  keyFile: string,
): Promise<{ certificate: Uint8Array; key: KeyObject }> {
  // One after the other: of two unusable files the certificate is told, whichever is read sooner.
  const certificate = await readCertificate(certificateFile);
  const key = await readKey(keyFile);
  if (!certificate.parsed.checkPrivateKey(key)) {
    throw fault(
      keyFile,
      `is not the key of the certificate ${certificateFile}: give the two that belong together`,
    );
  }
  return { certificate: certificate.pem, key };
}

/** @throws InvalidInputError if the file holds no certificate, or one that is not valid today */
export async function readCertificate(
  file: string,
  now: Date = new Date(),
): Promise<{ readonly pem: Uint8Array; readonly parsed: X509Certificate }> {
  const pem = await readPem(file);
  let parsed: X509Certificate;
  try {
    parsed = new X509Certificate(pem);
  } catch (cause) {
    throw fault(file, 'holds no certificate in PEM', cause);
  }
  const [from, to] = [new Date(parsed.validFrom), new Date(parsed.validTo)];
  const name = parsed.subject.replaceAll('\n', ', ');
  if (now > to) {
    throw fault(
      file,
      `expired on ${to.toISOString()} (${name}): ask its organisation for a new certificate, nodes refuse this one`,
    );
  }
  if (now < from) {
    throw fault(file, `is not valid before ${from.toISOString()} (${name}): check the clock of this machine`);
  }
  return { pem, parsed };
}

async function readKey(file: string): Promise<KeyObject> {
  const pem = await readPem(file);
  let key: KeyObject;
  try {
    key = createPrivateKey(pem);
  } catch {
    // Without the cause: a parser's words may quote what it read.
    throw fault(file, 'holds no private key in PEM without a passphrase');
  }
  if (key.asymmetricKeyType !== 'ec')
    throw fault(file, `holds a key of kind ${key.asymmetricKeyType}: ECDSA keys (P-256, P-384) can sign`);
  return key;
}

async function readPem(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    throw fault(file, 'cannot be read: check the path and its permissions', cause);
  }
}

function fault(file: string, message: string, cause?: unknown): InvalidInputError {
  return new InvalidInputError(`identity file ${file}`, [{ path: '', message }], { cause });
}

async function onlyFileIn(directory: string): Promise<string> {
  const missing = `no identity in ${directory}: check the folder, or run "gridtune network up" for the embedded network`;
  try {
    const [first] = await readdir(directory);
    if (first !== undefined) return path.join(directory, first);
  } catch (cause) {
    throw new NetworkDownError(missing, { cause });
  }
  throw new NetworkDownError(missing);
}
