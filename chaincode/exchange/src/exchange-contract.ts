import { Contract, type Context } from 'fabric-contract-api';
import { KeyEndorsementPolicy } from 'fabric-shim';
import { assertRecordId, parseContent, parseRecord, toSortedJson, type DataRecord } from './data-record.js';
import { NotOwnerError, RecordExistsError, RecordNotFoundError } from './errors.js';
import { transactionTime } from './ledger-time.js';
import { readHistory } from './record-history.js';
import { addToIndex, listOwnedIds, removeFromIndex, type Stub } from './record-index.js';

/**
 * The registry of data exchanged between organisations. Every method is a transaction, takes strings as they
 * come off the wire and answers JSON with sorted keys. Helpers are functions below the class, since Fabric
 * offers each method of the class to every caller.
 */
export class ExchangeContract extends Contract {
  constructor() {
    super('exchange');
  }

  /**
   * Publishes a record owned by the caller's organisation.
   * @param recordJson - `{name, sizeBytes, storageAddress, sha256, dataType}`.
   * @returns the stored {@link DataRecord} as JSON.
   * @throws {@link InvalidRecordError} or {@link RecordExistsError}
   */
  async PublishRecord(ctx: Context, id: string, recordJson: string): Promise<string> {
    const content = parseContent(id, recordJson);
    if (await isStored(ctx.stub, id)) {
      throw new RecordExistsError(id);
    }
    const owner = ctx.clientIdentity.getMSPID();
    const now = transactionTime(ctx.stub);
    const json = await write(ctx.stub, {
      ...content,
      docType: 'dataRecord',
      id,
      owner,
      created: now,
      modified: now,
      version: 1,
    });
    await addToIndex(ctx.stub, owner, id);
    await ctx.stub.setStateValidationParameter(id, ownersPeer(owner));
    return json;
  }

  /**
   * Replaces the content of a record of the caller's organisation; id, owner and created stay.
   * @param recordJson - as for {@link ExchangeContract.PublishRecord}; every key is needed.
   * @returns the stored {@link DataRecord} as JSON.
   * @throws {@link InvalidRecordError}, {@link RecordNotFoundError} or {@link NotOwnerError}
   */
  async UpdateRecord(ctx: Context, id: string, recordJson: string): Promise<string> {
    const content = parseContent(id, recordJson);
    const current = await readOwned(ctx, id);
    return write(ctx.stub, {
      ...current,
      ...content,
      modified: transactionTime(ctx.stub),
      version: current.version + 1,
    });
  }

  /**
   * Deletes a record of the caller's organisation from the current state; its history stays.
   * @throws {@link InvalidArgumentError}, {@link RecordNotFoundError} or {@link NotOwnerError}
   */
  async DeleteRecord(ctx: Context, id: string): Promise<void> {
    assertRecordId(id);
    const { owner } = await readOwned(ctx, id);
    await ctx.stub.deleteState(id);
    await removeFromIndex(ctx.stub, owner, id);
  }

  /**
   * @returns the {@link DataRecord} as JSON, byte for byte as stored.
   * @throws {@link InvalidArgumentError} or {@link RecordNotFoundError}
   */
  async ReadRecord(ctx: Context, id: string): Promise<string> {
    assertRecordId(id);
    return Buffer.from(await readStored(ctx.stub, id)).toString('utf8');
  }

  /**
   * @returns whether a record has this id now; on the wire the text `true` or `false`.
   * @throws {@link InvalidArgumentError}
   */
  async RecordExists(ctx: Context, id: string): Promise<boolean> {
    assertRecordId(id);
    return isStored(ctx.stub, id);
  }

  /**
   * One page of an organisation's records in the order of their ids. To be evaluated, not submitted.
   * @param pageSize - index entries to read, 1 to 1000.
   * @param bookmark - `''` for the first page, then the answer's `bookmark`.
   * @returns JSON `{bookmark, records}`; the bookmark is `''` after the last page.
   * @throws {@link InvalidArgumentError}
   */
  async QueryByOwner(ctx: Context, owner: string, pageSize: string, bookmark: string): Promise<string> {
    const page = await listOwnedIds(ctx.stub, owner, pageSize, bookmark);
    const records: DataRecord[] = [];
    for (const id of page.ids) {
      const stored = await ctx.stub.getState(id);
      const record = stored.length > 0 ? parseRecord(id, stored) : undefined;
      // The record decides, not the index: index entries have no endorsement policy of their own.
      if (record?.owner === owner) {
        records.push(record);
      }
    }
    return toSortedJson({ records, bookmark: page.bookmark });
  }

  /**
   * Every change under this id, oldest first, deletions included.
   * @returns JSON array of {@link HistoryEntry}.
   * @throws {@link InvalidArgumentError}, or {@link RecordNotFoundError} if the id was never used.
   */
  async RecordHistory(ctx: Context, id: string): Promise<string> {
    assertRecordId(id);
    return toSortedJson(await readHistory(ctx.stub, id));
  }
}

async function isStored(stub: Stub, id: string): Promise<boolean> {
  return (await stub.getState(id)).length > 0;
}

async function readStored(stub: Stub, id: string): Promise<Uint8Array> {
  const stored = await stub.getState(id);
  if (stored.length === 0) {
    throw new RecordNotFoundError(id);
  }
  return stored;
}

async function readOwned(ctx: Context, id: string): Promise<DataRecord> {
  const record = parseRecord(id, await readStored(ctx.stub, id));
  const caller = ctx.clientIdentity.getMSPID();
  if (record.owner !== caller) {
    throw new NotOwnerError(id, record.owner, caller);
  }
  return record;
}

async function write(stub: Stub, record: DataRecord): Promise<string> {
  const json = toSortedJson(record);
  await stub.putState(record.id, Buffer.from(json));
  return json;
}

/**
 * The policy "a peer of this organisation". PEER and not MEMBER: endorsing is the peers' office, and MEMBER
 * would also take the signature of any client of the organisation. Its MSP must have NodeOUs enabled.
 */
function ownersPeer(mspId: string): Uint8Array {
  const policy = new KeyEndorsementPolicy();
  policy.addOrgs('PEER', mspId);
  return policy.getPolicy();
}
