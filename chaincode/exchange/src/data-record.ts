import { InvalidArgumentError, InvalidRecordError, RecordCorruptError } from './errors.js';
import { FieldReader, MAX_TEXT_LENGTH, plainText, show, type TextRule } from './field-reader.js';

/** What the publisher says about a file. The file itself stays off the ledger. */
export interface RecordContent {
  readonly name: string;
  readonly sizeBytes: number;
  /** Absolute URL with a host and without credentials, e.g. `hdfs://namenode:8020/load/2024-06.csv`. */
  readonly storageAddress: string;
  /** SHA-256 of the file: 64 lowercase hex digits. */
  readonly sha256: string;
  readonly dataType: string;
}

/** One record as it stands in the world state. */
export interface DataRecord extends RecordContent {
  readonly docType: 'dataRecord';
  readonly id: string;
  /** MSP id of the organisation that published the record. */
  readonly owner: string;
  /** Timestamp of the publishing transaction, ISO 8601 in UTC with milliseconds. */
  readonly created: string;
  /** Timestamp of the transaction that wrote this version, same form. */
  readonly modified: string;
  /** 1 when published, one more with each update. */
  readonly version: number;
}

const CONTENT_KEYS = ['name', 'sizeBytes', 'storageAddress', 'sha256', 'dataType'];
const RECORD_KEYS = [...CONTENT_KEYS, 'docType', 'id', 'owner', 'created', 'modified', 'version'];

const idRule: TextRule = {
  mustBe: '1 to 128 characters of A-Z a-z 0-9 . _ : -',
  accepts: (text) => /^[A-Za-z0-9._:-]{1,128}$/.test(text),
};
const sha256Rule: TextRule = {
  mustBe: '64 lowercase hex digits',
  accepts: (text) => /^[0-9a-f]{64}$/.test(text),
};
const urlRule: TextRule = {
  mustBe: `an absolute URL with a host, without user or password, of at most ${MAX_TEXT_LENGTH} characters`,
  accepts: isStorageUrl,
};
const docTypeRule: TextRule = { mustBe: '"dataRecord"', accepts: (text) => text === 'dataRecord' };

/**
 * Reads the arguments of a publication or an update.
 * @param recordJson - JSON object with exactly the keys of {@link RecordContent}.
 * @throws {@link InvalidRecordError} naming every fault of the id and the content.
 */
export function parseContent(id: string, recordJson: string): RecordContent {
  const idFaults = faultsOfId(id);
  let value: unknown;
  try {
    value = JSON.parse(recordJson);
  } catch (cause) {
    throw new InvalidRecordError([...idFaults, `recordJson must be JSON, got ${show(recordJson)}`], {
      cause,
    });
  }
  const reader = new FieldReader(value, 'recordJson', CONTENT_KEYS);
  const content = readContent(reader);
  const faults = [...idFaults, ...reader.faults];
  if (faults.length > 0) {
    throw new InvalidRecordError(faults);
  }
  return content;
}

/**
 * Reads a record that came from the ledger.
 * @param id - the key it was stored under.
 * @throws {@link RecordCorruptError} if it is no record or the record of another id.
 */
export function parseRecord(id: string, stored: Uint8Array): DataRecord {
  const text = Buffer.from(stored).toString('utf8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new RecordCorruptError(id, [`the record must be JSON, got ${show(text)}`], { cause });
  }
  const reader = new FieldReader(value, 'the record', RECORD_KEYS);
  reader.text('docType', docTypeRule);
  const record: DataRecord = {
    ...readContent(reader),
    docType: 'dataRecord',
    id: reader.text('id', { mustBe: 'the key of the record', accepts: (given) => given === id }),
    owner: reader.text('owner', plainText),
    created: reader.text('created', plainText),
    modified: reader.text('modified', plainText),
    version: reader.wholeNumber('version', 1),
  };
  if (reader.faults.length > 0) {
    throw new RecordCorruptError(id, reader.faults);
  }
  return record;
}

/** @throws {@link InvalidArgumentError} if `id` cannot be the id of a record. */
export function assertRecordId(id: string): void {
  const faults = faultsOfId(id);
  if (faults.length > 0) {
    throw new InvalidArgumentError(faults);
  }
}

/** Whether `id` can be the id of a record: {@link parseContent} takes no other. */
export function isRecordId(id: string): boolean {
  return idRule.accepts(id);
}

/**
 * JSON with the keys of every object in code unit order. Endorsers must produce the same bytes, and CouchDB
 * hands documents back in this order anyway.
 */
export function toSortedJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

function readContent(reader: FieldReader): RecordContent {
  return {
    name: reader.text('name', plainText),
    sizeBytes: reader.wholeNumber('sizeBytes', 0),
    storageAddress: reader.text('storageAddress', urlRule),
    sha256: reader.text('sha256', sha256Rule),
    dataType: reader.text('dataType', plainText),
  };
}

function faultsOfId(id: string): readonly string[] {
  return idRule.accepts(id) ? [] : [`id must be ${idRule.mustBe}, got ${show(id)}`];
}

function isStorageUrl(text: string): boolean {
  // The URL parser alone lets through blanks and "mailto:x", and it takes "http:host" for "http://host".
  if (
    text.length > MAX_TEXT_LENGTH ||
    !/^[a-z][a-z0-9+.-]*:\/\/[^\s/?#]+\S*$/i.test(text) ||
    !URL.canParse(text)
  ) {
    return false;
  }
  // Nothing can be taken off the ledger again, least of all a password.
  const { username, password } = new URL(text);
  return username === '' && password === '';
}
