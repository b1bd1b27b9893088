import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import {
  AlreadyExistsError,
  ChannelBusyError,
  CorruptDocumentError,
  messageOf,
  StoreUnreachableError,
} from '../../domain/errors.js';
import type { StoreArchive } from '../../domain/store-archive.js';
import { throwIfCancelled } from '../../domain/wait.js';
import { readBackup, type BackupItem, type Manifest } from './backup-file.js';
import { writeBackup } from './write-backup.js';

export interface RestoreTarget {
  readonly archive: StoreArchive;
  readonly modelsDirectory: string;
  /** Where the copy of what is replaced goes. */
  readonly safetyDirectory: string;
  readonly version: string;
  readonly signal: AbortSignal;
}

export interface Restored {
  readonly manifest: Manifest;
  /** Copy of what was there before; absent if there was nothing. */
  readonly safetyCopy: string | undefined;
  /** Jobs that were not over when the backup was made, and are ended. */
  readonly endedJobs: number;
}

/** Documents that are held in memory at once. */
const MAX_HELD_BYTES = 32 * 1024 * 1024;

/**
 * Puts a backup in the place of what the store holds. The file is read to its end and every hash compared before anything
 * is touched; what is there is copied first, and put back if the restore fails.
 * @param replace - whether a store that holds something may be replaced
 * @throws NotFoundError, CorruptDocumentError, AlreadyExistsError, ChannelBusyError, CancelledError: nothing was changed;
 * StoreUnreachableError, which tells what state the store is in
 */
export async function restoreBackup(
  file: string,
  target: RestoreTarget,
  { replace, nowMs }: { readonly replace: boolean; readonly nowMs: number },
): Promise<Restored> {
  const { archive } = target;
  const manifest = await readBackup(file, async () => throwIfCancelled(target.signal));
  refuseUnknown(manifest, archive, file);
  await refuseWhileHeld(archive, nowMs);
  const before = await filledCollections(archive);
  if (before.length > 0 && !replace)
    throw new AlreadyExistsError(
      `the store holds ${before.join(', ')}: add --replace to put the backup in its place; a copy of it is kept`,
    );
  const safetyCopy = before.length > 0 ? await copyOf(target, nowMs) : undefined;
  throwIfCancelled(target.signal);
  try {
    await fill(file, target);
  } catch (error) {
    throw await afterPuttingBack(error, safetyCopy, target);
  }
  const endedJobs = await archive.endJobs(
    `the store was restored from a backup of ${manifest.createdAt} in which this job was not over: ask for it again`,
    nowMs,
  );
  return { manifest, safetyCopy, endedJobs };
}

/** @throws CorruptDocumentError */
function refuseUnknown({ parts, version }: Manifest, archive: StoreArchive, file: string): void {
  const unknown = parts.find(({ kind, name }) => kind === 'collection' && !archive.knows(name));
  if (unknown)
    throw new CorruptDocumentError(
      `${file} was written by gridtune ${version} and holds ${unknown.name}, which this one does not know: update gridtune`,
    );
}

/** @throws ChannelBusyError */
async function refuseWhileHeld(archive: StoreArchive, nowMs: number): Promise<void> {
  const [held] = await archive.claims(nowMs);
  if (held)
    throw new ChannelBusyError(
      `${held.holder} holds ${held.id} for ${held.purpose}: wait for its end, or stop it, and restore then`,
    );
}

async function filledCollections(archive: StoreArchive): Promise<string[]> {
  const filled: string[] = [];
  for (const name of await archive.collections())
    for await (const _document of archive.read(name)) {
      filled.push(name);
      break;
    }
  return filled;
}

async function copyOf(target: RestoreTarget, nowMs: number): Promise<string> {
  const name = `before-restore-${new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-')}.gridtune.gz`;
  const file = path.join(target.safetyDirectory, name);
  await writeBackup(file, target, nowMs);
  return file;
}

/** Writes what the file holds, collection by collection, and removes the rest. */
async function fill(file: string | undefined, { archive, modelsDirectory }: RestoreTarget): Promise<void> {
  for (const name of await archive.collections()) await archive.clear(name);
  if (file === undefined) return;
  let held: { collection: string; documents: Uint8Array[]; bytes: number } | undefined;
  const flush = async (): Promise<void> => {
    if (held) await archive.write(held.collection, held.documents);
    held = undefined;
  };
  await readBackup(file, async (item) => {
    if (held && (item.name !== held.collection || held.bytes > MAX_HELD_BYTES)) await flush();
    if (item.kind === 'model-file') {
      await writeModel(item, modelsDirectory);
      return;
    }
    held ??= { collection: item.name, documents: [], bytes: 0 };
    held.documents.push(item.content);
    held.bytes += item.content.byteLength;
  });
  await flush();
}

async function writeModel({ name, content }: BackupItem, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  const unfinished = path.join(directory, `.${name}.partial`);
  await writeFile(unfinished, content, { flush: true });
  await rename(unfinished, path.join(directory, name));
}

/** @returns what to throw: why the restore failed, and what the store holds now */
async function afterPuttingBack(
  why: unknown,
  safetyCopy: string | undefined,
  target: RestoreTarget,
): Promise<StoreUnreachableError> {
  try {
    await fill(safetyCopy, target);
  } catch (cause) {
    const next =
      safetyCopy === undefined
        ? 'what is half there has to be replaced: restore again with --replace'
        : `what was there before is in ${safetyCopy}: restore that with --replace`;
    return new StoreUnreachableError(
      `the restore failed (${messageOf(why)}), and so did putting back what was there (${messageOf(cause)}); ${next}`,
      { cause },
    );
  }
  return new StoreUnreachableError(
    `the restore failed (${messageOf(why)}): the store is as it was, try again once that is mended`,
    { cause: why },
  );
}
