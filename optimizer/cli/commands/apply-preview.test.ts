import { beforeEach, describe, expect, it, vi } from 'vitest';
import { cutOf } from '../../cutmodel/cut.js';
import type { ModelInput } from '../../dataset/columns.js';
import { datasetHash } from '../../dataset/hash.js';
import { measuredRound } from '../../dataset/round.fixture.js';
import { rowsFromRounds } from '../../dataset/rows.js';
import { guardRailsSchema } from '../../domain/guard-rails.js';
import { sure } from '../../recommender/prediction.fixture.js';
import { memoryStore, type MemoryStore } from '../../store/testing/memory-store.js';
import { modelRecord, recommendation } from '../../store/testing/sample-values.js';
import { initialSettings, NetworkDouble } from '../../../test/doubles/network.js';
import type { Services } from '../../operations/services.js';
import type { ChangePreview } from '../../operations/change-preview.js';
import type { DryRun } from '../../operations/change-dry-run.js';
import { showDryRun } from './apply-dry-run.js';

const openModel = vi.hoisted(() => vi.fn());
vi.mock('../../ann/registry/open-model.js', () => ({ openModel }));

let store: MemoryStore;
let network: NetworkDouble;
beforeEach(() => {
  store = memoryStore();
  network = new NetworkDouble();
  openModel.mockReset();
  // 5 ms and half the timeout; everything sent commits
  openModel.mockImplementation(async () => ({
    predict: (points: ModelInput[]) =>
      points.map(({ sendRateTps, batchTimeoutMs }) => sure(sendRateTps, 5 + batchTimeoutMs / 2)),
  }));
});

async function dryRun(parts: Partial<DryRun> = {}, rails: object = {}) {
  const services = {
    store: async () => store,
    network: async () => network,
    guardRails: async () => guardRailsSchema.parse(rails),
    paths: { models: '/models' },
  } as unknown as Services;
  const told: { document?: ChangePreview; text: string } = { text: '' };
  const output = {
    result: (value: unknown, text: string) => Object.assign(told, { document: value, text }),
  };
  await showDryRun({ services, output }, { change: { batchTimeoutMs: 500 }, kind: 'apply', ...parts });
  if (!told.document) throw new Error('nothing was told');
  return { document: told.document, text: told.text };
}

describe('a dry run', () => {
  it('tells the difference setting by setting, and changes nothing', async () => {
    const { document, text } = await dryRun({ change: { batchTimeoutMs: 500, maxMessageCount: 600 } });
    expect(document).toMatchObject({
      dryRun: true,
      before: initialSettings,
      after: { ...initialSettings, batchTimeoutMs: 500, maxMessageCount: 600 },
      changes: true,
      sequence: 0,
      consensus: 'raft',
      differences: [
        { setting: 'maxMessageCount', from: 500, to: 600, factor: 1.2 },
        { setting: 'batchTimeoutMs', from: 2000, to: 500, factor: 0.25 },
      ],
    });
    expect(text).toContain('  batchTimeoutMs: 2000 -> 500 (0.25 times)\n');
    expect(text).toMatch(/batchTimeoutMs is BatchTimeout: /);
    expect(text).toMatch(/config sequence 0; nothing was changed$/);
    expect(network.changes).toEqual([]);
    expect(network.channel.submitted).toEqual([]);
  });

  it('says so where nothing would change', async () => {
    const { document, text } = await dryRun({ change: { batchTimeoutMs: 2000 } });
    expect(document).toMatchObject({ changes: false, differences: [], signatures: null, expected: null });
    expect(text).toMatch(/\nthese settings are in force already\nconfig sequence/);
  });

  it('tells which guard rails would stop it', async () => {
    const rails = { batchTimeoutMs: { min: 600, largestFactor: 2 } };
    const { document, text } = await dryRun({}, rails);
    expect(document.guardRails).toEqual({
      allowed: false,
      broken: [
        expect.stringMatching(/^batchTimeoutMs 500 is outside 600/),
        expect.stringMatching(/more than a factor of 2/),
      ],
    });
    expect(text).toContain('guard rails: this would be refused\n  batchTimeoutMs 500 is outside 600');
    expect((await dryRun()).text).toContain('guard rails: none forbids it');
  });

  it('knows that ranges, steps and times do not bind a rollback', async () => {
    const { document } = await dryRun({ kind: 'rollback' }, { batchTimeoutMs: { min: 600 } });
    expect(document.guardRails).toEqual({ allowed: true, broken: [] });
  });

  it('minds when the settings changed last', async () => {
    await store.applications.insert({
      id: 'a-1',
      kind: 'apply',
      because: 'manual',
      networkId: network.id,
      channel: network.channelName,
      startedAt: new Date().toISOString(),
      before: initialSettings,
      after: initialSettings,
      status: 'verified',
      nodes: [],
    });
    const { document } = await dryRun({}, { smallestTimeBetweenChangesS: 3600 });
    expect(document.guardRails.broken).toEqual([expect.stringMatching(/3600 s have to pass between/)]);
  });

  it('tells who has to sign and whether this installation can', async () => {
    const { document, text } = await dryRun();
    expect(document.signatures).toMatchObject({ here: ['RegulatorMSP'], needed: 1, stillNeeded: 0 });
    expect(text).toContain(
      'to be signed by the administrator of RegulatorMSP (/Channel/Orderer/Admins)\n  this installation signs for RegulatorMSP, which is enough',
    );
    network.channel.standing = {
      requirement: {
        policy: '/Channel/Orderer/Admins',
        rule: 'administrators of 2 of RegulatorMSP, TsoMSP, DsoMSP',
        organisations: ['RegulatorMSP', 'TsoMSP', 'DsoMSP'],
        needed: 2,
      },
    };
    const several = await dryRun();
    expect(several.document.signatures).toMatchObject({ here: ['RegulatorMSP'], needed: 2, stillNeeded: 1 });
    expect(several.text).toContain('signs for RegulatorMSP; 1 more of TsoMSP, DsoMSP needed');
  });
});

