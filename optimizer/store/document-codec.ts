import { Binary, BSON } from 'mongodb';
import { z } from 'zod';
import { CorruptDocumentError, InvalidInputError } from '../domain/errors.js';
import { faultsOf } from '../domain/settings.js';
import { packNumbers, unpackNumbers } from './packed-numbers.js';
import { isPackedTexts, packJson, packTexts, unpackTexts } from './packed-texts.js';

/** MongoDB's own limit. */
const MAX_DOCUMENT_BYTES = 16 * 1024 * 1024;

/** A value as it is stored: `_id` for `id`, then its fields. */
export interface StoredDocument {
  readonly _id: string;
  readonly schemaVersion: number;
  readonly [field: string]: unknown;
}

const envelopeSchema = z.looseObject({ _id: z.string(), schemaVersion: z.int().min(1) });

/**
 * Turns the fields of a document, as decoded and without `_id`, from one schema version into those of the
 * next. It runs before the fields are checked, so it takes any and throws at none. What `list` is asked by
 * keeps its name and values: a query meets the documents as they are stored.
 */
export type Upgrade = (fields: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>;

export interface CodecOptions {
  /** Fields, at any depth, whose numbers or texts are held as {@link packNumbers} and {@link packTexts} do. */
  readonly packed?: readonly string[];
  /**
   * Fields at the top, of any shape, that are held as one binary, JSON deflated: the embedded store keeps a type for
   * each number and text, and takes 70 ms to write 3,000 of them. Older versions read it too.
   */
  readonly folded?: readonly string[];
  /** From version 1 to 2, from 2 to 3 and so on; the version that is written is one more than there are. */
  readonly upgrades?: readonly Upgrade[];
}

/** The one place that knows both the stored shape of a value and its own. */
export interface DocumentCodec<T extends { readonly id: string }> {
  readonly collection: string;
  readonly packed: readonly string[];
  /** @throws InvalidInputError for a value that could not be read back, or is too large to be stored. */
  encode(value: T): StoredDocument;
  /**
   * Upgrades what an older version wrote.
   * @throws CorruptDocumentError if the document is not such a value, or a newer version wrote it.
   */
  decode(document: unknown): T;
}

export function documentCodec<T extends { readonly id: string }>(
  collection: string,
  schema: z.ZodType<T>,
  { packed = [], folded = [], upgrades = [] }: CodecOptions = {},
): DocumentCodec<T> {
  const version = upgrades.length + 1;
  return {
    collection,
    packed,
    encode(value) {
      const parsed = schema.safeParse(value);
      if (!parsed.success) throw new InvalidInputError(`${collection} ${value.id}`, faultsOf(parsed.error));
      const { id, ...fields } = parsed.data;
      const document = {
        _id: id,
        schemaVersion: version,
        ...encodeFields(
          only(fields, (name) => !folded.includes(name)),
          packed,
        ),
        ...foldFields(only(fields, (name) => folded.includes(name))),
      };
      return withinLimit(document, collection);
    },
    decode(document) {
      const envelope = envelopeSchema.safeParse(document);
      if (!envelope.success) throw corrupt(collection, document, envelope.error);
      const { _id, schemaVersion, ...stored } = envelope.data;
      if (schemaVersion > version) throw newer(`${collection} ${_id}`, schemaVersion, version);
      const fields = upgrades
        .slice(schemaVersion - 1)
        .reduce<ReturnType<Upgrade>>(
          (older, upgrade) => upgrade(older),
          decodeFields(stored, { collection, id: _id }),
        );
      const parsed = schema.safeParse({ ...fields, id: _id });
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
      packed.includes(name) ? packValue(value, packed) : encodeValue(value, packed),
    ]),
  );
}

function foldFields(fields: object): Record<string, unknown> {
  return Object.fromEntries(
    definedEntries(fields).map(([name, value]) => [encodeKey(name), packJson(value)]),
  );
}

function only(fields: object, wanted: (name: string) => boolean): object {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => wanted(name)));
}

function packValue(value: unknown, packed: readonly string[]): unknown {
  if (isNumbers(value)) return packNumbers(value);
  return isTexts(value) ? packTexts(value) : encodeValue(value, packed);
}

function encodeValue(value: unknown, packed: readonly string[]): unknown {
  if (Array.isArray(value)) return value.map((item) => encodeValue(item, packed));
  if (typeof value === 'object' && value !== null) return encodeFields(value, packed);
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
      return isPackedTexts(value) ? unpackTexts(value) : unpackNumbers(value);
    } catch (cause) {
      throw new CorruptDocumentError(`${owner.collection} ${owner.id} holds damaged packed values`, {
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

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
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

function newer(what: string, found: number, known: number): CorruptDocumentError {
  return new CorruptDocumentError(
    `${what} was written by a newer gridtune, in schema version ${found}; this one knows versions up to ${known}: ` +
      'update gridtune',
  );
}

function corrupt(collection: string, document: unknown, cause: z.ZodError): CorruptDocumentError {
  const id = z.object({ _id: z.unknown() }).safeParse(document).data?._id;
  const faults = faultsOf(cause).map(({ path, message }) => `${path}: ${message}`);
  return new CorruptDocumentError(
    `${collection} ${String(id)} is not what this version of gridtune writes (${faults.join('; ')}): delete it or restore it from a backup`,
    { cause },
  );
}
