import { verify, type X509Certificate } from 'node:crypto';
import { DER, readDer, readDerSequence, type DerValue } from './msp-der.js';

/** A certificate revocation list (RFC 5280, 5.1), as far as it says who is revoked and who says so. */
export interface RevocationList {
  /** Upper-case hex without leading zeros, as Node writes serial numbers. */
  readonly serialNumbers: ReadonlySet<string>;
  /** Whether this certificate authority signed the list. */
  readonly isSignedBy: (authority: X509Certificate) => boolean;
}

/** Digests by the signature algorithms' object identifiers; Ed25519 has none of its own. */
const DIGESTS: Readonly<Record<string, string | null>> = {
  '2a8648ce3d040302': 'sha256',
  '2a8648ce3d040303': 'sha384',
  '2a8648ce3d040304': 'sha512',
  '2a864886f70d01010b': 'sha256',
  '2a864886f70d01010c': 'sha384',
  '2a864886f70d01010d': 'sha512',
  '2b6570': null,
};
const UTC_TIME = 0x17;
const GENERALIZED_TIME = 0x18;

/** @param bytes - PEM or DER. @throws RangeError if they are no revocation list. */
export function parseRevocationList(bytes: Uint8Array): RevocationList {
  const [body, algorithm, signature] = readDerSequence(derOf(bytes));
  const [algorithmId] = algorithm ? readDer(algorithm.content) : [];
  const digest = DIGESTS[Buffer.from(algorithmId?.content ?? []).toString('hex')];
  if (!body || signature?.tag !== DER.bitString || digest === undefined)
    throw new RangeError('not a certificate revocation list that can be read');
  const signatureBytes = signature.content.subarray(1); // the first byte counts unused bits
  return {
    serialNumbers: new Set(revokedEntries(body).map(serialOf)),
    isSignedBy: ({ publicKey }) => verify(digest, body.raw, publicKey, signatureBytes),
  };
}

/** Whether one of the lists, signed by the issuer, names the certificate. */
export function isRevoked(
  certificate: X509Certificate,
  issuer: X509Certificate,
  lists: readonly RevocationList[],
): boolean {
  const serialNumber = plainSerial(certificate.serialNumber);
  return lists.some((list) => list.serialNumbers.has(serialNumber) && list.isSignedBy(issuer));
}

/**
 * TBSCertList: version?, signature, issuer, thisUpdate, nextUpdate?, revokedCertificates?, extensions [0]?. The
 * revoked certificates are the one sequence after the times.
 */
function revokedEntries(body: DerValue): readonly DerValue[] {
  const parts = readDer(body.content);
  const isTime = ({ tag }: DerValue): boolean => tag === UTC_TIME || tag === GENERALIZED_TIME;
  const afterTimes = parts[parts.findLastIndex(isTime) + 1];
  return afterTimes?.tag === DER.sequence ? readDer(afterTimes.content) : [];
}

function serialOf(entry: DerValue): string {
  const [serial] = readDer(entry.content);
  if (serial?.tag !== DER.integer) throw new RangeError('a revoked certificate has no serial number');
  return plainSerial(Buffer.from(serial.content).toString('hex'));
}

function plainSerial(hex: string): string {
  return hex.toUpperCase().replace(/^0+(?=.)/, '');
}

function derOf(bytes: Uint8Array): Uint8Array {
  const text = Buffer.from(bytes).toString('latin1');
  const pem = /-----BEGIN X509 CRL-----([A-Za-z0-9+/=\s]+)-----END X509 CRL-----/.exec(text);
  return pem?.[1] === undefined ? bytes : Buffer.from(pem[1], 'base64');
}
