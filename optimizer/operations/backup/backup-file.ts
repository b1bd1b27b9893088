import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { CorruptDocumentError, messageOf, NotFoundError } from '../../domain/errors.js';
import { ByteReader } from './byte-reader.js';

/**
 * A backup is one gzip stream: a line that says what it is, then items, each a line of JSON and as many bytes as that
 * says, then a line with the manifest. An item is a document as BSON or a model file; those of one part follow each
 * other. Nothing of it needs more memory than its largest item.
 */
export const BACKUP_FORMAT = 1;

export const backupHeadSchema = z
  .strictObject({
    gridtuneBackup: z.int().min(1),
    /** Of the program that wrote it. */
    version: z.string(),
    createdAt: z.iso.datetime(),
  })
  .readonly();
export type BackupHead = z.infer<typeof backupHeadSchema>;

export const partKindSchema = z.enum(['collection', 'model-file']);
const partNameSchema = z.string().regex(/^[\w][\w.-]{0,199}$/);

const partSchema = z
  .strictObject({
    kind: partKindSchema,
    /** Of the collection, or of the file in the models' folder. */
    name: partNameSchema,
    /** Documents; 1 for a file. */
    count: z.int().min(0),
    bytes: z.int().min(0),
    /** Of its items, one after the other. */
    sha256: z.string(),
  })
  .readonly();
export type BackupPart = z.infer<typeof partSchema>;

export const manifestSchema = backupHeadSchema
  .unwrap()
  .extend({ parts: z.array(partSchema).readonly() })
  .readonly();
export type Manifest = z.infer<typeof manifestSchema>;

const lineSchema = z.union([
  z.strictObject({ kind: partKindSchema, name: partNameSchema, bytes: z.int().min(0) }),
  z.strictObject({ manifest: manifestSchema }),
]);

export interface BackupItem {
  readonly kind: z.infer<typeof partKindSchema>;
  readonly name: string;
  readonly content: Uint8Array;
}

/** A document has at most 16 MB, a model file far less. */
const MAX_ITEM_BYTES = 64 * 1024 * 1024;
const MAX_LINE_BYTES = 16 * 1024 * 1024;

/** Counts and hashes parts as their items go by. */
export class PartSums {
  readonly #parts: Sum[] = [];

  add({ kind, name, content }: BackupItem): void {
    const part =
      this.#parts.find((each) => each.kind === kind && each.name === name) ?? this.begin({ kind, name });
    part.count += 1;
    part.bytes += content.byteLength;
    part.hash.update(content);
  }

  /** A part that may stay empty. */
  begin({ kind, name }: Pick<BackupItem, 'kind' | 'name'>): Sum {
    const part = { kind, name, count: 0, bytes: 0, hash: createHash('sha256') };
    this.#parts.push(part);
    return part;
  }

  parts(): BackupPart[] {
    return this.#parts.map(({ hash, ...rest }) => ({ ...rest, sha256: hash.copy().digest('hex') }));
  }
}

interface Sum extends Pick<BackupItem, 'kind' | 'name'> {
  count: number;
  bytes: number;
  readonly hash: ReturnType<typeof createHash>;
}

/**
 * Reads a backup item by item.
 * @returns the manifest once all items were told
 * @throws NotFoundError if there is no such file; CorruptDocumentError for anything that is not a whole backup
 */
export async function readBackup(
  file: string,
  onItem: (item: BackupItem) => Promise<void>,
): Promise<Manifest> {
  const source = createReadStream(file);
  const unzipped = source.on('error', (error) => unzipped.destroy(error)).pipe(createGunzip());
  try {
    return await readItems(new ByteReader(unzipped), file, onItem);
  } catch (error) {
    throw asBackupError(error, file);
  } finally {
    source.destroy();
    unzipped.destroy();
  }
}

async function readItems(
  reader: ByteReader,
  file: string,
  onItem: (item: BackupItem) => Promise<void>,
): Promise<Manifest> {
  const head = backupHeadSchema.parse(JSON.parse(await reader.line(MAX_LINE_BYTES)));
  if (head.gridtuneBackup > BACKUP_FORMAT)
    throw new CorruptDocumentError(
      `${file} was written by a newer gridtune (${head.version}): update gridtune to restore it`,
    );
  const sums = new PartSums();
  for (;;) {
    const line = lineSchema.parse(JSON.parse(await reader.line(MAX_LINE_BYTES)));
    if ('manifest' in line) {
      requireSame(line.manifest, { ...head, parts: sums.parts() }, file);
      await reader.end();
      return line.manifest;
    }
    if (line.bytes > MAX_ITEM_BYTES) throw new RangeError(`an item of ${line.bytes} bytes`);
    const item = { kind: line.kind, name: line.name, content: await reader.bytes(line.bytes) };
    sums.add(item);
    try {
      await onItem(item);
    } catch (cause) {
      throw new NotOfReading('not of reading', { cause });
    }
  }
}

function requireSame(told: Manifest, found: Manifest, file: string): void {
  const differs = (part: BackupPart): boolean => {
    const same = found.parts.find(({ kind, name }) => kind === part.kind && name === part.name);
    const { count, bytes, sha256 } = same ?? EMPTY;
    return part.count !== count || part.bytes !== bytes || part.sha256 !== sha256;
  };
  const wrong = told.parts.find(differs);
  const more = found.parts.find(
    ({ kind, name }) => !told.parts.some((part) => part.kind === kind && part.name === name),
  );
  const which = wrong ?? more;
  if (which)
    throw new CorruptDocumentError(`${file} is damaged: ${which.kind} ${which.name} is not what was written`);
}

const EMPTY = { count: 0, bytes: 0, sha256: createHash('sha256').digest('hex') };

/** Carries an error of whoever is told of items past what reading itself may fail with. */
class NotOfReading extends Error {}

function asBackupError(error: unknown, file: string): unknown {
  if (error instanceof NotOfReading) return error.cause;
  if (error instanceof CorruptDocumentError || !(error instanceof Error)) return error;
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'ENOENT') return new NotFoundError(`there is no backup ${file}`, { cause: error });
  const ofContent = [SyntaxError, RangeError, z.ZodError].some((kind) => error instanceof kind);
  if (!ofContent && !code.startsWith('Z_')) return error;
  const why = error instanceof z.ZodError ? 'its lines are not those of a backup' : messageOf(error);
  return new CorruptDocumentError(
    `${file} is no whole backup (${why}): take another copy of it; nothing was changed`,
    { cause: error },
  );
}
