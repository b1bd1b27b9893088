import type { KeyObject } from 'node:crypto';
import { derPositiveInteger, readDerSequence } from './msp-der.js';

/** Orders of the curves' groups: FIPS 186-5 and SEC 2, by OpenSSL's names. */
const CURVE_ORDERS: Readonly<Record<string, bigint>> = {
  prime256v1: 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n,
  secp384r1:
    0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n,
};

/** How Fabric takes signatures of a key: Ed25519 has one form only; of ECDSA's two it takes the lower s. */
export type SignatureForm =
  | { readonly kind: 'ecdsa'; readonly order: bigint }
  | { readonly kind: 'ed25519' }
  | { readonly kind: 'unsupported'; readonly name: string };

export function signatureForm(publicKey: KeyObject): SignatureForm {
  if (publicKey.asymmetricKeyType === 'ed25519') return { kind: 'ed25519' };
  const curve = publicKey.asymmetricKeyDetails?.namedCurve;
  const order = curve === undefined ? undefined : CURVE_ORDERS[curve];
  if (order !== undefined) return { kind: 'ecdsa', order };
  return { kind: 'unsupported', name: curve ?? publicKey.asymmetricKeyType ?? 'unknown' };
}

/**
 * Whether s is at most half the order of the curve. For every ECDSA signature (r, s) another one (r, order - s) is
 * valid too; Fabric refuses the higher (bccsp/utils/ecdsa.go IsLowS), and many signers and HSMs make it half the time.
 * @param signature - DER.
 * @throws RangeError if the bytes are no ECDSA signature.
 */
export function isLowS(signature: Uint8Array, order: bigint): boolean {
  const [r, s, ...more] = readDerSequence(signature);
  if (!r || !s || more.length > 0) throw new RangeError('not an ECDSA signature');
  derPositiveInteger(r);
  return derPositiveInteger(s) <= order / 2n;
}
