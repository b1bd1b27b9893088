/** One ASN.1 value in DER. */
export interface DerValue {
  readonly tag: number;
  readonly content: Uint8Array;
  /** Tag and length included. */
  readonly raw: Uint8Array;
}

export const DER = { integer: 0x02, bitString: 0x03, objectId: 0x06, sequence: 0x30 } as const;

const MOST_LENGTH_BYTES = 4;

/**
 * The values that stand one after the other in `bytes`. Node reads certificates and no revocation lists; this is as
 * much of DER as those and ECDSA signatures need: single-byte tags, definite lengths.
 * @throws RangeError if the bytes are not that.
 */
export function readDer(bytes: Uint8Array): DerValue[] {
  const values: DerValue[] = [];
  let at = 0;
  while (at < bytes.length) {
    const { tag, start, end } = readHeader(bytes, at);
    values.push({ tag, content: bytes.subarray(start, end), raw: bytes.subarray(at, end) });
    at = end;
  }
  return values;
}

/** The values inside the one sequence that `bytes` are. @throws RangeError */
export function readDerSequence(bytes: Uint8Array): DerValue[] {
  const [sequence, ...more] = readDer(bytes);
  if (sequence?.tag !== DER.sequence || more.length > 0) throw new RangeError('not one DER sequence');
  return readDer(sequence.content);
}

/** @throws RangeError if the value is no positive integer in its shortest form. */
export function derPositiveInteger({ tag, content }: DerValue): bigint {
  const [first = 0x80, second = 0] = content;
  const isPadded = content.length > 1 && first === 0 && second < 0x80;
  if (tag !== DER.integer || first >= 0x80 || isPadded) throw new RangeError('not a positive DER integer');
  return BigInt(`0x${Buffer.from(content).toString('hex')}`);
}

function readHeader(bytes: Uint8Array, at: number): { tag: number; start: number; end: number } {
  const [tag, first] = [bytes[at], bytes[at + 1]];
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f)
    throw new RangeError('the DER ends early, or has a long tag');
  const lengthBytes = first < 0x80 ? 0 : first - 0x80;
  const start = at + 2 + lengthBytes;
  if (first === 0x80 || lengthBytes > MOST_LENGTH_BYTES || start > bytes.length)
    throw new RangeError('the DER has no readable length');
  const length =
    lengthBytes === 0 ? first : bytes.subarray(at + 2, start).reduce((sum, byte) => sum * 256 + byte, 0);
  if (start + length > bytes.length) throw new RangeError('the DER ends early');
  return { tag, start, end: start + length };
}
