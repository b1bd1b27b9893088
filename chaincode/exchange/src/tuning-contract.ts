import { X509Certificate } from 'node:crypto';
import { Contract, type Context } from 'fabric-contract-api';
import { toSortedJson } from './data-record.js';
import { InvalidArgumentError, RecordDiffersError, RecordNotFoundError } from './errors.js';
import { show } from './field-reader.js';
import { transactionTime } from './ledger-time.js';
import { readEntries, readEntry, writeEntry, type TuningEntry } from './tuning-entries.js';
import { parseTuningRecords, partsOfId, type TuningRecord } from './tuning-record.js';

/**
 * What was done to the channel's ordering settings, told by each organisation in its own name. Nothing that was
 * written can be changed or removed: no function does it, and the key of a record takes no second write.
 */
export class TuningContract extends Contract {
  constructor() {
    super('tuning');
  }

  /**
   * Keeps records in the name of the caller's organisation, all of them or none. The same again is accepted.
   * @param recordJson - one record or a list of them, as {@link parseTuningRecords} takes it.
   * @returns JSON array of {@link TuningEntry}, in the order given.
   * @throws {@link InvalidRecordError} or {@link RecordDiffersError}
   */
  async Record(ctx: Context, recordJson: string): Promise<string> {
    const records = parseTuningRecords(recordJson);
    const writer = writerOf(ctx);
    const entries: TuningEntry[] = [];
    for (const record of records) entries.push(await keep(ctx, record, writer));
    return toSortedJson(entries);
  }

  /**
   * Looks for records of the caller's organisation.
   * @param listJson - JSON array of `{id, sha256}`.
   * @returns JSON `{different, missing}`: the ids under which it wrote something else, and nothing.
   * @throws {@link InvalidArgumentError}
   */
  async Compare(ctx: Context, listJson: string): Promise<string> {
    const mspId = ctx.clientIdentity.getMSPID();
    const missing: string[] = [];
    const different: string[] = [];
    for (const { id, sha256 } of parseList(listJson)) {
      const entry = await readEntry(ctx.stub, partsOf(id), mspId);
      if (!entry) missing.push(id);
      else if (entry.record.sha256 !== sha256) different.push(id);
    }
    return toSortedJson({ missing, different });
  }

  /**
   * @returns JSON array of {@link TuningEntry}: what each organisation wrote under the id, by MSP id.
   * @throws {@link InvalidArgumentError} or {@link RecordNotFoundError}
   */
  async Read(ctx: Context, id: string): Promise<string> {
    const { entries } = await readEntries(ctx.stub, partsOf(id), '1000', '');
    if (entries.length === 0) throw new RecordNotFoundError(id);
    return toSortedJson(entries);
  }

  /**
   * One page of the records of a network in the order of channel and position. To be evaluated, not submitted.
   * @param networkId - `''` for the records of every network.
   * @param pageSize - 1 to 1000.
   * @param bookmark - `''` for the first page, then the answer's `bookmark`.
   * @returns JSON `{bookmark, records}` with {@link TuningEntry}; the bookmark is `''` after the last page.
   * @throws {@link InvalidArgumentError}
   */
  async List(ctx: Context, networkId: string, pageSize: string, bookmark: string): Promise<string> {
    const page = await readEntries(ctx.stub, networkId === '' ? [] : [networkId], pageSize, bookmark);
    return toSortedJson({ records: page.entries, bookmark: page.bookmark });
  }
}

type Writer = TuningEntry['writer'];

async function keep(ctx: Context, record: TuningRecord, writer: Writer): Promise<TuningEntry> {
  const parts = partsOf(record.id);
  const standing = await readEntry(ctx.stub, parts, writer.mspId);
  if (standing) {
    if (toSortedJson(standing.record) === toSortedJson(record)) return standing;
    throw new RecordDiffersError(record.id, writer.mspId);
  }
  const entry: TuningEntry = {
    docType: 'tuningRecord',
    record,
    writer,
    transactionId: ctx.stub.getTxID(),
    writtenAt: transactionTime(ctx.stub),
  };
  await writeEntry(ctx.stub, parts, entry);
  return entry;
}

/** From the certificate that the peers have checked, not from anything the caller says. */
function writerOf({ clientIdentity }: Context): Writer {
  const { subject } = new X509Certificate(clientIdentity.getIDBytes());
  const name = /^CN=(.*)$/m.exec(subject)?.[1];
  return { mspId: clientIdentity.getMSPID(), name: name ?? subject.replaceAll('\n', ', ') };
}

function partsOf(id: string): readonly [string, string, string] {
  const parts = partsOfId(id);
  if (!parts) {
    throw new InvalidArgumentError([`id must be network, channel and position, got ${show(id)}`]);
  }
  return parts;
}

function parseList(listJson: string): readonly { readonly id: string; readonly sha256: string }[] {
  let value: unknown;
  try {
    value = JSON.parse(listJson);
  } catch {
    value = undefined;
  }
  if (Array.isArray(value) && value.every(isListed)) return value;
  throw new InvalidArgumentError([`listJson must be a JSON array of {id, sha256}, got ${show(listJson)}`]);
}

function isListed(value: unknown): value is { readonly id: string; readonly sha256: string } {
  if (typeof value !== 'object' || value === null) return false;
  return (
    'id' in value && typeof value.id === 'string' && 'sha256' in value && typeof value.sha256 === 'string'
  );
}
