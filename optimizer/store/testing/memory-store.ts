import { BSON } from 'mongodb';
import { auditPrefixOf, chainedRecord } from '../../domain/audit-chain.js';
import type { AuditLog } from '../../domain/audit.js';
import { AlreadyExistsError } from '../../domain/errors.js';
import type {
  ChannelClaim,
  ChannelClaims,
  Repository,
  Store,
  VersionedRepository,
} from '../../domain/ports.js';
import { auditCodec, tailOf } from '../audit-log.js';
import { mayReplace, successor } from '../claim-rules.js';
import { datasetStore } from '../datasets.js';
import { storedName, type DocumentCodec } from '../document-codec.js';
import { codecs } from '../mongo-store.js';

/** As the driver does it: undefined would become null. */
const WRITE = { ignoreUndefined: false } as const;

type Documents = Map<string, Uint8Array>;

/** A {@link Store} whose documents can be damaged. */
export interface MemoryStore extends Store {
  writeRaw(collection: string, document: Record<string, unknown>): Promise<void>;
}

/** A store for tests of other parts. Values go in and out as bytes, so nobody shares an object with it. */
export function memoryStore(): MemoryStore {
  const collections = new Map<string, Documents>();
  const repository = <T extends { readonly id: string }>(codec: DocumentCodec<T>): Repository<T> => {
    const documents: Documents = new Map();
    collections.set(codec.collection, documents);
    return memoryRepository(codec, documents);
  };
  const versioned = <T extends { readonly id: string; readonly version: number }>(
    codec: DocumentCodec<T>,
  ): VersionedRepository<T> => {
    const plain = repository(codec);
    return {
      ...plain,
      async replace(value) {
        // Nothing is awaited in between: of two writers at once one has to lose, as in the real store.
        const bytes = collections.get(codec.collection)?.get(value.id);
        const stored = bytes && codec.decode(BSON.deserialize(bytes));
        if (stored?.version !== value.version - 1) return false;
        await plain.put(value);
        return true;
      },
      remove: async (id) => collections.get(codec.collection)?.delete(id) ?? false,
    };
  };
  return {
    sweeps: repository(codecs.sweeps),
    rounds: repository(codecs.rounds),
    samples: repository(codecs.samples),
    observations: repository(codecs.observations),
    datasets: datasetStore({
      datasets: repository(codecs.datasets),
      chunks: repository(codecs.datasetRows),
      async removeChunk(id) {
        collections.get(codecs.datasetRows.collection)?.delete(id);
      },
    }),
    models: repository(codecs.models),
    recommendations: repository(codecs.recommendations),
    applications: repository(codecs.applications),
    verifications: repository(codecs.verifications),
    studies: repository(codecs.studies),
    comparisons: repository(codecs.comparisons),
    proposals: repository(codecs.proposals),
    jobs: versioned(codecs.jobs),
    jobEvents: versioned(codecs.jobEvents),
    tokens: versioned(codecs.tokens),
    schedules: versioned(codecs.schedules),
    webhooks: versioned(codecs.webhooks),
    deliveries: versioned(codecs.deliveries),
    keptAnswers: versioned(codecs.keptAnswers),
    audit: memoryAuditLog(collections),
    claims: memoryClaims(),
    close: async () => undefined,
    async writeRaw(collection, document) {
      collections.get(collection)?.set(String(document['_id']), BSON.serialize(document));
    },
  };
}

export function memoryRepository<T extends { readonly id: string }>(
  codec: DocumentCodec<T>,
  stored: Documents,
): Repository<T> {
  const keep = (value: T): void => void stored.set(value.id, BSON.serialize(codec.encode(value), WRITE));
  return {
    async insert(value) {
      if (stored.has(value.id))
        throw new AlreadyExistsError(`${codec.collection} ${value.id} is stored already`);
      keep(value);
    },
    async put(value) {
      keep(value);
    },
    async find(id) {
      const bytes = stored.get(id);
      return bytes && codec.decode(BSON.deserialize(bytes));
    },
    async list(where = {}) {
      const wanted = Object.entries(where).map(([field, value]) => [storedName(field), value] as const);
      return [...stored.values()]
        .map((bytes) => BSON.deserialize(bytes))
        .filter((document) => wanted.every(([name, value]) => document[name] === value))
        .toSorted((a, b) => Buffer.compare(Buffer.from(String(a['_id'])), Buffer.from(String(b['_id']))))
        .map((document) => codec.decode(document));
    },
    async stamps(field) {
      const documents = [...stored.values()].map((bytes) => BSON.deserialize(bytes));
      return new Map(documents.map((document) => [String(document['_id']), String(document[field] ?? '')]));
    },
  };
}

function memoryAuditLog(collections: Map<string, Documents>): AuditLog {
  const stored: Documents = new Map();
  collections.set(auditCodec.collection, stored);
  const documentsUnder = (prefix: string): unknown[] =>
    [...stored.keys()]
      .filter((id) => id.startsWith(prefix))
      .toSorted()
      .map((id) => BSON.deserialize(stored.get(id) ?? new Uint8Array()));
  return {
    async append(entry, atMs) {
      const last = documentsUnder(auditPrefixOf(entry)).at(-1);
      const record = chainedRecord(entry, atMs, last === undefined ? undefined : tailOf(last));
      stored.set(record.id, BSON.serialize(auditCodec.encode(record), WRITE));
      return record;
    },
    list: async (networkId, channel) =>
      documentsUnder(auditPrefixOf({ networkId, channel })).map((document) => auditCodec.decode(document)),
  };
}

function memoryClaims(): ChannelClaims {
  const claims = new Map<string, ChannelClaim>();
  const copyOf = (id: string): ChannelClaim | undefined => structuredClone(claims.get(id));
  return {
    async take(claim, nowMs) {
      const previous = copyOf(claim.id);
      if (previous && !mayReplace(previous, claim, nowMs)) return { taken: false, heldBy: previous };
      const { restore, ...rest } = successor(claim, previous);
      claims.set(claim.id, structuredClone(restore === undefined ? rest : { ...rest, restore }));
      return { taken: true, previous };
    },
    async renew(id, holder, expiresAtMs) {
      const standing = claims.get(id);
      if (standing?.holder !== holder) return false;
      claims.set(id, { ...standing, expiresAtMs });
      return true;
    },
    async release(id, holder) {
      if (claims.get(id)?.holder === holder) claims.delete(id);
    },
    find: async (id) => copyOf(id),
  };
}
