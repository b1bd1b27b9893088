import { spawn, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MongoClient } from 'mongodb';
import { afterAll, afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { AlreadyExistsError, StoreUnreachableError } from '../../optimizer/domain/errors.js';
import type { Store } from '../../optimizer/domain/ports.js';
import { waitUntil } from '../../optimizer/domain/wait.js';
import { openEmbedded, type EmbeddedOptions } from '../../optimizer/store/embedded.js';
import { connectStore } from '../../optimizer/store/mongo-store.js';
import { lossyProxy, type LossyProxy } from '../../optimizer/store/testing/lossy-proxy.js';
import {
  claim,
  measuredRound,
  samples,
  settings,
  sweep,
} from '../../optimizer/store/testing/sample-values.js';
import type { OpenedStore } from '../../optimizer/store/testing/opened-store.js';
import { storeContract } from '../../optimizer/store/testing/store-contract.js';

const MARKER = 'GRIDTUNE_STORE_TEST';
const testRun = randomUUID();
const folders: string[] = [];
const users: ChildProcess[] = [];

/** A data folder of its own, as deep as a user's may be. */
async function newStore(changes: Partial<EmbeddedOptions> = {}): Promise<EmbeddedOptions> {
  const folder = await mkdtemp(join(tmpdir(), 'gridtune-store-'));
  folders.push(folder);
  return {
    binary: inject('docstoreBinary'),
    dataDir: join(folder, 'a [deep] folder 100%?', 'x'.repeat(120)),
    logFile: join(folder, 'log', 'docstore.log'),
    environment: { [MARKER]: testRun },
    idleExitMs: 500,
    ...changes,
  };
}

async function client(uri: string, databaseName = 'gridtune'): Promise<OpenedStore> {
  const [store, raw] = [await connectStore({ uri, databaseName }), new MongoClient(uri)];
  return {
    store,
    async close() {
      await Promise.all([store.close(), raw.close()]);
    },
    async writeRaw(collection, document) {
      await raw.db(databaseName).collection(collection).insertOne(document);
    },
  };
}

/** Every docstore that this test run started. */
async function docstores(): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((entry) => /^\d+$/.test(entry));
  const environments = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/environ`, 'utf8').catch(() => '')),
  );
  return pids.filter((_, index) => environments[index]?.includes(`${MARKER}=${testRun}`)).map(Number);
}

async function noneLeft(): Promise<void> {
  const none = async () => ((await docstores()).length === 0 ? true : undefined);
  await waitUntil('every docstore to end', none, 10_000);
}

async function kill(dataDir: string): Promise<void> {
  process.kill(Number(await readFile(join(dataDir, 'lock'), 'utf8')), 'SIGKILL');
}

afterAll(async () => {
  for (const user of users) user.kill('SIGKILL');
  await noneLeft();
  for (const folder of folders) await rm(folder, { recursive: true });
});

const shared = newStore();
storeContract('the embedded docstore', async () => client(await openEmbedded(await shared)));

const mongoUri = process.env['MONGODB_URI'];
if (mongoUri) {
  const database = `gridtune-test-${testRun}`;
  storeContract('MongoDB at MONGODB_URI', () => client(mongoUri, database));
  afterAll(async () => {
    const raw = new MongoClient(mongoUri);
    await raw.db(database).dropDatabase();
    await raw.close();
  });
} else {
  // Shows in the counts that the contract was not tried on the user's own kind of server.
  describe.skip('MongoDB at MONGODB_URI as a store: MONGODB_URI is not set', () => {
    it('keeps the contract', () => undefined);
  });
}

describe('openEmbedded', () => {
  it('called 6 times at once ends at one process', async () => {
    const options = await newStore();
    const uris = await Promise.all(Array.from({ length: 6 }, () => openEmbedded(options)));
    expect(new Set(uris).size).toBe(1);
    // Those that lost the race are gone by the time the winner answers, or about to.
    await waitUntil('one docstore', async () => ((await docstores()).length === 1 ? true : undefined), 5000);
    const { store, close } = await client(await openEmbedded(options));
    await store.sweeps.insert(sweep('s'));
    await close();
    await noneLeft();
  });

  it('starts a docstore that an interrupt of this process group does not reach', async () => {
    const { close } = await client(await openEmbedded(await newStore()));
    const [pid = 0] = await docstores();
    const [, group] = /\) \S+ \d+ (\d+) /.exec(await readFile(`/proc/${pid}/stat`, 'utf8')) ?? [];
    expect(Number(group)).toBe(pid);
    await close();
    await noneLeft();
  });

  it('ends the process and withdraws the address when idle, not before', async () => {
    const options = await newStore();
    const { store, close } = await client(await openEmbedded(options));
    await new Promise((resolve) => setTimeout(resolve, 1500));
    await store.sweeps.insert(sweep('s'));
    expect(await docstores()).toHaveLength(1);
    await close();
    await noneLeft();
    expect((await readdir(options.dataDir)).toSorted()).toEqual(['gridtune.sqlite', 'lock']);
    expect(await readFile(options.logFile, 'utf8')).toBe('');
  });

  it('serves on until the second of two users is gone, also when that one is killed', async () => {
    const options = await newStore();
    const uri = await openEmbedded(options);
    const program = `import { MongoClient } from 'mongodb';
      await new MongoClient(${JSON.stringify(uri)}).db('x').command({ ping: 1 });
      console.log('connected');`;
    const user = spawn(process.execPath, ['--input-type=module', '--eval', program]);
    users.push(user);
    await new Promise((resolve) => user.stdout.once('data', resolve));
    const { close } = await client(uri);
    await close();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    expect(await docstores()).toHaveLength(1);
    user.kill('SIGKILL');
    await noneLeft();
  });

  it('replaces a docstore that was killed, and every acknowledged write is there', async () => {
    const options = await newStore();
    const { store, close } = await client(await openEmbedded(options));
    const acknowledged: string[] = [];
    const writing = Array.from({ length: 4 }, async (_, writer) => {
      for (let index = 0; ; index += 1) {
        await store.rounds.insert(measuredRound(`${writer}/${index}`));
        acknowledged.push(`${writer}/${index}`);
      }
    });
    // Their store has no way back, so they end with the docstore.
    const written = Promise.allSettled(writing);
    await waitUntil('some writes', () => (acknowledged.length > 100 ? true : undefined), 20_000, {
      everyMs: 1,
    });
    await kill(options.dataDir);
    const again = await client(await openEmbedded(options));
    await close();
    await written;
    const ids = new Set((await again.store.rounds.list()).map(({ id }) => id));
    expect(acknowledged.filter((id) => !ids.has(id))).toEqual([]);
    await again.close();
  });

  it('does not join the docstore of other data at an address left behind', async () => {
    const [mine, others] = [await newStore(), await newStore()];
    const there = await client(await openEmbedded(others));
    await mkdir(mine.dataDir, { recursive: true });
    const [address = ''] = (await readFile(join(others.dataDir, 'address'), 'utf8')).split(' ');
    await writeFile(join(mine.dataDir, 'address'), `${address} SOMEBODYELSE\n`);
    const uri = await openEmbedded(mine);
    expect(uri).not.toContain(address);
    const here = await client(uri);
    await there.store.sweeps.insert(sweep('s'));
    expect(await here.store.sweeps.find('s')).toBeUndefined();
    await Promise.all([here.close(), there.close()]);
  });

  it('fails with the name of the log file when the docstore cannot run', async () => {
    const options = await newStore();
    await mkdir(options.dataDir, { recursive: true });
    await writeFile(join(options.dataDir, 'gridtune.sqlite'), 'no database'.repeat(100));
    const open = openEmbedded(options);
    await expect(open).rejects.toThrow(StoreUnreachableError);
    await expect(open).rejects.toThrow(`ended with code 1; see ${options.logFile}`);
    expect(await readFile(options.logFile, 'utf8')).toContain(
      'repair gridtune.sqlite: file is not a database',
    );
    expect(existsSync(join(options.dataDir, 'address'))).toBe(false);
  });
});

describe('a store', () => {
  it('goes through the death of its docstore if it can be revived', async () => {
    const options = await newStore();
    const uri = await openEmbedded(options);
    const revive = () => openEmbedded(options);
    const store = await connectStore({ uri, databaseName: 'gridtune', revive });
    for (let index = 0; index < 60; index += 1) {
      if (index % 20 === 10) await kill(options.dataDir);
      await store.rounds.insert(measuredRound(`r/${index}`));
    }
    expect(await store.rounds.list()).toHaveLength(60);
    await store.close();
  });

  it('lists values that do not fit into one message together', async () => {
    const { store, close } = await client(await openEmbedded(await newStore()));
    const random = () => Array.from({ length: 450_000 }, () => Math.random());
    const large = Array.from({ length: 8 }, (_, index) => ({
      ...samples(`large/${index}`, 0),
      createdMs: random(),
      latencyMs: random(),
    }));
    for (const value of large) await store.samples.insert(value);
    const ids = (await store.samples.list()).map(({ id }) => id);
    expect(ids).toEqual(large.map(({ id }) => id));
    await close();
  });
});

describe('a write whose reply is lost', () => {
  let proxy: LossyProxy;
  let lossy: Store;
  let direct: OpenedStore;
  beforeEach(async () => {
    const uri = await openEmbedded(await shared);
    direct = await client(uri);
    proxy = await lossyProxy(new URL(uri).host);
    lossy = await connectStore({ uri: proxy.uri, databaseName: 'gridtune' });
  });
  afterEach(async () => {
    await Promise.all([lossy.close(), direct.close()]);
    await proxy.close();
  });

  it('succeeds if it is an insert that took effect', async () => {
    const id = randomUUID();
    proxy.loseReplyTo('insert');
    await lossy.rounds.insert(measuredRound(id));
    expect(proxy.lost).toBe(1);
    expect(await direct.store.rounds.find(id)).toStrictEqual(measuredRound(id));
  });

  it('fails if it is an insert beside another value of the same id', async () => {
    const id = randomUUID();
    await direct.store.sweeps.insert(sweep(id));
    proxy.loseReplyTo('insert');
    await expect(lossy.sweeps.insert(sweep(id, { planName: 'other' }))).rejects.toThrow(AlreadyExistsError);
    expect(proxy.lost).toBe(1);
  });

  it('succeeds if it is a put', async () => {
    const id = randomUUID();
    proxy.loseReplyTo('update');
    await lossy.sweeps.put(sweep(id));
    expect(proxy.lost).toBe(1);
    expect(await direct.store.sweeps.find(id)).toStrictEqual(sweep(id));
  });

  it('still tells who takes a claim over what the dead holder had to put back', async () => {
    const id = randomUUID();
    const dead = claim(id, 'dead', { restore: settings });
    proxy.loseReplyTo('insert');
    expect(await lossy.claims.take(dead, 0)).toEqual({ taken: true });
    proxy.loseReplyTo('update');
    const answer = await lossy.claims.take(claim(id, 'heir'), dead.expiresAtMs);
    expect(answer).toStrictEqual({ taken: true, previous: dead });
    expect(proxy.lost).toBe(2);
  });

  it('counts once as a renewal and as a release', async () => {
    const id = randomUUID();
    await lossy.claims.take(claim(id, 'a'), 0);
    proxy.loseReplyTo('update');
    expect(await lossy.claims.renew(id, 'a', 5)).toBe(true);
    proxy.loseReplyTo('delete');
    await lossy.claims.release(id, 'a');
    expect(proxy.lost).toBe(2);
    expect(await direct.store.claims.find(id)).toBeUndefined();
  });
});
