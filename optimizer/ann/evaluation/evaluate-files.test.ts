import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gridRows } from '../../dataset/round.fixture.js';
import type { DataRow } from '../../dataset/columns.js';
import { InvalidInputError, NotEnoughDataError, NotFoundError } from '../../domain/errors.js';
import type { Recipe } from '../recipe.js';
import { BASELINE_RECIPES } from './baseline-recipes.js';
import { evaluateFiles, type EvaluateRequest } from './evaluate-files.js';

const HEADER = 'max_message_count,batch_timeout_ms,send_rate_tps,throughput_tps,latency_avg_ms';
const line = (row: DataRow) =>
  [row.maxMessageCount, row.batchTimeoutMs, row.sendRateTps, row.throughputTps, row.latencyMeanMs].join(',');
const csv = (rows: readonly DataRow[]) => [HEADER, ...rows.map(line)].join('\n');
const TRAIN = csv(gridRows([5, 10, 20, 40], [50, 100, 200], 2));
const TEST = csv(gridRows([7, 15, 30], [70, 150], 2));
const nearestPoint = BASELINE_RECIPES['nearestPoint'] as Recipe;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'gridtune-evaluate-'));
});
afterAll(() => rm(folder, { recursive: true }));

let files = 0;
async function fileOf(text: string): Promise<string> {
  const file = path.join(folder, `${(files += 1)}.csv`);
  await writeFile(file, text);
  return file;
}

async function evaluate(train: string, test: string, change: Partial<EvaluateRequest> = {}) {
  return evaluateFiles({
    trainFile: await fileOf(train),
    testFile: await fileOf(test),
    recipe: nearestPoint,
    baselines: BASELINE_RECIPES,
    importance: false,
    curveWith: undefined,
    seed: 1,
    ...change,
  });
}

