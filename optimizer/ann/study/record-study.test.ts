import { beforeEach, describe, expect, it } from 'vitest';
import { measuredRound } from '../../dataset/round.fixture.js';
import { NotEnoughDataError } from '../../domain/errors.js';
import type { Progress } from '../../domain/ports.js';
import { sweep } from '../../store/testing/sample-values.js';
import { memoryStore, type MemoryStore } from '../../store/testing/memory-store.js';
import type { StudyGrid } from './grid.js';
import { recordStudy } from './record-study.js';

const GRID: StudyGrid = { hidden: [[2]], learningRates: [0.02], activations: ['tanh'] };
const REQUEST = { sweepIds: [], imports: [], seed: 1, repeats: 2, grid: GRID };

let store: MemoryStore;
let warnings: string[];
let progress: Progress;
beforeEach(() => {
  store = memoryStore();
  warnings = [];
  progress = { step: () => undefined, advance: () => undefined, warn: (text) => warnings.push(text) };
});

async function addSweep(id: string, latencies: readonly number[]): Promise<void> {
  await store.sweeps.insert(sweep(id));
  for (const [i, latencyMeanMs] of latencies.entries()) {
    const round = measuredRound({ id: `${id}/p${i}/1`, pointId: `p${i}`, measurement: { latencyMeanMs } });
    await store.rounds.insert({ ...round, sweepId: id });
  }
}

describe('recordStudy', () => {
  it('stores the study of a sweep with its lineage', async () => {
    await addSweep('s-a', [10, 20, 40, 80]);
    await addSweep('s-b', [10, 20, 40, 80]);
    const study = await recordStudy({ store, progress }, { ...REQUEST, sweepIds: ['s-b'] });
    expect(await store.studies.find(study.id)).toEqual(study);
    expect(study.sources).toEqual([{ name: 's-b', rows: 4 }]);
    expect(study.codeVersion).toMatch(/^\d+\.\d+\.\d+\+[0-9a-f]{12}$/);
    expect(study).toMatchObject({
      seed: 1,
      repeats: 2,
      datasetHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it('takes every sweep where nothing is named, and leaves out what cannot be used', async () => {
    await addSweep('s-a', [10, 20, 0]);
    await addSweep('s-b', [40, 80, 160]);
    const study = await recordStudy({ store, progress }, REQUEST);
    expect(study.sources).toEqual([
      { name: 's-a', rows: 2 },
      { name: 's-b', rows: 3 },
    ]);
    expect(warnings).toEqual([expect.stringContaining('s-a/p2/1')]);
  });

  it('refuses a store without rounds and says what to do', async () => {
    const recording = recordStudy({ store, progress }, REQUEST);
    await expect(recording).rejects.toThrow(NotEnoughDataError);
    await expect(recording).rejects.toThrow('run "gridtune sweep" first');
  });
});
