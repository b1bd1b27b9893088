import type { Context } from 'fabric-contract-api';
import { isRecordId } from './data-record.js';
import { InvalidArgumentError } from './errors.js';
import { plainText, show } from './field-reader.js';

/** The ledger as one transaction sees it. */
export type Stub = Context['stub'];

/** Most records one page of {@link listOwnedIds} may hold. */
export const MAX_PAGE_SIZE = 1000;

const OBJECT_TYPE = 'owner~id';
// Fabric takes an empty value for a deletion, so an index entry holds one zero byte.
const ENTRY = Buffer.from([0]);

/** Enters the record in its owner's list. */
export async function addToIndex(stub: Stub, owner: string, id: string): Promise<void> {
  await stub.putState(stub.createCompositeKey(OBJECT_TYPE, [owner, id]), ENTRY);
}

/** Takes the record out of its owner's list. */
export async function removeFromIndex(stub: Stub, owner: string, id: string): Promise<void> {
  await stub.deleteState(stub.createCompositeKey(OBJECT_TYPE, [owner, id]));
}

/**
 * One page of the ids in an owner's list, in code unit order. Works on LevelDB and CouchDB; Fabric allows it
 * in transactions that write nothing.
 * @param pageSize - 1 to {@link MAX_PAGE_SIZE}, in decimal digits.
 * @param bookmark - `''` for the first page, then the `bookmark` of the page before.
 * @returns the ids and the bookmark of the next page, `''` after the last one.
 * @throws {@link InvalidArgumentError} naming every faulty argument.
 */
export async function listOwnedIds(
  stub: Stub,
  owner: string,
  pageSize: string,
  bookmark: string,
): Promise<{ readonly ids: readonly string[]; readonly bookmark: string }> {
  const size = parsePage(owner, pageSize, bookmark);
  // Fabric's own bookmark is the composite key to go on from. Handing out only its id keeps NUL characters
  // away from clients and lets no bookmark point outside the owner's list.
  const from = bookmark === '' ? '' : stub.createCompositeKey(OBJECT_TYPE, [owner, bookmark]);
  const page = stub.getStateByPartialCompositeKeyWithPagination(OBJECT_TYPE, [owner], size, from);
  const ids: string[] = [];
  // The loop closes the iterator, also when it throws.
  for await (const entry of page) {
    ids.push(idOf(stub, entry.key));
  }
  // An empty last page comes without metadata: its message has no bytes, and the shim takes that for none.
  const { metadata }: { metadata?: { bookmark: string } } = await page;
  const next = metadata?.bookmark ?? '';
  return { ids, bookmark: next === '' ? '' : idOf(stub, next) };
}

function parsePage(owner: string, pageSize: string, bookmark: string): number {
  const faults: string[] = [];
  // A NUL or U+10FFFF would make the composite key ambiguous.
  if (!plainText.accepts(owner) || /[\0\u{10ffff}]/u.test(owner)) {
    faults.push(`owner must be an MSP id, got ${show(owner)}`);
  }
  const size = /^[0-9]+$/.test(pageSize) ? Number(pageSize) : 0;
  if (size < 1 || size > MAX_PAGE_SIZE) {
    faults.push(`pageSize must be a whole number from 1 to ${MAX_PAGE_SIZE}, got ${show(pageSize)}`);
  }
  if (bookmark !== '' && !isRecordId(bookmark)) {
    faults.push(`bookmark must be empty or the bookmark of the page before, got ${show(bookmark)}`);
  }
  if (faults.length > 0) {
    throw new InvalidArgumentError(faults);
  }
  return size;
}

function idOf(stub: Stub, indexKey: string): string {
  return stub.splitCompositeKey(indexKey).attributes[1] ?? '';
}
