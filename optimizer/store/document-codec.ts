import { Binary, BSON } from 'mongodb';
import { z } from 'zod';
import { CorruptDocumentError, InvalidInputError } from '../domain/errors.js';
import { faultsOf } from '../domain/settings.js';
import { packNumbers, unpackNumbers } from './packed-numbers.js';

/** What this version writes; a document with another number was written by another version. */
const SCHEMA_VERSION = 1;
/** MongoDB's own limit. */
const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

/** A value as it is stored: `_id` for `id`, then its fields. */
export interface StoredDocument {
  readonly _id: string;
  readonly schemaVersion: number;
  readonly [field: string]: unknown;
}

const envelopeSchema = z.looseObject({ _id: z.string(), schemaVersion: z.literal(SCHEMA_VERSION) });

/** The one place that knows both the stored shape of a value and its own. */
export interface DocumentCodec<T extends { readonly id: string }> {
  readonly collection: string;
  /** Fields held as {@link packNumbers} makes them. */
  readonly packed: readonly string[];
  /** @throws InvalidInputError for a value that could not be read back, or is too large to be stored. */
  encode(value: T): StoredDocument;
  /** @throws CorruptDocumentError if the document is not such a value. */
  decode(document: unknown): T;
}

export function documentCodec<T extends { readonly id: string }>(
  collection: string,
  schema: z.ZodType<T>,
  packed: readonly string[] = [],
): DocumentCodec<T> {
  return {
    collection,
    packed,
    encode(value) {
      const parsed = schema.safeParse(value);
      if (!parsed.success) throw new InvalidInputError(`${collection} ${value.id}`, faultsOf(parsed.error));
      const { id, ...fields } = parsed.data;
      const document = { _id: id, schemaVersion: SCHEMA_VERSION, ...encodeFields(fields, packed) };
      return withinLimit(document, collection);
    },
    decode(document) {
      const envelope = envelopeSchema.safeParse(document);
      if (!envelope.success) throw corrupt(collection, document, envelope.error);
      const { _id, schemaVersion: _schemaVersion, ...fields } = envelope.data;
      const parsed = schema.safeParse({ id: _id, ...decodeFields(fields, { collection, id: _id }) });
      if (!parsed.success) throw corrupt(collection, document, parsed.error);
      return parsed.data;
    },
  };
}

/** The stored name of a field that a query asks for. */
export function storedName(field: string): string {
  return field === 'id' ? '_id' : encodeKey(field);
}

function encodeFields(fields: object, packed: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    definedEntries(fields).map(([name, value]) => [
      encodeKey(name),
      packed.includes(name) && isNumbers(value) ? packNumbers(value) : encodeValue(value),
    ]),
  );
}

function encodeValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(encodeValue);
  if (typeof value === 'object' && value !== null) return encodeFields(value, []);
  // FerretDB stores -0 as 0; so does every store then.
  return value === 0 ? 0 : value;
}

function decodeFields(fields: object, owner: { collection: string; id: string }): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]) => [decodeKey(key), decodeValue(value, owner)]),
  );
}

function decodeValue(value: unknown, owner: { collection: string; id: string }): unknown {
  if (value instanceof Binary) {
    try {
      return unpackNumbers(value);
    } catch (cause) {
      throw new CorruptDocumentError(`${owner.collection} ${owner.id} holds damaged packed numbers`, {
        cause,
      });
    }
  }
  if (Array.isArray(value)) return value.map((item) => decodeValue(item, owner));
  return typeof value === 'object' && value !== null ? decodeFields(value, owner) : value;
}

/**
 * Keys of a record may be anything, such as a version's package name or the text of an error. A store may
 * refuse dots, a leading dollar and the empty key, and reads dots in a query as a path.
 */
function encodeKey(key: string): string {
  return key === '' ? '%' : key.replace(/[%.$\0]/g, (character) => ESCAPED.get(character) ?? character);
}

function decodeKey(key: string): string {
  return key === '%' ? '' : key.replace(/%(?:25|2E|24|00)/g, (escaped) => UNESCAPED.get(escaped) ?? escaped);
}

const ESCAPED = new Map([
  ['%', '%25'],
  ['.', '%2E'],
  ['$', '%24'],
  ['\0', '%00'],
]);
const UNESCAPED = new Map([...ESCAPED].map(([character, escaped]) => [escaped, character]));

function definedEntries(fields: object): [string, unknown][] {
  return Object.entries(fields).filter(([, value]) => value !== undefined);
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'number');
}

function withinLimit(document: StoredDocument, collection: string): StoredDocument {
  const bytes = BSON.calculateObjectSize(document);
  if (bytes <= MAX_DOCUMENT_BYTES) return document;
  throw new InvalidInputError(`${collection} ${document._id}`, [
    {
      path: '',
      message: `takes ${bytes} bytes, and the store holds at most ${MAX_DOCUMENT_BYTES} in one document`,
    },
  ]);
}

function corrupt(collection: string, document: unknown, cause: z.ZodError): CorruptDocumentError {
  const id = z.object({ _id: z.unknown() }).safeParse(document).data?._id;
  const faults = faultsOf(cause).map(({ path, message }) => `${path}: ${message}`);
  return new CorruptDocumentError(
    `${collection} ${String(id)} is not what this version of gridtune writes (${faults.join('; ')}): delete it or restore it from a backup`,
    { cause },
  );
}
