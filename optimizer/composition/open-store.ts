import { createHash } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { MARKER } from '../../network/processes.js';
import { goBuild } from '../../network/tools/go-build.js';
import type { Store } from '../domain/ports.js';
import type { StoreArchive } from '../domain/store-archive.js';
import type { Paths } from '../operations/services.js';
import { openArchive } from '../store/archive.js';
import { docstoreModule } from '../store/docstore-module.js';
import { openEmbedded } from '../store/embedded.js';
import type { ConnectStoreOptions } from '../store/database.js';
import { connectStore } from '../store/mongo-store.js';

type GoOptions = Parameters<typeof goBuild>[1];

export async function openStore(paths: Paths, goOptions: GoOptions): Promise<Store> {
  return connectStore(await storeAddress(paths, goOptions));
}

export async function openArchiveOf(paths: Paths, goOptions: GoOptions): Promise<StoreArchive> {
  return openArchive(await storeAddress(paths, goOptions));
}

/** The user's MongoDB where MONGODB_URI names one, else the embedded store, which is started. */
export async function storeAddress(paths: Paths, goOptions: GoOptions): Promise<ConnectStoreOptions> {
  const uri = process.env['MONGODB_URI'];
  if (uri) return { uri, databaseName: databaseOf(uri) };
  const binary = path.join(await goBuild(docstoreModule(paths.root), goOptions), 'docstore');
  const dataDir = path.join(paths.home, 'store');
  await mkdir(dataDir, { recursive: true });
  const owner = createHash('sha256').update(dataDir).digest('hex').slice(0, 12);
  const open = async (): Promise<string> =>
    openEmbedded({
      binary,
      dataDir,
      logFile: path.join(paths.home, 'store.log'),
      environment: { [MARKER]: `${owner}:docstore` },
    });
  // A run outlives the end of its embedded store: it is started again on the same data.
  return { uri: await open(), databaseName: DATABASE, revive: open };
}

const DATABASE = 'gridtune';

function databaseOf(uri: string): string {
  const named = /^mongodb(?:\+srv)?:\/\/[^/]+\/([^/?]+)/.exec(uri)?.[1];
  return named ? decodeURIComponent(named) : DATABASE;
}
