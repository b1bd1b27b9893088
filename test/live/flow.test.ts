import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { decodeConfigBlock } from '../../network/channel/config-block.js';
import { fetchBlock } from '../../network/channel/deliver.js';
import { readSettings } from '../../network/channel/orderer-settings.js';
import { openModel } from '../../optimizer/ann/registry/open-model.js';
import { datasetHash } from '../../optimizer/dataset/hash.js';
import { rowsFromRounds } from '../../optimizer/dataset/rows.js';
import type { Application, Verification } from '../../optimizer/domain/application.js';
import type { Store } from '../../optimizer/domain/ports.js';
import type { Recommendation } from '../../optimizer/domain/recommendation.js';
import { sameSettings, type OrdererSettings } from '../../optimizer/domain/settings.js';
import { openEmbedded } from '../../optimizer/store/embedded.js';
import { connectStore } from '../../optimizer/store/mongo-store.js';
import { gridtune } from './cli.js';
import { askOrderer } from './orderer.js';

const home = inject('home');

interface DemoResult {
  readonly sweepId: string;
  readonly modelId: string;
  readonly recommendation: Recommendation;
  readonly application: Application;
  readonly verification: Verification;
  readonly report: string;
}

/** The demo's own flow on a plan of six points; everything that it leaves behind has to agree. */
describe('from a plan to a verified change', () => {
  let result: DemoResult;
  let printed: string;
  let store: Store;

  beforeAll(async () => {
    const plan = path.join(home, 'flow.yaml');
    await writeFile(
      plan,
      'name: flow\nsettings: { maxMessageCount: [5, 100, 500], batchTimeoutMs: [50, 1500] }\nsendRateTps: [40]\nwindow: { warmupS: 1, minS: 3, maxS: 3 }\n',
    );
    const { code, stdout, stderr } = await gridtune(['demo', '--plan', plan, '--keep', '--json'], { home });
    if (code !== 0) throw new Error(stderr);
    printed = stderr;
    result = JSON.parse(stdout);
    const uri = await openEmbedded({
      binary: inject('docstoreBinary'),
      dataDir: path.join(home, 'store'),
      logFile: path.join(home, 'store.log'),
    });
    store = await connectStore({ uri, databaseName: 'gridtune' });
  });
  afterAll(async () => {
    await store?.close();
    await gridtune(['rollback', '--yes'], { home });
  });

  it('recommends and keeps settings that are quicker than the ones the network started with', () => {
    const { recommendation, verification } = result;
    expect(recommendation.decision).toBe('change');
    expect(verification.verdict).toBe('kept');
    expect(verification.comparison?.pairs).toBe(4);
    expect(verification.comparison?.latencyMeanMs.high).toBeLessThan(0);
    expect(printed).toContain('verification measured');
  });

  it('stored every round that the recommendation and the model say they rest on', async () => {
    const rounds = await store.rounds.list({ sweepId: result.sweepId });
    const model = await store.models.find(result.modelId);
    expect(rounds).toHaveLength(6);
    expect([...(model?.roundIds ?? [])].toSorted()).toEqual(rounds.map(({ id }) => id).toSorted());
    expect([...result.recommendation.roundIds].toSorted()).toEqual(rounds.map(({ id }) => id).toSorted());
    expect(model?.datasetHash).toBe(datasetHash(rowsFromRounds(rounds)));
    for (const { id } of rounds)
      expect((await store.samples.find(id))?.createdMs.length).toBeGreaterThan(100);
  });

  it('wrote a model file that is the registered one and gives the recommended prediction', async () => {
    const model = await store.models.find(result.modelId);
    if (!model) throw new Error('no model');
    const bytes = await readFile(path.join(home, 'models', model.file.name));
    expect(createHash('sha256').update(bytes).digest('hex')).toBe(model.file.sha256);
    const predictor = await openModel(model, path.join(home, 'models'));
    const { settings, load, predicted } = result.recommendation;
    // The recommendation knows the size of transactions and the network; the model stands in with the middle.
    const [again] = predictor.predict([{ ...settings, sendRateTps: load.sendRateTps }]);
    expect(again?.throughputTps).toBeCloseTo(predicted.throughputTps, 1);
    expect(again?.latencyMeanMs).toBeCloseTo(predicted.latencyMeanMs, 0);
    expect(again?.interval90.latencyMeanMs.low).toBeLessThan(predicted.latencyMeanMs);
    expect(again?.interval90.latencyMeanMs.high).toBeGreaterThan(predicted.latencyMeanMs);
  });

  it('put the recommended settings into the config block that the application names', async () => {
    const { application, recommendation } = result;
    expect(application.after).toEqual(recommendation.settings);
    expect(await settingsInBlock(application.blockNumber ?? 0)).toEqual(application.after);
    const [stored] = await store.applications.list({ because: recommendation.id });
    expect(stored).toEqual(application);
  });

  it('measured the verification with the settings it compares, in turn', async () => {
    const { verification, application } = result;
    const rounds = (await store.rounds.list({ sweepId: verification.id })).toSorted((a, b) =>
      a.startedAt.localeCompare(b.startedAt),
    );
    expect(rounds.map(({ id }) => id)).toEqual(verification.roundIds);
    const sides = rounds.map(({ settings }) =>
      sameSettings(settings, application.before)
        ? 'A'
        : sameSettings(settings, application.after)
          ? 'B'
          : '?',
    );
    expect(sides.join('')).toBe('ABABABAB');
  });

  it('wrote a self-contained report that names all of it', async () => {
    const html = await readFile(result.report, 'utf8');
    const { sweepId, modelId, recommendation, application, verification } = result;
    for (const id of [sweepId, modelId, recommendation.id, application.id, verification.id])
      expect(html).toContain(id);
    expect(html).toContain(String(application.blockNumber));
    expect(html).not.toMatch(/<script|src="http|href="http|url\(http/i);
    expect(html.match(/<svg/g)?.length).toBeGreaterThanOrEqual(3);
  });
});

async function settingsInBlock(number: number): Promise<OrdererSettings> {
  const block = await askOrderer(home, async (client, request) => fetchBlock(client, number, request));
  const config = decodeConfigBlock(block);
  if (!config) throw new Error(`block ${number} holds no configuration`);
  return readSettings(config.config);
}
