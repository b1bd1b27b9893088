import { randomUUID } from 'node:crypto';
import type { Collection } from 'mongodb';
import { z } from 'zod';
import type { ChannelClaim, ChannelClaims } from '../domain/ports.js';
import { ordererSettingsSchema } from '../domain/settings.js';
import { mayReplace, successor } from './claim-rules.js';
import { documentCodec, type StoredDocument } from './document-codec.js';
import { isDuplicateKey, type StoreConnection } from './store-connection.js';

const claimSchema = z.strictObject({
  id: z.string(),
  holder: z.string(),
  purpose: z.string(),
  host: z.string(),
  pid: z.int(),
  restore: ordererSettingsSchema.optional(),
  expiresAtMs: z.number(),
});

/**
 * `takeId` names the call of `take` that wrote the claim, and `previous` is what that call replaced: a call
 * whose reply was lost finds its own claim and still knows whose channel it took over.
 */
const storedClaimSchema = claimSchema.extend({ takeId: z.string(), previous: claimSchema.optional() });
type StoredClaim = z.infer<typeof storedClaimSchema>;

export const claimCodec = documentCodec('claims', storedClaimSchema);

/**
 * Claims by compare and swap on one document, which both MongoDB and the embedded store do atomically: a
 * claim that nobody holds is inserted, and `_id` is unique; one that stands is replaced only while it is
 * still the one that was read. Whoever loses the race reads again, so every turn is somebody's progress.
 */
export function mongoClaims(
  collection: Collection<StoredDocument>,
  connection: StoreConnection,
): ChannelClaims {
  const read = async (id: string): Promise<StoredClaim | undefined> => {
    const document = await collection.findOne({ _id: id });
    return document === null ? undefined : claimCodec.decode(document);
  };

  /** False if somebody else was quicker. */
  const swap = async (standing: StoredClaim | undefined, next: StoredClaim): Promise<boolean> => {
    const { _id, ...fields } = claimCodec.encode(next);
    if (standing === undefined) return inserted(collection, { _id, ...fields });
    // A renewal leaves the takeId, and changes expiresAtMs.
    const { takeId, expiresAtMs } = standing;
    return (await collection.replaceOne({ _id, takeId, expiresAtMs }, fields)).matchedCount === 1;
  };

  return {
    async take(claim, nowMs) {
      const takeId = randomUUID();
      return connection.run('take the claim', async () => {
        for (;;) {
          const standing = await read(claim.id);
          if (standing?.takeId === takeId) return { taken: true, previous: standing.previous };
          const previous = standing && claimOf(standing);
          if (previous && !mayReplace(previous, claim, nowMs)) return { taken: false, heldBy: previous };
          const next = { ...successor(claim, previous), takeId, previous };
          if (await swap(standing, next)) return { taken: true, previous };
        }
      });
    },
    async renew(id, holder, expiresAtMs) {
      const { matchedCount } = await connection.run('renew the claim', () =>
        collection.updateOne({ _id: id, holder }, { $set: { expiresAtMs } }),
      );
      return matchedCount === 1;
    },
    async release(id, holder) {
      await connection.run('release the claim', () => collection.deleteOne({ _id: id, holder }));
    },
    async find(id) {
      const stored = await connection.run('read the claim', () => read(id));
      return stored && claimOf(stored);
    },
  };
}

async function inserted(collection: Collection<StoredDocument>, document: StoredDocument): Promise<boolean> {
  try {
    await collection.insertOne(document);
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

function claimOf({ takeId: _takeId, previous: _previous, ...claim }: StoredClaim): ChannelClaim {
  return claim;
}
