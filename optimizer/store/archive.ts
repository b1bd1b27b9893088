import { BSON, type Db } from 'mongodb';
import { z } from 'zod';
import type { StoreArchive } from '../domain/store-archive.js';
import { auditCodec } from './audit-log.js';
import { claimCodec } from './claims.js';
import { openDatabase, type ConnectStoreOptions } from './database.js';
import { codecs } from './mongo-store.js';
import { isDuplicateKey } from './store-connection.js';

/** FerretDB fills a batch by number of documents alone, and a message ends at 48 MB: two documents of 16 MB fit. */
const BATCH = 2;
/** What a write sends at once. */
const MAX_WRITE_BYTES = 16 * 1024 * 1024;

const OURS = new Set([...Object.values(codecs).map(({ collection }) => collection), auditCodec.collection]);
const claimSchema = z.object({
  _id: z.string(),
  holder: z.string(),
  purpose: z.string(),
  expiresAtMs: z.coerce.number(),
});

/** Opens a store for copies of the whole. @throws StoreUnreachableError, InvalidInputError */
export async function openArchive(options: ConnectStoreOptions): Promise<StoreArchive> {
  const { client, database, connection } = await openDatabase(options);
  return {
    collections: async () => {
      const there = await connection.run('list collections', () => database.listCollections().toArray());
      return there
        .map(({ name }) => name)
        .filter((name) => OURS.has(name))
        .toSorted();
    },
    knows: (collection) => OURS.has(collection),
    read: (collection) => documentsOf(database, collection),
    clear: async (collection) => {
      await connection.run(`clear ${collection}`, () => database.collection(collection).deleteMany({}));
    },
    write: async (collection, documents) => {
      for (const part of inParts(documents)) {
        const all = part.map((bytes) => BSON.deserialize(bytes, EXACTLY));
        await connection.run(`write to ${collection}`, async (again) => {
          try {
            await database.collection(collection).insertMany(all, { ordered: false });
          } catch (error) {
            // Those that are there already were written by a try whose answer was lost.
            if (!again || !isDuplicateKey(error)) throw error;
          }
        });
      }
    },
    endJobs: async (reason, atMs) =>
      connection.run('end jobs', async () => {
        const { modifiedCount } = await database.collection(codecs.jobs.collection).updateMany(
          { status: { $in: ['awaiting-approval', 'queued', 'running'] } },
          {
            $set: {
              status: 'failed',
              endedAt: new Date(atMs).toISOString(),
              error: { code: 'CANCELLED', message: reason, retry: 'later' },
            },
            $inc: { version: 1 },
          },
        );
        return modifiedCount;
      }),
    claims: async (nowMs) => {
      const stored = await connection.run('read the claims', () =>
        database.collection(claimCodec.collection).find({}).toArray(),
      );
      return stored
        .map((document) => claimSchema.parse(document))
        .filter(({ expiresAtMs }) => expiresAtMs > nowMs)
        .map(({ _id, holder, purpose }) => ({ id: _id, holder, purpose }));
    },
    close: () => client.close(),
  };
}

async function* documentsOf(database: Db, collection: string): AsyncIterable<Uint8Array> {
  const cursor = database.collection(collection).find({}, { raw: true, batchSize: BATCH });
  // With `raw` the driver hands out bytes, which its types do not say.
  for await (const bytes of cursor) yield z.instanceof(Uint8Array).parse(bytes);
}

/** Numbers keep the kind that they were stored as. */
const EXACTLY = { promoteValues: false, promoteLongs: false, promoteBuffers: false } as const;

function* inParts(documents: readonly Uint8Array[]): Iterable<Uint8Array[]> {
  let [part, bytes]: [Uint8Array[], number] = [[], 0];
  for (const document of documents) {
    if (part.length > 0 && bytes + document.byteLength > MAX_WRITE_BYTES) {
      yield part;
      [part, bytes] = [[], 0];
    }
    part.push(document);
    bytes += document.byteLength;
  }
  if (part.length > 0) yield part;
}
