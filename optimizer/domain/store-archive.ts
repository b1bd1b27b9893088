import type { ChannelClaim } from './store.js';

/** The documents of a store as they lie in it, whatever version wrote them: for copies of the whole. */
export interface StoreArchive {
  /** Names of the collections that are there and belong into a backup, ordered. */
  collections(): Promise<string[]>;
  /** Whether this version keeps such a collection; claims and what only dispatches work belong into no backup. */
  knows(collection: string): boolean;
  /** Every document of a collection as BSON. @throws StoreUnreachableError */
  read(collection: string): AsyncIterable<Uint8Array>;
  /** Removes every document of a collection. @throws StoreUnreachableError */
  clear(collection: string): Promise<void>;
  /** @param documents - as {@link read} gives them, none of which is there. @throws StoreUnreachableError */
  write(collection: string, documents: readonly Uint8Array[]): Promise<void>;
  /** Ends jobs that are not over, with this reason: who restores old work does not want it to begin again. @returns how many */
  endJobs(reason: string, atMs: number): Promise<number>;
  /** Claims that somebody holds now. */
  claims(nowMs: number): Promise<readonly Pick<ChannelClaim, 'id' | 'holder' | 'purpose'>[]>;
  close(): Promise<void>;
}
