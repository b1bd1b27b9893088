import { createVerify, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { nativeSigner } from './native-signer.js';

const HALF_P256 = 0x7fffffff800000007fffffffffffffffde737d56d38bcf4279dce5617e3192a8n;

/** The s of a DER signature, read by the rules rather than by our writer. */
function sOf(signature: Uint8Array): bigint {
  const rLength = signature[3] ?? 0;
  const sLength = signature[5 + rLength] ?? 0;
  expect(signature.length).toBe(6 + rLength + sLength);
  return BigInt(`0x${Buffer.from(signature.subarray(6 + rLength)).toString('hex')}`);
}

describe('nativeSigner', () => {
  it.each(['P-256', 'P-384'])(
    'makes signatures on %s that verify, whatever the length of their parts',
    async (namedCurve) => {
      const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve });
      const signer = nativeSigner(privateKey);
      for (let index = 0; index < 600; index += 1) {
        const message = Buffer.from(`transaction ${index}`);
        const signature = await signer(message);
        expect(createVerify('sha256').update(message).verify(publicKey, signature)).toBe(true);
      }
    },
  );

  it('keeps s in the lower half, as Fabric demands', async () => {
    const signer = nativeSigner(generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey);
    for (let index = 0; index < 50; index += 1)
      expect(sOf(await signer(Buffer.from(String(index)))) <= HALF_P256).toBe(true);
  });

  it('refuses keys that Fabric does not sign with', () => {
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    expect(() => nativeSigner(publicKey)).toThrow(/private/);
    expect(() => nativeSigner(generateKeyPairSync('ed25519').privateKey)).toThrow(/P-256 or P-384/);
    expect(() => nativeSigner(privateKey)).not.toThrow();
  });
});
