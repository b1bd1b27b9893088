import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { CorruptDocumentError } from '../../domain/errors.js';
import { measuredRound } from './sample-values.js';
import type { OpenedStore } from './opened-store.js';

/** Fields that every round of schema version 1 has, literally as gridtune 0.1.0 stored them. */
function versionOne(id: string, sweepId: string) {
  return {
    _id: id,
    schemaVersion: 1,
    sweepId,
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
      networkId: '3f2b',
      channel: 'exchange',
      consensus: 'raft',
      orderers: 1,
      organisations: 2,
      peers: 2,
      stateDatabase: 'goleveldb',
      host: { name: 'host', cpus: 2, memoryBytes: 8_589_934_592, platform: 'linux x64' },
      versions: { 'fabric 3%2E1%2E1': '3.1.1' },
    },
    startedAt: '2025-11-12T13:14:15.161Z',
    endedAt: '2025-11-12T13:14:30.001Z',
  };
}

const measured = {
  kind: 'measured',
  measurement: {
    windowS: 4.75,
    achievedRateTps: 59.9,
    throughputTps: 59.25,
    latencyMeanMs: 97.5,
    latencyP50Ms: 95,
    latencyP95Ms: 140.25,
    latencyP99Ms: 151,
    succeeded: 298,
    failed: 1,
    failedByReason: { 'endorse: 14%2E UNAVAILABLE': 1 },
    blocks: 30,
  },
};
const failed = { kind: 'failed', reason: { code: 'NETWORK_DOWN', message: 'peer org1 is down' } };

/** A model of schema version 1, literally as gridtune 0.1.0 stored it. */
function modelOfVersionOne(id: string) {
  const score = { mapePct: 3.5, medianApePct: 2.25, mae: 1.5, r2: 0.75 };
  const scores = { throughputTps: score, latencyMeanMs: { ...score, r2: null } };
  return {
    _id: id,
    schemaVersion: 1,
    createdAt: '2025-11-12T13:14:15.161Z',
    kind: 'feed-forward 3-20-2',
    seed: 1,
    datasetHash: 'a1b2',
    roundIds: ['s-1/m10-t100-r60-publish-1f0c7d3a/1'],
    rows: { train: 4, validation: 1, test: 1 },
    trainSeconds: 2.5,
    scores,
    baselines: { trainingMean: scores, 'k%2Enearest': scores },
    file: { name: `${id}.json`, sha256: 'c3d4' },
  };
}

/** A store keeps for years: what an older version wrote is read, what a newer one wrote is not guessed at. */
export function upgradeContract(open: () => Promise<OpenedStore>): void {
  describe('documents of another schema version', () => {
    let opened: OpenedStore;
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    it('1 of rounds are read, found and listed', async () => {
      const { store, writeRaw } = opened;
      const sweepId = randomUUID();
      await writeRaw('rounds', { ...versionOne(`${sweepId}/a`, sweepId), ...measured });
      await writeRaw('rounds', { ...versionOne(`${sweepId}/b`, sweepId), ...failed });
      const { _id, schemaVersion: _, context, ...common } = versionOne(`${sweepId}/a`, sweepId);
      const now = { ...common, context: { ...context, versions: { 'fabric 3.1.1': '3.1.1' } } };
      const first = {
        ...now,
        ...measured,
        id: _id,
        measurement: { ...measured.measurement, failedByReason: { 'endorse: 14. UNAVAILABLE': 1 } },
      };
      expect(await store.rounds.find(`${sweepId}/a`)).toStrictEqual(first);
      expect(await store.rounds.list({ sweepId })).toStrictEqual([
        first,
        { ...now, ...failed, id: `${sweepId}/b` },
      ]);
      expect(await store.rounds.list({ sweepId, kind: 'measured' })).toHaveLength(1);
    });

    it('1 of rounds can be written again with what came in since', async () => {
      const { store, writeRaw } = opened;
      const id = randomUUID();
      await writeRaw('rounds', { ...versionOne(id, id), ...measured });
      const changed = measuredRound(id, {
        sweepId: id,
        inside: { txBytes: 3100.5, problems: [] },
      });
      await store.rounds.put(changed);
      expect(await store.rounds.find(id)).toStrictEqual(changed);
    });

    it('1 of rounds that are damaged are corrupt', async () => {
      const { store, writeRaw } = opened;
      const id = randomUUID();
      await writeRaw('rounds', { ...versionOne(id, id), ...measured, replicate: 0 });
      await expect(store.rounds.find(id)).rejects.toThrow(CorruptDocumentError);
      await expect(store.rounds.find(id)).rejects.toThrow(/is not what .*replicate/);
    });

    it('1 of models are read as retired, with what they lack unknown', async () => {
      const { store, writeRaw } = opened;
      const id = randomUUID();
      const { _id, schemaVersion: _, ...old } = modelOfVersionOne(id);
      await writeRaw('models', modelOfVersionOne(id));
      const score = { mapePct: 3.5, medianApePct: 2.25, mae: 1.5, r2: 0.75, coverage90Pct: null };
      const scores = { throughputTps: score, latencyMeanMs: { ...score, r2: null } };
      const read = await store.models.find(id);
      expect(read).toStrictEqual({
        ...old,
        id: _id,
        scores,
        baselines: { trainingMean: scores, 'k.nearest': scores },
        codeVersion: 'unknown',
        backend: 'unknown',
        status: 'retired',
        statusReason: expect.stringContaining('gridtune models promote'),
        statusAt: '2025-11-12T13:14:15.161Z',
      });
      expect(await store.models.list({ id })).toStrictEqual([read]);
    });

    it('1 of models can be written again with another status', async () => {
      const { store, writeRaw } = opened;
      const id = randomUUID();
      await writeRaw('models', modelOfVersionOne(id));
      const read = await store.models.find(id);
      if (!read) throw new Error('no model');
      await store.models.put({ ...read, status: 'champion', networkId: 'n1' });
      expect(await store.models.find(id)).toStrictEqual({ ...read, status: 'champion', networkId: 'n1' });
    });

    it('1 of models that are damaged are corrupt', async () => {
      const { store, writeRaw } = opened;
      for (const damage of [{ scores: 7 }, { baselines: { a: null } }, { createdAt: undefined }]) {
        const id = randomUUID();
        await writeRaw('models', { ...modelOfVersionOne(id), ...damage });
        await expect(store.models.find(id)).rejects.toThrow(CorruptDocumentError);
      }
    });

    it.for([
      ['sweeps', 2, 1],
      ['models', 3, 2],
      ['rounds', 3, 2],
    ] as const)('newer than this one are refused: %s', async ([collection, found, known]) => {
      const { store, writeRaw } = opened;
      const id = randomUUID();
      // A field to list by that no other test asks for.
      await writeRaw(collection, { _id: id, schemaVersion: found, channel: id });
      for (const read of [
        async () => store[collection].find(id),
        async () => store[collection].list({ channel: id }),
      ]) {
        await expect(read()).rejects.toThrow(CorruptDocumentError);
        await expect(read()).rejects.toThrow(
          `${collection} ${id} was written by a newer gridtune, in schema version ${found}; ` +
            `this one knows versions up to ${known}: update gridtune`,
        );
      }
    });
  });
}
