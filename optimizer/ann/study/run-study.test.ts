import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { splitByPoint } from '../../dataset/split.js';
import { inCanonicalOrder } from '../../dataset/rows.js';
import { CancelledError, NotEnoughDataError } from '../../domain/errors.js';
import { choiceName, spreadOf, studySchema } from '../../domain/study.js';
import type { StudyGrid } from './grid.js';
import { runStudy, type StudyResult } from './run-study.js';
import { simulatedRows } from './simulated-rows.fixture.js';

const ROWS = inCanonicalOrder(
  simulatedRows({ counts: [5, 30, 200], timeoutsMs: [50, 300, 1200], ratesTps: [50, 150] }, 2),
);
const GRID: StudyGrid = { hidden: [[2], [6, 4]], learningRates: [0.02], activations: ['tanh', 'relu'] };
const OPTIONS = { seed: 3, repeats: 2, grid: GRID };

let study: StudyResult;
let before = 0;
let after = 0;
beforeAll(async () => {
  await runStudy(ROWS, { ...OPTIONS, grid: { ...GRID, hidden: [[2]] } });
  before = tf.memory().numTensors;
  study = await runStudy(ROWS, OPTIONS);
  after = tf.memory().numTensors;
}, 120_000);

describe('runStudy', () => {
  it('trains every choice as often as asked, from other seeds, and the published shape besides', () => {
    expect(study.choices.map(choiceName)).toEqual([
      '3-2-2 tanh 0.02',
      '3-2-2 relu 0.02',
      '3-6-4-2 tanh 0.02',
      '3-6-4-2 relu 0.02',
      '3-20-2 tanh 0.01',
    ]);
    for (const { runs, validationLoss } of study.choices) {
      expect(runs.map(({ seed }) => seed)).toEqual([3, 4]);
      expect(runs[0]?.validationLoss).not.toBe(runs[1]?.validationLoss);
      expect(validationLoss).toEqual(spreadOf(runs.map((run) => run.validationLoss)));
    }
    expect(study.choices.map(({ weights }) => weights)).toEqual([14, 14, 62, 62, 122]);
  });

  it('takes the choice with the least mean validation loss', () => {
    const [best] = study.choices.toSorted((a, b) => a.validationLoss.mean - b.validationLoss.mean);
    const chosen = study.tested.find(({ role }) => role === 'chosen');
    expect(best && chosen && choiceName(chosen.choice)).toBe(best && choiceName(best));
    expect(study.tested.map(({ role }) => role)).toEqual(['chosen', 'reference']);
  });

  it('splits by point with its seed, and counts rows, points and labels of each part', () => {
    const { train, validation, test } = splitByPoint(ROWS, 3);
    expect(study.rows).toEqual({ train: train.length, validation: validation.length, test: test.length });
    expect(study.points).toEqual({ train: 12, validation: 3, test: 3 });
    expect(study.labels.optimal.train).toBeGreaterThan(0);
    expect(study.labels.optimal.train).toBeLessThan(train.length);
  });

  it('scores every repeat and every kind of answer on the test rows', () => {
    expect(study.tested.map(({ runs }) => runs.length)).toEqual([2, 2]);
    const rows = study.rows.test;
    for (const { byThresholds, byClassifier } of study.tested) {
      for (const { confusion, accuracy } of [byThresholds, byClassifier, study.labels.majority]) {
        const counts = Object.values(confusion);
        expect(counts.reduce((sum, count) => sum + count)).toBe(rows);
        expect(accuracy).toBe((confusion.truePositives + confusion.trueNegatives) / rows);
      }
    }
  });

  it('lets the test part change nothing but the scores on it', async () => {
    const held = new Set(splitByPoint(ROWS, 3).test.map(({ roundId }) => roundId));
    const tampered = ROWS.map((row) =>
      held.has(row.roundId) ? { ...row, latencyMeanMs: row.latencyMeanMs / 9 } : row,
    );
    const other = await runStudy(tampered, OPTIONS);
    expect(other.choices).toEqual(study.choices);
    expect(other.tested.map(({ curve }) => curve)).toEqual(study.tested.map(({ curve }) => curve));
    const { test, ...others } = study.labels.optimal;
    expect(other.labels.optimal).toMatchObject(others);
    expect(other.labels.optimal.test).toBeGreaterThan(test);
    expect(other.tested[0]?.together).not.toEqual(study.tested[0]?.together);
  });

  it('repeats for the same seed, whatever order the rows come in', async () => {
    const again = await runStudy(ROWS.toReversed(), OPTIONS);
    expect({ ...again, seconds: 0 }).toEqual({ ...study, seconds: 0 });
  });

  it('is a study as it is stored, once it has its record', () => {
    const record = { id: 'st', createdAt: '2026-01-01T00:00:00Z', sources: [], codeVersion: 'x' };
    expect(studySchema.safeParse({ ...study, ...record }).error).toBeUndefined();
  });

  it('keeps no tensors', () => {
    expect(after).toBe(before);
  });

  it('tells its progress and its time by the clock that it is given', async () => {
    const told: string[] = [];
    const times = [1000, 3500];
    const { seconds } = await runStudy(ROWS, {
      ...OPTIONS,
      grid: { ...GRID, hidden: [[2]], activations: ['tanh'] },
      now: () => times.shift() ?? 0,
      onProgress: (done, total, what) => told.push(`${done}/${total} ${what}`),
    });
    expect(seconds).toBe(2.5);
    expect(told.slice(0, 2)).toEqual(['0/4 3-2-2 tanh 0.02', '1/4 3-20-2 tanh 0.01']);
    expect(told.slice(2)).toEqual([
      expect.stringMatching(/^2\/4 testing /),
      '3/4 testing 3-20-2 tanh 0.01',
      '4/4 studied',
    ]);
  });

  it('refuses fewer than three points and can be cancelled', async () => {
    const few = ROWS.filter(({ pointId }) => pointId === ROWS[0]?.pointId);
    await expect(runStudy(few, OPTIONS)).rejects.toThrow(NotEnoughDataError);
    const signal = AbortSignal.abort();
    await expect(runStudy(ROWS, { ...OPTIONS, signal })).rejects.toThrow(CancelledError);
  });
});