describe('what is expected', () => {
  const round = () =>
    measuredRound({ id: 'r-1', networkId: 'net', settings: { batchTimeoutMs: 2000 }, sendRateTps: 60 });
  async function withModel() {
    const measured = { ...round(), inside: { txBytes: 5000, problems: [] } };
    await store.rounds.insert(measured);
    const rows = rowsFromRounds([measured]);
    const roundIds = rows.map(({ roundId }) => roundId);
    const learnt = { roundIds, datasetHash: datasetHash(rows), status: 'champion' } as const;
    await store.models.insert({ ...modelRecord('m-1'), baselines: {}, ...learnt });
  }

  it('comes from the champion at the rate given, and from the closed form what binds', async () => {
    await withModel();
    const { document, text } = await dryRun({ sendRateTps: 60 });
    const cut = (batchTimeoutMs: number) =>
      cutOf({
        ...initialSettings,
        batchTimeoutMs,
        consensus: 'raft',
        txBytes: 5000,
        orderedRateTps: 60,
      });
    expect(document.expected).toMatchObject({
      by: 'model m-1',
      sendRateTps: 60,
      txBytes: 5000,
      txBytesMeasured: true,
      before: {
        predicted: { throughputTps: 60, latencyMeanMs: 1005 },
        cut: { by: 'timeout', meanWaitMs: cut(2000).meanWaitMs, blocksPerS: cut(2000).blocksPerS },
      },
      after: {
        predicted: { latencyMeanMs: 255 },
        cut: {
          by: 'timeout',
          meanWaitMs: cut(500).meanWaitMs,
          blockTransactions: cut(500).blockTransactions,
        },
      },
      notes: [],
    });
    expect(text).toMatch(/expected at 60 tps, by model m-1 \(5000 bytes a transaction, as measured\)/);
    expect(text).toMatch(/ {2}mean latency, ms +1005 +255\n/);
    expect(text).toMatch(/ {2}blocks ended by +timeout +timeout\n/);
  });

  it('is what the recommendation stored, for both settings', async () => {
    await withModel();
    const stored = {
      ...recommendation('r-9'),
      current: initialSettings,
      settings: { ...initialSettings, batchTimeoutMs: 500 },
      load: { workload: 'publish' as const, sendRateTps: 80 },
      predicted: sure(80, 111),
      predictedCurrent: sure(80, 222),
    };
    const { document } = await dryRun({ recommendation: stored });
    expect(document.expected).toMatchObject({
      by: 'recommendation r-9',
      sendRateTps: 80,
      before: { predicted: { latencyMeanMs: 222 } },
      after: { predicted: { latencyMeanMs: 111 } },
    });
    expect(openModel).not.toHaveBeenCalled();
    network.settings = { ...initialSettings, maxMessageCount: 7 };
    const moved = await dryRun({ recommendation: stored, change: stored.settings });
    expect(moved.document.expected?.before.predicted).toBeUndefined();
    expect(moved.document.expected?.notes).toEqual(['the settings in force have changed since it was made']);
    const mixed = await dryRun({
      recommendation: { ...stored, load: { workload: 'mixed', sendRateTps: 80 } },
      change: stored.settings,
    });
    // every other transaction only reads
    expect(mixed.document.expected?.after.cut.blocksPerS).toBeCloseTo(
      cutOf({ ...stored.settings, consensus: 'raft', txBytes: 5000, orderedRateTps: 40 }).blocksPerS,
      6,
    );
    const other = await dryRun({ recommendation: stored, change: stored.settings, sendRateTps: 60 });
    expect(other.document.expected).toMatchObject({ by: 'model m-1', sendRateTps: 60 });
  });

  it('is how blocks are cut where there is no model, or no rate', async () => {
    const without = await dryRun({ sendRateTps: 60 });
    expect(without.document.expected).toMatchObject({
      by: 'the closed form of block cutting',
      txBytesMeasured: false,
      notes: [expect.stringMatching(/^no model could be asked: there is no model yet/)],
    });
    expect(without.document.expected?.after.predicted).toBeUndefined();
    expect(without.text).not.toContain('throughput');
    const alone = await dryRun();
    // A transaction that comes alone waits for the timer.
    expect(alone.document.expected).toMatchObject({ sendRateTps: null, after: { cut: { by: 'timeout' } } });
    expect(alone.document.expected?.after.cut.meanWaitMs).toBeCloseTo(500, 3);
    expect(alone.text).toContain('expected for a transaction that comes alone');
    expect(alone.text).toContain('note: give --send-rate for what is expected under a load');
  });
});
