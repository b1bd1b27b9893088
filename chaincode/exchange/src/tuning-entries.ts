import { toSortedJson } from './data-record.js';
import { InvalidArgumentError } from './errors.js';
import { show } from './field-reader.js';
import { MAX_PAGE_SIZE, type Stub } from './record-index.js';
import type { TuningRecord } from './tuning-record.js';

/** A record as it lies on the ledger: with what the ledger itself knows about its writer. */
export interface TuningEntry {
  readonly docType: 'tuningRecord';
  readonly record: TuningRecord;
  /** MSP id and common name in the certificate of who wrote it. */
  readonly writer: { readonly mspId: string; readonly name: string };
  readonly transactionId: string;
  /** Timestamp of the transaction, ISO 8601 in UTC with milliseconds. */
  readonly writtenAt: string;
}

/** Network, channel and position: with the writer's MSP id, the key of an entry. */
type Parts = readonly [string, string, string];

const OBJECT_TYPE = 'tuning';
const KEY_PARTS = 4;

/**
 * msp.SignaturePolicyEnvelope {rule: n_out_of {n: 1, rules: []}}: one of nobody. No endorsement can satisfy it,
 * so no transaction can change the key again, whatever chaincode its endorsers run.
 */
const NOBODY = Uint8Array.from([0x12, 0x04, 0x12, 0x02, 0x08, 0x01]);

/** @returns undefined if the organisation wrote nothing there. */
export async function readEntry(stub: Stub, parts: Parts, mspId: string): Promise<TuningEntry | undefined> {
  const stored = await stub.getState(stub.createCompositeKey(OBJECT_TYPE, [...parts, mspId]));
  return stored.length === 0 ? undefined : entryOf(stored);
}

/** Writes an entry for good. */
export async function writeEntry(stub: Stub, parts: Parts, entry: TuningEntry): Promise<void> {
  const key = stub.createCompositeKey(OBJECT_TYPE, [...parts, entry.writer.mspId]);
  await stub.putState(key, Buffer.from(toSortedJson(entry)));
  await stub.setStateValidationParameter(key, NOBODY);
}

/**
 * One page of the entries whose keys begin with `parts`, in code unit order.
 * @param pageSize - 1 to {@link MAX_PAGE_SIZE}, in decimal digits.
 * @param bookmark - `''` for the first page, then the `bookmark` of the page before.
 * @throws {@link InvalidArgumentError} naming every faulty argument.
 */
export async function readEntries(
  stub: Stub,
  parts: readonly string[],
  pageSize: string,
  bookmark: string,
): Promise<{ readonly entries: readonly TuningEntry[]; readonly bookmark: string }> {
  const { size, from } = parsePage(parts, pageSize, bookmark);
  const start = from.length === 0 ? '' : stub.createCompositeKey(OBJECT_TYPE, [...from]);
  const page = stub.getStateByPartialCompositeKeyWithPagination(OBJECT_TYPE, [...parts], size, start);
  const entries: TuningEntry[] = [];
  // The loop closes the iterator, also when it throws.
  for await (const { value } of page) entries.push(entryOf(value));
  // An empty last page comes without metadata: its message has no bytes, and the shim takes that for none.
  const { metadata }: { metadata?: { bookmark: string } } = await page;
  const next = metadata?.bookmark ?? '';
  return { entries, bookmark: next === '' ? '' : JSON.stringify(stub.splitCompositeKey(next).attributes) };
}

function parsePage(
  parts: readonly string[],
  pageSize: string,
  bookmark: string,
): { readonly size: number; readonly from: readonly string[] } {
  const faults = parts
    .filter((part) => /[\0\u{10ffff}]/u.test(part))
    .map((part) => `networkId must be plain text, got ${show(part)}`);
  const size = /^[0-9]+$/.test(pageSize) ? Number(pageSize) : 0;
  if (size < 1 || size > MAX_PAGE_SIZE) {
    faults.push(`pageSize must be a whole number from 1 to ${MAX_PAGE_SIZE}, got ${show(pageSize)}`);
  }
  const from = bookmark === '' ? [] : keyOf(bookmark);
  if (from === undefined || (from.length > 0 && parts.some((part, index) => part !== from[index]))) {
    faults.push(`bookmark must be empty or the bookmark of the page before, got ${show(bookmark)}`);
  }
  if (faults.length > 0) throw new InvalidArgumentError(faults);
  return { size, from: from ?? [] };
}

/** A bookmark is the next key as a JSON array, which keeps NUL characters away from clients. */
function keyOf(bookmark: string): readonly string[] | undefined {
  let value: unknown;
  try {
    value = JSON.parse(bookmark);
  } catch {
    return undefined;
  }
  return isKey(value) ? value : undefined;
}

function isKey(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.length === KEY_PARTS && value.every(isKeyPart);
}

function isKeyPart(part: unknown): part is string {
  return typeof part === 'string' && part !== '' && !/[\0\u{10ffff}]/u.test(part);
}

function entryOf(stored: Uint8Array): TuningEntry {
  return JSON.parse(Buffer.from(stored).toString('utf8'));
}
