import { isDeepStrictEqual } from 'node:util';
import type { Collection } from 'mongodb';
import { AlreadyExistsError } from '../domain/errors.js';
import type { Repository, VersionedRepository } from '../domain/ports.js';
import { storedName, type DocumentCodec, type StoredDocument } from './document-codec.js';
import { isDuplicateKey, type StoreConnection } from './store-connection.js';

/**
 * Values of one kind in one collection.
 *
 * All calls may be sent again after a lost connection: reads change nothing, `put` writes the same
 * value once more, and an `insert` whose first try took effect meets its own document, which is success.
 */
export function mongoRepository<T extends { readonly id: string }>(
  collection: Collection<StoredDocument>,
  codec: DocumentCodec<T>,
  connection: StoreConnection,
): Repository<T> {
  const name = codec.collection;
  // FerretDB fills a batch by number of documents alone, and a message ends at 48 MB.
  const batch = codec.packed.length > 0 ? { batchSize: 1 } : {};

  const isStored = async (document: StoredDocument): Promise<boolean> => {
    const stored = await collection.findOne({ _id: document._id });
    return stored !== null && isDeepStrictEqual(codec.decode(stored), codec.decode(document));
  };

  return {
    async insert(value) {
      const document = codec.encode(value);
      await connection.run(`insert into ${name}`, async (again) => {
        try {
          await collection.insertOne(document);
        } catch (error) {
          if (!isDuplicateKey(error)) throw error;
          if (again && (await isStored(document))) return;
          throw new AlreadyExistsError(`${name} ${value.id} is stored already`, { cause: error });
        }
      });
    },
    async put(value) {
      const { _id, ...fields } = codec.encode(value);
      const replace = () => collection.replaceOne({ _id }, fields, { upsert: true });
      await connection.run(`write to ${name}`, async () => {
        try {
          await replace();
        } catch (error) {
          // MongoDB may let two upserts of a new id both try to insert; the second one now finds it.
          if (!isDuplicateKey(error)) throw error;
          await replace();
        }
      });
    },
    async find(id) {
      const document = await connection.run(`read from ${name}`, () => collection.findOne({ _id: id }));
      return document === null ? undefined : codec.decode(document);
    },
    async list(where = {}) {
      const filter = Object.fromEntries(
        Object.entries(where).map(([field, value]) => [storedName(field), value]),
      );
      const documents = await connection.run(`list ${name}`, () =>
        collection.find(filter, batch).sort({ _id: 1 }).toArray(),
      );
      return documents.map((document) => codec.decode(document));
    },
    async stamps(field) {
      const documents = await connection.run(`list ${name}`, () =>
        collection.find({}, { projection: { _id: 1, [field]: 1 } }).toArray(),
      );
      return new Map(documents.map((document) => [document._id, textOf(document[field])]));
    },
  };
}

/** The same for values that several may write at once. */
export function versionedRepository<T extends { readonly id: string; readonly version: number }>(
  collection: Collection<StoredDocument>,
  codec: DocumentCodec<T>,
  connection: StoreConnection,
): VersionedRepository<T> {
  const name = codec.collection;
  const plain = mongoRepository(collection, codec, connection);
  return {
    ...plain,
    async replace(value) {
      const { _id, ...fields } = codec.encode(value);
      return connection.run(`replace in ${name}`, async (again) => {
        const { matchedCount } = await collection.replaceOne({ _id, version: value.version - 1 }, fields);
        if (matchedCount > 0) return true;
        // A first try may have taken effect before its answer was lost.
        return again && isDeepStrictEqual(await plain.find(value.id), codec.decode({ _id, ...fields }));
      });
    },
    async remove(id) {
      return connection.run(`remove from ${name}`, async (again) => {
        const { deletedCount } = await collection.deleteOne({ _id: id });
        return deletedCount > 0 || again;
      });
    },
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
