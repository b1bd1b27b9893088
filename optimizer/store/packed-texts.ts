import { deflateSync, inflateSync } from 'node:zlib';
import { Binary } from 'mongodb';

/** Follows the types of packed numbers. */
const TEXTS = 3;
/** Far above what fits into a document; stops damaged bytes from filling the memory. */
const MAX_UNPACKED_BYTES = 256 * 1024 * 1024;

/**
 * Packs texts into one BSON binary: a type byte, then their JSON, deflated.
 *
 * Measured with 25,000 rows of 23 columns, 4 of them text, on the embedded store: read back in 1.1 to 1.8 s
 * as BSON arrays, in 0.4 s packed.
 */
export function packTexts(texts: readonly string[]): Binary {
  return packJson(texts);
}

/** The same of any value that JSON can hold. @returns what {@link unpackTexts} reads */
export function packJson(value: unknown): Binary {
  return new Binary(Buffer.concat([Buffer.of(TEXTS), deflateSync(JSON.stringify(value), { level: 1 })]));
}

export function isPackedTexts(packed: Binary): boolean {
  return packed.value()[0] === TEXTS;
}

/** @throws Error if the bytes are not what {@link packTexts} or {@link packJson} made. */
export function unpackTexts(packed: Binary): unknown {
  const json = inflateSync(packed.value().subarray(1), { maxOutputLength: MAX_UNPACKED_BYTES });
  return JSON.parse(json.toString('utf8'));
}
