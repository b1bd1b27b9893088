import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { MongoClient } from 'mongodb';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openEmbedded } from '../../optimizer/store/embedded.js';
import { openArchive } from '../../optimizer/store/archive.js';
import { connectStore } from '../../optimizer/store/mongo-store.js';
import { proposal } from '../../optimizer/store/testing/sample-proposal.js';
import * as sample from '../../optimizer/store/testing/sample-values.js';
import { gridtune, gridtuneJson, startGridtune } from './cli.js';

/** As gridtune 0.1.0 stored rounds and models. */
const OLD_ROUND = {
  _id: 'old/a',
  schemaVersion: 1,
  sweepId: 'old',
  pointId: 'm10-t100-r60-publish-1f0c7d3a',
  replicate: 2,
  settings: {
    maxMessageCount: 10,
    preferredMaxBytes: 2_097_152,
    absoluteMaxBytes: 10_485_760,
    batchTimeoutMs: 100,
  },
  load: { workload: 'publish', sendRateTps: 60 },
  context: {
    ...{ networkId: '3f2b', channel: 'exchange', consensus: 'raft', orderers: 1, organisations: 2, peers: 2 },
    stateDatabase: 'goleveldb',
    host: { name: 'host', cpus: 2, memoryBytes: 8_589_934_592, platform: 'linux x64' },
    versions: { 'fabric 3%2E1%2E1': '3.1.1' },
  },
  startedAt: '2025-11-12T13:14:15.161Z',
  endedAt: '2025-11-12T13:14:30.001Z',
  kind: 'failed',
  reason: { code: 'NETWORK_DOWN', message: 'peer org1 is down' },
};
const score = { mapePct: 3.5, medianApePct: 2.25, mae: 1.5, r2: 0.75 };
const scores = { throughputTps: score, latencyMeanMs: score };
const OLD_MODEL = {
  ...{
    _id: 'old-model',
    schemaVersion: 1,
    createdAt: '2025-11-12T13:14:15.161Z',
    kind: 'feed-forward 3-20-2',
  },
  ...{ seed: 1, datasetHash: 'a1b2', roundIds: ['old/a'], rows: { train: 4, validation: 1, test: 1 } },
  ...{ trainSeconds: 2.5, scores, baselines: { trainingMean: scores } },
  file: { name: 'old-model.json', sha256: 'c3d4' },
};

