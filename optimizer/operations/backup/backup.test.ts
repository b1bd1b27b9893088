import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  AlreadyExistsError,
  CancelledError,
  ChannelBusyError,
  CorruptDocumentError,
  NotFoundError,
  StoreUnreachableError,
} from '../../domain/errors.js';
import type { StoreArchive } from '../../domain/store-archive.js';
import { restoreBackup, type RestoreTarget } from './restore-backup.js';
import { writeBackup } from './write-backup.js';

const nowMs = Date.parse('2026-01-02T03:04:05.678Z');
const bytes = (text: string): Uint8Array => Buffer.from(text);

/** A store in memory whose writes can be made to fail. */
class ArchiveDouble implements StoreArchive {
  readonly held: Record<string, string[]> = {};
  claimed: { id: string; holder: string; purpose: string }[] = [];
  /** From this write on, counted from 1, they fail; the next ones after `failures` of them succeed. */
  failFrom = Infinity;
  failures = Infinity;
  #writes = 0;
  ended = '';

  knows = (collection: string) => !collection.startsWith('claims');
  collections = async () => Object.keys(this.held).toSorted();
  async *read(collection: string) {
    for (const text of this.held[collection] ?? []) yield bytes(text);
  }
  clear = async (collection: string) => void delete this.held[collection];
  write = async (collection: string, documents: readonly Uint8Array[]) => {
    this.#writes += 1;
    if (this.#writes >= this.failFrom && this.#writes < this.failFrom + this.failures)
      throw new StoreUnreachableError('the store went away');
    (this.held[collection] ??= []).push(...documents.map((each) => Buffer.from(each).toString()));
  };
  endJobs = async (reason: string) => {
    this.ended = reason;
    return 2;
  };
  claims = async () => this.claimed;
  close = async () => undefined;
}

describe('a backup', () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'gridtune-backup-'));
    file = path.join(folder, 'out', 'a.gridtune.gz');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const never = new AbortController().signal;
  const filled = (): ArchiveDouble => {
    const archive = new ArchiveDouble();
    archive.held['rounds'] = ['one\ntwo', '{"manifest":{}}', ''];
    archive.held['models'] = ['m'.repeat(300_000)];
    archive.held['studies'] = [];
    return archive;
  };
  const target = (archive: ArchiveDouble, signal = never): RestoreTarget => ({
    archive,
    modelsDirectory: path.join(folder, 'models'),
    safetyDirectory: path.join(folder, 'safe'),
    version: '1.2.3',
    signal,
  });
  const written = async (): Promise<void> => {
    await mkdir(path.join(folder, 'models'), { recursive: true });
    await writeFile(path.join(folder, 'models', 'm-1.json'), '{"weights":[1]}');
    await writeFile(path.join(folder, 'models', '.m-2.json.partial'), 'half');
    await writeBackup(file, target(filled()), nowMs);
  };
  const restored = async (archive: ArchiveDouble, replace = false) =>
    restoreBackup(file, target(archive), { replace, nowMs });

  it('says what it holds, and is for its owner alone', async () => {
    await written();
    const { manifest } = await restored(new ArchiveDouble());
    expect(manifest).toMatchObject({
      gridtuneBackup: 1,
      version: '1.2.3',
      createdAt: '2026-01-02T03:04:05.678Z',
    });
    expect(manifest.parts.map(({ kind, name, count }) => `${kind} ${name} ${count}`)).toEqual([
      'collection models 1',
      'collection rounds 3',
      'collection studies 0',
      'model-file m-1.json 1',
    ]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(await readdir(path.dirname(file))).toEqual(['a.gridtune.gz']);
  });

  it('restored into an empty store gives all of it back, byte by byte', async () => {
    await written();
    await rm(path.join(folder, 'models'), { recursive: true });
    const archive = new ArchiveDouble();
    const { safetyCopy, endedJobs } = await restored(archive);
    const { studies: _empty, ...rest } = filled().held;
    expect(archive.held).toEqual(rest);
    expect(await readFile(path.join(folder, 'models', 'm-1.json'), 'utf8')).toBe('{"weights":[1]}');
    expect(safetyCopy).toBeUndefined();
    expect(endedJobs).toBe(2);
    expect(archive.ended).toContain('2026-01-02T03:04:05.678Z');
  });

  it('is not written over another file, and leaves nothing half behind', async () => {
    await written();
    await expect(written()).rejects.toThrow(AlreadyExistsError);
    const archive = filled();
    archive.read = async function* () {
      yield bytes('one');
      throw new StoreUnreachableError('gone');
    };
    await expect(writeBackup(path.join(folder, 'b.gz'), target(archive), nowMs)).rejects.toThrow(/gone/);
    await expect(
      writeBackup(path.join(folder, 'c.gz'), target(filled(), AbortSignal.abort()), nowMs),
    ).rejects.toThrow(CancelledError);
    await mkdir(path.join(folder, 'd.gz.partial'));
    await expect(writeBackup(path.join(folder, 'd.gz'), target(filled()), nowMs)).rejects.toThrow(/EISDIR/);
    expect((await readdir(folder)).filter((name) => /^[bc]\.gz/.test(name))).toEqual([]);
  });

  it.for([
    ['cut off', (whole: Buffer) => whole.subarray(0, whole.length - 10)],
    ['empty', () => Buffer.alloc(0)],
    ['no gzip', () => Buffer.from('nothing of the kind\n')],
    ['one byte off', (whole: Buffer) => changed(whole, (text) => text.replace('one\ntwo', 'one\ntvo'))],
    [
      'one item short',
      (whole: Buffer) => changed(whole, (text) => text.replace(/\{"kind".*"m-1.*\n.*\]\}/, '')),
    ],
    ['followed by more', (whole: Buffer) => changed(whole, (text) => `${text}more`)],
    [
      'without its manifest',
      (whole: Buffer) => changed(whole, (text) => text.replace(/\{"manifest":\{"g.*\n/, '')),
    ],
    ['other JSON', () => gzipSync('{"a":1}\n')],
    [
      'a path out of the folder',
      (whole: Buffer) => changed(whole, (text) => text.replaceAll('m-1.json', '../x.json')),
    ],
    ['a line without end', () => gzipSync(HEAD + ' '.repeat(20_000_000))],
    [
      'of a newer format',
      (whole: Buffer) => changed(whole, (text) => text.replaceAll('Backup":1', 'Backup":2')),
    ],
  ] as const)('that is %s is refused with the store untouched', async ([, damage]) => {
    await written();
    await writeFile(file, damage(await readFile(file)));
    const archive = filled();
    await expect(restored(archive, true)).rejects.toThrow(CorruptDocumentError);
    expect(archive.held).toEqual(filled().held);
    expect((await readdir(folder)).toSorted()).toEqual(['models', 'out']);
  });

  it('with an item larger than any is refused before room is made for it', async () => {
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, gzipSync(`${HEAD}{"kind":"collection","name":"a","bytes":99999999999}\n`));
    await expect(restored(filled(), true)).rejects.toThrow(/an item of 99999999999 bytes/);
  });

  it('replaces nothing without being told to, nor while somebody holds a claim', async () => {
    await written();
    const archive = filled();
    await expect(restored(archive)).rejects.toThrow(/holds models, rounds: add --replace/);
    archive.claimed = [{ id: 'net/exchange', holder: 'sweep 1 on host', purpose: 'a sweep' }];
    await expect(restored(archive, true)).rejects.toThrow(ChannelBusyError);
    await expect(restored(archive, true)).rejects.toThrow(/sweep 1 on host holds net\/exchange for a sweep/);
    await expect(
      restoreBackup(path.join(folder, 'none'), target(archive), { replace: true, nowMs }),
    ).rejects.toThrow(NotFoundError);
    expect(archive.held).toEqual(filled().held);
  });

  it('of what this version does not keep is refused, and so are claims of then', async () => {
    const source = filled();
    source.held['claims'] = ['old'];
    await writeBackup(file, target(source), nowMs);
    const archive = filled();
    await expect(restored(archive, true)).rejects.toThrow(/holds claims, which this one does not know/);
    expect(archive.held).toEqual(filled().held);
  });

  it('tells errors of the store as what they are', async () => {
    await written();
    const archive = new ArchiveDouble();
    archive.write = async () => {
      throw new RangeError('a document is too large');
    };
    await expect(restored(archive)).rejects.toThrow(
      /the restore failed \(a document is too large\): the store is as it was/,
    );
  });

  it('that replaces keeps a copy of what was there, which can be restored', async () => {
    await written();
    const archive = new ArchiveDouble();
    archive.held['rounds'] = ['other'];
    archive.held['sweeps'] = ['more'];
    const { safetyCopy = '' } = await restored(archive, true);
    expect(archive.held['rounds']).toEqual(filled().held['rounds']);
    expect(archive.held['sweeps']).toBeUndefined();
    await restoreBackup(safetyCopy, target(archive), { replace: true, nowMs: nowMs + 1 });
    expect(archive.held).toEqual({ rounds: ['other'], sweeps: ['more'] });
  });

  it('that cannot be restored leaves the store as it was', async () => {
    await written();
    const archive = new ArchiveDouble();
    archive.held['rounds'] = ['other'];
    Object.assign(archive, { failFrom: 2, failures: 1 });
    await expect(restored(archive, true)).rejects.toThrow(/the store went away.*the store is as it was/);
    expect(archive.held).toEqual({ rounds: ['other'] });
  });

  it('that leaves the store half says what is where', async () => {
    await written();
    const archive = new ArchiveDouble();
    archive.held['rounds'] = ['other'];
    archive.failFrom = 1;
    const failure = restored(archive, true);
    await expect(failure).rejects.toThrow(StoreUnreachableError);
    await expect(failure).rejects.toThrow(/what was there before is in .*before-restore-.*: restore that/);
  });
});

const HEAD = '{"gridtuneBackup":1,"version":"1","createdAt":"2026-01-02T03:04:05.678Z"}\n';

function changed(whole: Buffer, change: (text: string) => string): Buffer {
  return gzipSync(Buffer.from(change(gunzipSync(whole).toString('latin1')), 'latin1'));
}
