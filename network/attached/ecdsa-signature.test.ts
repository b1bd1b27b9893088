import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { isLowS } from '../channel/low-s.js';
import { asLowSDer } from './ecdsa-signature.js';

/** Order of P-256: FIPS 186-5. */
const P256 = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;
const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
const publicKey = createPublicKey(privateKey);
const message = Buffer.from('an update');

function raw(): Buffer {
  return sign('sha256', message, { key: privateKey, dsaEncoding: 'ieee-p1363' });
}

/** The other of the two signatures with this r. */
function withOtherS(signature: Buffer): Buffer {
  const s = P256 - BigInt(`0x${signature.subarray(32).toString('hex')}`);
  return Buffer.concat([signature.subarray(0, 32), Buffer.from(s.toString(16).padStart(64, '0'), 'hex')]);
}

describe('asLowSDer', () => {
  it('makes the same low-S signature of r and s, whichever s it is', () => {
    // Some of these have an r or s with a leading zero byte or a leading one bit, which DER writes differently.
    for (let round = 0; round < 300; round += 1) {
      const signature = raw();
      const low = asLowSDer(signature, P256);
      expect(isLowS(low, P256)).toBe(true);
      expect(verify('sha256', message, publicKey, low)).toBe(true);
      expect(Buffer.from(asLowSDer(withOtherS(signature), P256))).toEqual(Buffer.from(low));
    }
  });

  it('takes DER and lowers its s', () => {
    for (let round = 0; round < 20; round += 1) {
      const low = asLowSDer(sign('sha256', message, privateKey), P256);
      expect(isLowS(low, P256)).toBe(true);
      expect(verify('sha256', message, publicKey, low)).toBe(true);
    }
  });

  it('takes the longer numbers of P-384', () => {
    const order =
      0xffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973n;
    const { privateKey: key, publicKey: ofKey } = generateKeyPairSync('ec', { namedCurve: 'secp384r1' });
    const low = asLowSDer(sign('sha256', message, { key, dsaEncoding: 'ieee-p1363' }), order);
    expect(isLowS(low, order)).toBe(true);
    expect(verify('sha256', message, ofKey, low)).toBe(true);
  });

  it.each([
    ['nothing', Buffer.alloc(0), /0 bytes are neither DER nor r and s of 32 bytes each/],
    ['half of one', raw().subarray(0, 32), /32 bytes are neither/],
    ['s of zero', Buffer.concat([raw().subarray(0, 32), Buffer.alloc(32)]), /out of range/],
    ['r beyond the order', Buffer.alloc(64, 0xff), /out of range/],
  ])('refuses %s', (_, answer, message_) => {
    expect(() => asLowSDer(answer, P256)).toThrow(message_);
  });
});