describe('gridtune store backup and restore', () => {
  let folder: string;
  let home: string;
  let backup: string;
  let before: Record<string, string[]>;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'gridtune-backup-'));
    home = path.join(folder, 'home');
    backup = path.join(folder, 'copy.gridtune.gz');
    await mkdir(path.join(home, 'models'), { recursive: true });
    await writeFile(path.join(home, 'models', 'm-1.json'), '{"weights":[1]}');
    await fillStore();
    before = await everything();
  });
  afterAll(() => rm(folder, { recursive: true }));

  const uri = async (of = home): Promise<string> =>
    openEmbedded({
      binary: inject('docstoreBinary'),
      dataDir: path.join(of, 'store'),
      logFile: path.join(of, 'store.log'),
    });

  /** Every document of the store of a home as it lies there, in hex, by collection. */
  async function everything(of = home): Promise<Record<string, string[]>> {
    const archive = await openArchive({ uri: await uri(of), databaseName: 'gridtune' });
    const found: Record<string, string[]> = {};
    for (const name of await archive.collections()) {
      const documents: string[] = [];
      for await (const document of archive.read(name)) documents.push(Buffer.from(document).toString('hex'));
      if (documents.length > 0) found[name] = documents.toSorted();
    }
    await archive.close();
    return found;
  }

  async function fillStore(): Promise<void> {
    const address = await uri();
    const store = await connectStore({ uri: address, databaseName: 'gridtune' });
    await store.sweeps.insert(sample.sweep('s1'));
    for (let index = 0; index < 5; index += 1) await store.rounds.insert(sample.measuredRound(`s1/${index}`));
    await store.samples.insert(sample.samples('s1/0', 5000));
    await store.models.insert(sample.modelRecord('m-1'));
    await store.recommendations.insert(sample.recommendation('r-1'));
    await store.applications.insert(sample.application('a-1'));
    await store.verifications.insert(sample.verification('v-1'));
    await store.studies.insert(sample.study('t-1'));
    await store.comparisons.insert(sample.liveComparison('c-1'));
    await store.proposals.insert(proposal('p-1'));
    await store.datasets.save(
      { id: 'mine', importedAt: '2026-01-02T03:04:05.678Z', file: 'a.csv', sha256: '0'.repeat(64) },
      {
        lines: [2, 3],
        columns: [
          { name: 'a', numbers: [1, -0.5] },
          { name: 'b', texts: ['x', 'ü'] },
        ],
      },
      { replace: false },
    );
    await store.claims.take(sample.claim('n1/exchange', 'long dead', { expiresAtMs: 1 }), 0);
    await store.close();
    const raw = new MongoClient(address);
    await raw.db('gridtune').collection<{ _id: string }>('rounds').insertOne(OLD_ROUND);
    await raw.db('gridtune').collection<{ _id: string }>('models').insertOne(OLD_MODEL);
    await raw.close();
  }

  it('brings everything back after a wipe, documents of older versions and model files too', async () => {
    const { token, id } = await gridtuneJson(['token', 'create', '--role', 'viewer'], { home });
    before = await everything();
    const written = await gridtuneJson(['store', 'backup', '--out', backup], { home });
    expect(written['parts']).toContainEqual(expect.objectContaining({ name: 'rounds', count: 6 }));
    expect((await readFile(backup)).includes(String(token))).toBe(false);
    await rm(home, { recursive: true });
    await mkdir(home);

    const restored = await gridtuneJson(['store', 'restore', backup], { home });
    expect(restored).toMatchObject({ safetyCopy: null, endedJobs: 0, parts: written['parts'] });
    expect(await everything()).toEqual(before);
    expect(Object.keys(before)).not.toContain('claims');
    expect(await readFile(path.join(home, 'models', 'm-1.json'), 'utf8')).toBe('{"weights":[1]}');
    const store = await connectStore({ uri: await uri(), databaseName: 'gridtune' });
    expect(await store.rounds.find('old/a')).toMatchObject({ kind: 'failed', sweepId: 'old' });
    expect(await store.models.find('old-model')).toMatchObject({ status: 'retired', codeVersion: 'unknown' });
    expect(await store.tokens.find(String(id))).toMatchObject({ role: 'viewer' });
    await store.close();
  });

  it('of an older store is served, and tokens of then are valid', async () => {
    const { token } = await gridtuneJson(['token', 'create', '--role', 'viewer'], { home });
    const serving = startGridtune(['serve', '--port', '0', '--json'], { home });
    let said = '';
    serving.child.stdout?.on('data', (data: Buffer) => (said += data.toString()));
    try {
      await expect.poll(() => said, { timeout: 60_000 }).toContain('"url"');
      const { url } = JSON.parse(said) as { url: string };
      const read = async (what: string) => {
        const response = await fetch(`${url}/api/v1${what}`, {
          headers: { authorization: `Bearer ${String(token)}` },
        });
        return { status: response.status, body: await response.json() };
      };
      expect(await read('/results/old%2Fa')).toMatchObject({
        status: 200,
        body: { round: { id: 'old/a', kind: 'failed' } },
      });
      expect(await read('/models/old-model')).toMatchObject({ status: 200, body: { status: 'retired' } });
    } finally {
      serving.child.kill('SIGTERM');
      await serving.done;
    }
  });

  it('refuses a damaged file and a store that holds something, and leaves that as it is', async () => {
    const damaged = path.join(folder, `damaged-${randomUUID()}.gz`);
    const whole = await readFile(backup);
    whole[Math.floor(whole.length / 2)] = (whole[Math.floor(whole.length / 2)] ?? 0) ^ 0xff;
    await writeFile(damaged, whole);
    const now = await everything();
    const refused = await gridtune(['store', 'restore', damaged, '--replace'], { home });
    expect(refused).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/is no whole backup|is damaged/),
    });
    const occupied = await gridtune(['store', 'restore', backup], { home });
    expect(occupied).toMatchObject({ code: 1, stderr: expect.stringContaining('add --replace') });
    expect(await everything()).toEqual(now);

    const replaced = await gridtuneJson(['store', 'restore', backup, '--replace'], { home });
    expect(await everything()).toEqual(before);
    const again = await gridtuneJson(['store', 'restore', String(replaced['safetyCopy']), '--replace'], {
      home,
    });
    expect(again['endedJobs']).toBe(0);
    expect(await everything()).toEqual(now);
  });
});
