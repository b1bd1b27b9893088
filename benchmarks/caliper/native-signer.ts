import { sign, type KeyObject } from 'node:crypto';
import type { Signer } from '@hyperledger/fabric-gateway';

/** Order of each curve's base point (SEC 2, version 2.0): an s above half of it is a high one. */
const ORDERS: ReadonlyMap<string, bigint> = new Map([
  ['prime256v1', 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n],
  [
    'secp384r1',
    0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
  ],
]);

/**
 * Signs with OpenSSL. The signer of fabric-gateway calculates in JavaScript, over a millisecond a signature and
 * three signatures a transaction: on a machine that also runs the network the generator would take its CPU away
 * from what it measures.
 * @param key - private key on P-256 or P-384
 * @returns a signer of whole messages: to be used with `hash.none`
 * @throws TypeError for another kind of key
 */
export function nativeSigner(key: KeyObject): Signer {
  const order = ORDERS.get(key.asymmetricKeyDetails?.namedCurve ?? '');
  if (key.type !== 'private' || order === undefined)
    throw new TypeError('the key of the client must be a private one on P-256 or P-384');
  return async (message) => {
    const both = sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' });
    const [r, s] = [both.subarray(0, both.length / 2), both.subarray(both.length / 2)].map((half) =>
      BigInt(`0x${half.toString('hex')}`),
    );
    // Fabric refuses high-S signatures: of the two that are valid only the lower counts (bccsp/utils/ecdsa.go).
    return sequence(integer(r ?? 0n), integer(lower(s ?? 0n, order)));
  };
}

function lower(s: bigint, order: bigint): bigint {
  return s > order / 2n ? order - s : s;
}

/** DER of a whole number above 0 (X.690): a leading bit that is set would mean a negative one. */
function integer(value: bigint): Buffer {
  const digits = value.toString(16);
  const bytes = Buffer.from(digits.length % 2 === 0 ? digits : `0${digits}`, 'hex');
  const content = (bytes[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bytes]) : bytes;
  return Buffer.concat([Buffer.of(0x02, content.length), content]);
}

/** DER of a sequence; two integers of these curves always fit into a length of one byte. */
function sequence(...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.of(0x30, content.length), content]);
}
