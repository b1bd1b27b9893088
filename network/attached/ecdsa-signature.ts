import { derPositiveInteger, readDerSequence } from '../channel/msp-der.js';

/**
 * The same signature as Fabric takes it: DER, with the lower of the two values of s that verify alike.
 * @param answer - DER, or r and s one after the other, each as long as the curve's order
 * @param order - of the curve's group
 * @throws RangeError if the bytes are no ECDSA signature of such a curve
 */
export function asLowSDer(answer: Uint8Array, order: bigint): Uint8Array {
  const [r, s] = readSignature(answer, order);
  if (r <= 0n || r >= order || s <= 0n || s >= order) throw new RangeError('r or s is out of range');
  const content = Buffer.concat([derInteger(r), derInteger(s > order / 2n ? order - s : s)]);
  return derValue(0x30, content);
}

function readSignature(answer: Uint8Array, order: bigint): [bigint, bigint] {
  const size = Math.ceil(order.toString(16).length / 2);
  try {
    const [r, s, ...more] = readDerSequence(answer);
    if (r && s && more.length === 0) return [derPositiveInteger(r), derPositiveInteger(s)];
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    // No DER: r and s as they are, unless the length says otherwise.
  }
  if (answer.length !== 2 * size)
    throw new RangeError(`${answer.length} bytes are neither DER nor r and s of ${size} bytes each`);
  return [asNumber(answer.subarray(0, size)), asNumber(answer.subarray(size))];
}

function asNumber(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
}

function derInteger(value: bigint): Buffer {
  const hex = value.toString(16);
  const bytes = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  const isNegative = (bytes[0] ?? 0) >= 0x80;
  return derValue(0x02, isNegative ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes);
}

/** Short lengths are enough: a signature of the largest curve has 102 bytes of content. */
function derValue(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag, content.length]), content]);
}