describe('evaluateFiles', () => {
  it('scores the recipe and each baseline on the rows of the other file', async () => {
    const evaluation = await evaluate(TRAIN, TEST);
    expect(evaluation.rows).toEqual({ train: 24, test: 12 });
    expect(evaluation.model).toBe('nearestPoint');
    expect(Object.keys(evaluation.baselines)).toEqual(Object.keys(BASELINE_RECIPES));
    expect(evaluation.scores).toEqual(evaluation.baselines['nearestPoint']);
    expect(evaluation.scores.latencyMeanMs.mapePct).toBeGreaterThan(0);
    expect(evaluation.noiseFloor.latencyMeanMs).toBeGreaterThan(0);
    expect([evaluation.importance, evaluation.learningCurve]).toEqual([undefined, undefined]);
    expect(evaluation.warnings).toEqual([]);
  });

  it('reads nothing of the test file before every model is fitted', async () => {
    const testFile = await fileOf('not a results file');
    const last: Recipe = {
      name: 'last',
      fit: async (rows, options) => {
        const model = await nearestPoint.fit(rows, options);
        await writeFile(testFile, TEST);
        return model;
      },
    };
    const { rows } = await evaluate(TRAIN, TEST, { testFile, baselines: { ...BASELINE_RECIPES, last } });
    expect(rows.test).toBe(12);
  });

  it('asks with input columns alone, so that figures of the test file change no answer', async () => {
    const answered: unknown[] = [];
    const watched: Recipe = {
      name: 'watched',
      fit: async (rows, options) => {
        const model = await nearestPoint.fit(rows, options);
        return {
          predict: (points) => {
            for (const point of points) expect(point).not.toHaveProperty('latencyMeanMs');
            const answers = model.predict(points);
            answered.push(answers);
            return answers;
          },
        };
      },
    };
    const changed = gridRows([7, 15, 30], [70, 150], 2).map((row) => ({ ...row, latencyMeanMs: 1e6 }));
    const one = await evaluate(TRAIN, TEST, { recipe: watched });
    const other = await evaluate(TRAIN, csv(changed), { recipe: watched });
    expect(answered[1]).toEqual(answered[0]);
    expect(other.scores).not.toEqual(one.scores);
  });

  it('sets unusable rows of both files aside, counted and with a warning', async () => {
    const { rows, setAside, warnings } = await evaluate(`${TRAIN}\n5,50,60,0,0`, `${TEST}\n5,50,61,50,0`);
    expect(rows).toEqual({ train: 24, test: 12 });
    expect(setAside).toEqual({ train: 1, test: 1 });
    expect(warnings.map((warning) => warning.replace(/.*is left out/, ''))).toEqual([
      ': throughputTps is 0, must be above 0, latencyMeanMs is 0, must be above 0',
      ': latencyMeanMs is 0, must be above 0',
    ]);
  });

  it('warns of figures that look wrong, and of test points that were learnt from', async () => {
    const { warnings } = await evaluate(TRAIN, `${TEST}\n5,50,65,64,90000\n`);
    expect(warnings).toEqual([
      expect.stringMatching(/looks wrong: mean latency of 90000 ms where rounds most like it have/),
      expect.stringMatching(/^1 of 13 test rows are of points that were learnt from too/),
    ]);
  });

  it('leaves a baseline out that needs more rows, and says so', async () => {
    const choosy: Recipe = { name: 'choosy', fit: () => Promise.reject(new NotEnoughDataError('needs 99')) };
    const { baselines, warnings } = await evaluate(TRAIN, TEST, { baselines: { choosy } });
    expect(baselines).toEqual({});
    expect(warnings).toEqual(['baseline choosy is left out: needs 99']);
    await expect(evaluate(TRAIN, TEST, { recipe: choosy })).rejects.toThrow('needs 99');
  });

  it('scores the 95th percentile where both files have it', async () => {
    const withP95 = (text: string) =>
      text
        .split('\n')
        .map((each, i) => (i === 0 ? `${each},latency_p95_ms` : `${each},${9000 + i}`))
        .join('\n');
    const score = async (train: string, test: string) => (await evaluate(train, test)).scores.latencyP95Ms;
    expect((await score(withP95(TRAIN), withP95(TEST)))?.mapePct).toBeLessThan(1);
    expect(await score(TRAIN, withP95(TEST))).toBeUndefined();
    expect(await score(withP95(TRAIN), TEST)).toBeUndefined();
  });

  it('tells importance and learning curve when asked', async () => {
    const { importance, learningCurve } = await evaluate(TRAIN, TEST, {
      importance: true,
      curveWith: { cutModel: BASELINE_RECIPES['cutModel'] as Recipe },
    });
    expect(importance?.map(({ input }) => input)).toEqual([
      'maxMessageCount',
      'batchTimeoutMs',
      'sendRateTps',
    ]);
    expect([...new Set(learningCurve?.map(({ recipe }) => recipe))]).toEqual(['nearestPoint', 'cutModel']);
    expect([...new Set(learningCurve?.map(({ points }) => points))]).toEqual([5, 10, 12]);
  });

  it('keeps points of the test file out of the learning curve', async () => {
    const shared = `${TEST}\n${TRAIN.split('\n')[1]}`;
    const { learningCurve } = await evaluate(TRAIN, shared, { curveWith: {} });
    expect(learningCurve?.map(({ points }) => points).slice(0, 3)).toEqual([5, 10, 11]);
  });
});

describe('evaluateFiles refuses', () => {
  const without = (text: string) => text.replaceAll(/,[^,\n]*$/gm, '');

  it.each([
    ['an empty file', '', InvalidInputError, 'must be a header with the columns'],
    ['a header alone', HEADER, InvalidInputError, 'must be followed by at least one row'],
    ['a missing column', without(TEST), InvalidInputError, 'the required column latency_avg_ms is missing'],
    [
      'a cell that is no number',
      `${HEADER}\n5,50,60,x,9`,
      InvalidInputError,
      'line 2, column throughput_tps',
    ],
    ['a file without a usable row', `${HEADER}\n5,50,60,0,0`, NotEnoughDataError, 'holds no usable row'],
  ])('%s, to learn from or to be scored on', async (_, text, type, message) => {
    for (const evaluation of [() => evaluate(text, TEST), () => evaluate(TRAIN, text)]) {
      await expect(evaluation()).rejects.toThrow(type);
      await expect(evaluation()).rejects.toThrow(message);
    }
  });

  it('a file that is not there, before anything is learnt', async () => {
    const steps: string[] = [];
    const request = { testFile: path.join(folder, 'none.csv'), onStep: (step: string) => steps.push(step) };
    await expect(evaluate(TRAIN, '', request)).rejects.toThrow(NotFoundError);
    await expect(evaluate('', TEST, { trainFile: path.join(folder, 'none.csv') })).rejects.toThrow(
      NotFoundError,
    );
    expect(steps).toEqual([]);
  });
});
