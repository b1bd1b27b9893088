import { createHash } from 'node:crypto';
import { toSortedJson } from './data-record.js';
import { InvalidRecordError } from './errors.js';
import { FieldReader, plainText, show, type TextRule } from './field-reader.js';

/**
 * One step of a change of the channel's ordering settings, as the tuning program tells it. Numbered within a
 * network and channel, and chained to the record before by hash. Fields that are not needed here are kept as
 * they came.
 */
export interface TuningRecord {
  /** `<networkId>/<channel>/<position, six digits or more>` */
  readonly id: string;
  readonly networkId: string;
  readonly channel: string;
  readonly position: number;
  readonly sha256: string;
  readonly [field: string]: unknown;
}

/** Most records one transaction may write. */
export const MAX_RECORDS_AT_ONCE = 100;

const REQUIRED = ['id', 'networkId', 'channel', 'position', 'action', 'subjectId', 'because', 'who', 'at'];
const OPTIONAL_TEXTS = ['transactionId', 'note', 'requestedBy'];
const OPTIONAL = ['before', 'after', 'blockNumber', ...OPTIONAL_TEXTS];
const HASHES = ['previousSha256', 'sha256'];
const SETTINGS = ['maxMessageCount', 'preferredMaxBytes', 'absoluteMaxBytes', 'batchTimeoutMs'];

const nameRule: TextRule = {
  mustBe: '1 to 128 characters of A-Z a-z 0-9 . _ : -',
  accepts: (text) => /^[A-Za-z0-9._:-]{1,128}$/.test(text),
};
// Which actions there are is the program's business: a newer one may know more.
const actionRule: TextRule = {
  mustBe: 'a word of a-z and - of at most 32 characters',
  accepts: (text) => /^[a-z][a-z-]{0,31}$/.test(text),
};
const timeRule: TextRule = {
  mustBe: 'a time in UTC such as 2026-01-02T03:04:05.678Z',
  accepts: (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(text),
};
const sha256Rule: TextRule = {
  mustBe: '64 lowercase hex digits',
  accepts: (text) => /^[0-9a-f]{64}$/.test(text),
};

/**
 * @param recordJson - one record, or a list of 1 to {@link MAX_RECORDS_AT_ONCE}.
 * @throws {@link InvalidRecordError} naming every fault, also a hash that is not the record's own.
 */
export function parseTuningRecords(recordJson: string): readonly TuningRecord[] {
  const value = parseJson(recordJson);
  const given: readonly unknown[] = Array.isArray(value) ? value : [value];
  if (given.length === 0 || given.length > MAX_RECORDS_AT_ONCE) {
    throw new InvalidRecordError([`1 to ${MAX_RECORDS_AT_ONCE} records must be given, got ${given.length}`]);
  }
  const read = given.map(readRecord);
  const ids = read.map(({ record }) => record.id);
  const faults = read.flatMap((one) => one.faults);
  if (new Set(ids).size < ids.length) faults.push('no two records may have the same id');
  if (faults.length > 0) throw new InvalidRecordError(faults);
  return read.map(({ record }) => record);
}

/** Parts of a record's id, as its key has them; undefined if it is no such id. */
export function partsOfId(id: string): readonly [string, string, string] | undefined {
  const [networkId = '', channel = '', position = '', ...more] = id.split('/');
  const sound =
    more.length === 0 &&
    nameRule.accepts(networkId) &&
    nameRule.accepts(channel) &&
    /^\d{6,15}$/.test(position);
  return sound ? [networkId, channel, position] : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new InvalidRecordError([`recordJson must be JSON, got ${show(text)}`], { cause });
  }
}

function readRecord(value: unknown): { readonly record: TuningRecord; readonly faults: string[] } {
  const fields = fieldsOf(value);
  const reader = new FieldReader(value, 'the record', [...REQUIRED, ...OPTIONAL, ...HASHES]);
  const networkId = reader.text('networkId', nameRule);
  const channel = reader.text('channel', nameRule);
  const position = reader.wholeNumber('position', 1);
  const ownId = `${networkId}/${channel}/${String(position).padStart(6, '0')}`;
  const id = reader.text('id', {
    mustBe: 'network, channel and position',
    accepts: (text) => text === ownId,
  });
  reader.text('action', actionRule);
  for (const field of ['subjectId', 'because']) reader.text(field, plainText);
  reader.text('at', timeRule);
  for (const field of OPTIONAL_TEXTS) if (fields.has(field)) reader.text(field, plainText);
  if (fields.has('blockNumber')) reader.wholeNumber('blockNumber', 0);
  reader.text('previousSha256', sha256Rule);
  const sha256 = reader.text('sha256', sha256Rule);
  const faults = [...reader.faults, ...faultsOfWho(fields.get('who')), ...faultsOfSettings(fields)];
  const content = Object.fromEntries(fields);
  if (faults.length === 0 && hashOf(content) !== sha256) {
    faults.push(`sha256 must be the hash of the other fields of ${id}`);
  }
  return { record: { ...content, id, networkId, channel, position, sha256 }, faults };
}

function faultsOfWho(value: unknown): readonly string[] {
  const reader = new FieldReader(value, 'who', ['mspId', 'name']);
  for (const field of ['mspId', 'name']) reader.text(field, plainText);
  return reader.faults;
}

function faultsOfSettings(fields: ReadonlyMap<string, unknown>): readonly string[] {
  return ['before', 'after'].flatMap((field) => {
    if (!fields.has(field)) return [];
    const reader = new FieldReader(fields.get(field), field, SETTINGS);
    for (const setting of SETTINGS) reader.wholeNumber(setting, 1);
    return reader.faults;
  });
}

function fieldsOf(value: unknown): ReadonlyMap<string, unknown> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  return new Map(isObject ? Object.entries(value) : []);
}

/** Of the sorted JSON of all the other fields: as the program's own log chains them. */
function hashOf({ sha256: _sha256, ...others }: Readonly<Record<string, unknown>>): string {
  return createHash('sha256').update(toSortedJson(others)).digest('hex');
}
