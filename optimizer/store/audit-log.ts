import type { Collection } from 'mongodb';
import { z } from 'zod';
import { auditPrefixOf, chainedRecord } from '../domain/audit-chain.js';
import { auditRecordSchema, type AuditEntry, type AuditLog, type AuditRecord } from '../domain/audit.js';
import { documentCodec, type StoredDocument } from './document-codec.js';
import { isDuplicateKey, type StoreConnection } from './store-connection.js';

export const auditCodec = documentCodec('audit', auditRecordSchema);

/** All that the next record needs: a damaged last one must not keep a channel from being put back. */
const tailSchema = z.object({ position: z.int().min(1), sha256: z.string() });
export type Tail = z.infer<typeof tailSchema>;

/** @throws CorruptDocumentError if not even this much of it can be read. */
export function tailOf(document: unknown): Tail {
  const parsed = tailSchema.safeParse(document);
  return parsed.success ? parsed.data : auditCodec.decode(document);
}

/**
 * The audit log on one collection. A record's `_id` holds its position, and `_id` is unique: of two writers
 * who follow the same record one is refused, reads again, and follows the other.
 */
export function mongoAuditLog(collection: Collection<StoredDocument>, connection: StoreConnection): AuditLog {
  /** Our own last records by channel: what follows them is tried without reading first. */
  const tails = new Map<string, Tail>();
  /** Our own writes one after the other: side by side all but one would be refused, and read again. */
  const turns = new Map<string, Promise<void>>();

  const readTail = async (prefix: string): Promise<Tail | undefined> => {
    const [last] = await collection
      .find({ _id: { $gte: prefix, $lt: endOf(prefix) } })
      .sort({ _id: -1 })
      .limit(1)
      .toArray();
    return last && tailOf(last);
  };

  const isStored = async ({ id, sha256 }: AuditRecord): Promise<boolean> =>
    (await collection.findOne({ _id: id, sha256 })) !== null;

  const appendNow = async (prefix: string, entry: AuditEntry, atMs: number): Promise<AuditRecord> => {
    let tried: AuditRecord | undefined;
    const appended = await connection.run('append to the audit log', async (again) => {
      // The try before may have taken effect without our hearing of it.
      if (again && tried && (await isStored(tried))) return tried;
      let tail = tails.get(prefix) ?? (await readTail(prefix));
      for (;;) {
        tried = chainedRecord(entry, atMs, tail);
        if (await inserted(collection, tried)) return tried;
        tail = await readTail(prefix);
      }
    });
    tails.set(prefix, appended);
    return appended;
  };

  return {
    async append(entry, atMs) {
      const prefix = auditPrefixOf(entry);
      const before = turns.get(prefix);
      const appended = (async () => {
        await before;
        return appendNow(prefix, entry, atMs);
      })();
      turns.set(
        prefix,
        appended.then(
          () => undefined,
          () => undefined,
        ),
      );
      return appended;
    },
    async list(networkId, channel) {
      const documents = await connection.run('list the audit log', () =>
        collection.find({ networkId, channel }).sort({ _id: 1 }).toArray(),
      );
      return documents.map((document) => auditCodec.decode(document));
    },
  };
}

async function inserted(collection: Collection<StoredDocument>, record: AuditRecord): Promise<boolean> {
  try {
    await collection.insertOne(auditCodec.encode(record));
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

/** The first text after all that begin with `prefix`, which ends in a slash. */
function endOf(prefix: string): string {
  return `${prefix.slice(0, -1)}0`;
}
