import { createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip, type Gzip } from 'node:zlib';
import { AlreadyExistsError } from '../../domain/errors.js';
import type { StoreArchive } from '../../domain/store-archive.js';
import { throwIfCancelled } from '../../domain/wait.js';
import { BACKUP_FORMAT, PartSums, type BackupItem, type Manifest } from './backup-file.js';

export interface BackupSource {
  readonly archive: Pick<StoreArchive, 'collections' | 'read'>;
  readonly modelsDirectory: string;
  readonly version: string;
  readonly signal: AbortSignal;
}

const MODEL_FILE = /^\w[\w.-]*\.json$/;

/**
 * Writes everything that the store holds, and the model files, into one compressed file that only this user may read. It
 * gets its name once it is whole.
 * @throws AlreadyExistsError, StoreUnreachableError, CancelledError
 */
export async function writeBackup(file: string, source: BackupSource, nowMs: number): Promise<Manifest> {
  const { version } = source;
  const head = { gridtuneBackup: BACKUP_FORMAT, version, createdAt: new Date(nowMs).toISOString() };
  await mkdir(path.dirname(path.resolve(file)), { recursive: true });
  await refuseToOverwrite(file);
  const partial = `${file}.partial`;
  const gzip = createGzip();
  const written = pipeline(gzip, createWriteStream(partial, { mode: 0o600, flush: true }));
  // It is waited for below; meanwhile nobody may be told of a failure twice.
  written.catch(() => undefined);
  try {
    await send(gzip, `${JSON.stringify(head)}\n`);
    const parts = await sendItems(gzip, source);
    const manifest = { ...head, parts };
    gzip.end(`${JSON.stringify({ manifest })}\n`);
    await written;
    await rename(partial, file);
    return manifest;
  } catch (error) {
    gzip.destroy();
    await rm(partial, { force: true });
    throw error;
  }
}

async function refuseToOverwrite(file: string): Promise<void> {
  const there = (await readdir(path.dirname(path.resolve(file)))).includes(path.basename(file));
  if (there) throw new AlreadyExistsError(`${file} is there already: choose another name for the backup`);
}

async function sendItems(gzip: Gzip, { archive, modelsDirectory, signal }: BackupSource) {
  const sums = new PartSums();
  const add = async ({ kind, name, content }: BackupItem): Promise<void> => {
    throwIfCancelled(signal);
    sums.add({ kind, name, content });
    await send(gzip, `${JSON.stringify({ kind, name, bytes: content.byteLength })}\n`);
    await send(gzip, content);
  };
  for (const name of await archive.collections()) {
    sums.begin({ kind: 'collection', name });
    for await (const content of archive.read(name)) await add({ kind: 'collection', name, content });
  }
  for (const name of await modelFiles(modelsDirectory))
    await add({ kind: 'model-file', name, content: await readFile(path.join(modelsDirectory, name)) });
  return sums.parts();
}

async function modelFiles(directory: string): Promise<string[]> {
  try {
    return (await readdir(directory)).filter((name) => MODEL_FILE.test(name)).toSorted();
  } catch (error) {
    // No model was ever trained here.
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  }
}

/** Done once it is compressed and there is room for more. */
async function send(gzip: Gzip, bytes: string | Uint8Array): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    gzip.write(bytes, (error) => (error ? reject(error) : resolve()));
  });
}
