/** What a field of a protobuf message may hold: a varint, or bytes (text and messages are bytes too). */
export type FieldKind = 'number' | 'bytes' | 'repeated bytes';
/** The fields of a message by their numbers. */
export type MessageFields = Readonly<Record<number, FieldKind>>;

const VARINT = 0;
const LENGTH_DELIMITED = 2;
const LONGEST_VARINT_BYTES = 10;

/**
 * A protobuf message read strictly. Generated readers skip fields that they do not know, and those of two
 * languages disagree about a field that comes twice: one keeps the last, another merges both. What somebody is
 * asked to sign must read the same to everyone, so here either is an error.
 * @throws RangeError if the bytes are anything but exactly one such message.
 */
export class StrictMessage {
  readonly #fields = new Map<number, (number | Uint8Array)[]>();

  constructor(bytes: Uint8Array, fields: MessageFields) {
    let at = 0;
    while (at < bytes.length) {
      const tag = readVarint(bytes, at);
      const [number, wireType] = [Math.floor(tag.value / 8), tag.value % 8];
      const kind = fields[number];
      if (!kind) throw new RangeError(`field ${number} is unknown`);
      if (wireType !== (kind === 'number' ? VARINT : LENGTH_DELIMITED))
        throw new RangeError(`field ${number} has a wrong type`);
      const { value, end } = kind === 'number' ? readVarint(bytes, tag.end) : readDelimited(bytes, tag.end);
      const earlier = this.#fields.get(number);
      if (earlier && kind !== 'repeated bytes') throw new RangeError(`field ${number} is there twice`);
      if (earlier) earlier.push(value);
      else this.#fields.set(number, [value]);
      at = end;
    }
  }

  /** 0 if the field is absent. */
  number(field: number): number {
    const [value] = this.#fields.get(field) ?? [];
    return typeof value === 'number' ? value : 0;
  }

  /** Empty if the field is absent. */
  bytes(field: number): Uint8Array {
    return this.all(field)[0] ?? new Uint8Array();
  }

  all(field: number): readonly Uint8Array[] {
    return (this.#fields.get(field) ?? []).filter((value) => value instanceof Uint8Array);
  }

  text(field: number): string {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(this.bytes(field));
    } catch (cause) {
      throw new RangeError(`field ${field} is not text`, { cause });
    }
  }

  has(field: number): boolean {
    return this.#fields.has(field);
  }
}

function readVarint(bytes: Uint8Array, from: number): { value: number; end: number } {
  let value = 0;
  for (let index = 0; index < LONGEST_VARINT_BYTES; index += 1) {
    const byte = bytes[from + index];
    if (byte === undefined) throw new RangeError('the bytes end in the middle of a number');
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) {
      if (!Number.isSafeInteger(value)) throw new RangeError('a number is too large');
      return { value, end: from + index + 1 };
    }
  }
  throw new RangeError('a number is too long');
}

function readDelimited(bytes: Uint8Array, from: number): { value: Uint8Array; end: number } {
  const { value: length, end: start } = readVarint(bytes, from);
  const end = start + length;
  if (end > bytes.length) throw new RangeError('the bytes end in the middle of a field');
  return { value: bytes.subarray(start, end), end };
}
