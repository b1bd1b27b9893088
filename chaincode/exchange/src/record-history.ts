import { parseRecord, type DataRecord } from './data-record.js';
import { RecordNotFoundError } from './errors.js';
import { toIsoTime } from './ledger-time.js';
import type { Stub } from './record-index.js';

/** One change of a record. `record` is `null` where the change was its deletion. */
export interface HistoryEntry {
  readonly txId: string;
  /** Timestamp of the transaction, ISO 8601 in UTC with milliseconds. */
  readonly timestamp: string;
  readonly deleted: boolean;
  readonly record: DataRecord | null;
}

/**
 * Every committed change under the id, oldest first. Needs the history database of the peer, which is on
 * unless its core.yaml turns it off.
 * @throws {@link RecordNotFoundError} if the id was never used.
 */
export async function readHistory(stub: Stub, id: string): Promise<readonly HistoryEntry[]> {
  const entries: HistoryEntry[] = [];
  for await (const { txId, timestamp, isDelete, value } of stub.getHistoryForKey(id)) {
    entries.push({
      txId,
      timestamp: toIsoTime(timestamp),
      deleted: isDelete,
      record: isDelete ? null : parseRecord(id, value),
    });
  }
  if (entries.length === 0) {
    throw new RecordNotFoundError(id);
  }
  // Fabric reads history from newest to oldest, by block. Timestamps come from clients and would not sort.
  return entries.toReversed();
}
