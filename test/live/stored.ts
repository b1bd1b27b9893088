import path from 'node:path';
import { inject } from 'vitest';
import type { Store } from '../../optimizer/domain/ports.js';
import { openEmbedded } from '../../optimizer/store/embedded.js';
import { connectStore } from '../../optimizer/store/mongo-store.js';

/** The store that the commands under test write to. */
export async function openStore(): Promise<Store> {
  const home = inject('home');
  const uri = await openEmbedded({
    binary: inject('docstoreBinary'),
    dataDir: path.join(home, 'store'),
    logFile: path.join(home, 'store.log'),
  });
  return connectStore({ uri, databaseName: 'gridtune' });
}
