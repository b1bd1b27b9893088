import type { Store } from '../../domain/ports.js';

/** One client of the store under test. */
export interface OpenedStore {
  readonly store: Store;
  readonly close: () => Promise<void>;
  /** Stores a document as it is. */
  readonly writeRaw: (collection: string, document: Record<string, unknown>) => Promise<void>;
}
