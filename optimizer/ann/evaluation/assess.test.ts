import { describe, expect, it } from 'vitest';
import type { DataRow, ModelInput } from '../../dataset/columns.js';
import { gridRows } from '../../dataset/round.fixture.js';
import { NotEnoughDataError } from '../../domain/errors.js';
import type { Answer, Recipe } from '../recipe.js';
import { assessRecipe } from './assess.js';
import { BASELINE_RECIPES } from './baseline-recipes.js';
import { LeakError } from './held-out-guard.js';
import { holdOutByPoint } from './held-out-split.js';
import { scoreRecipes } from './score-recipes.js';

const ROWS = gridRows([5, 10, 20, 40, 80], [50, 100, 200, 400], 3);
const nearest = BASELINE_RECIPES['nearestPoint'] as Recipe;

interface Witness {
  readonly recipe: Recipe;
  readonly fitted: (readonly DataRow[])[];
  readonly asked: ModelInput[];
  readonly answered: Answer[][];
}

/** A recipe that does as `nearestPoint` does, and remembers all that passes through it. */
function witness(): Witness {
  const fitted: (readonly DataRow[])[] = [];
  const asked: ModelInput[] = [];
  const answered: Answer[][] = [];
  const recipe: Recipe = {
    name: 'witness',
    fit: async (rows, options) => {
      fitted.push(rows);
      const model = await nearest.fit(rows, options);
      return {
        predict: (points) => {
          asked.push(...points);
          const answers = [...model.predict(points)];
          answered.push(answers);
          return answers;
        },
      };
    },
  };
  return { recipe, fitted, asked, answered };
}

const idsOf = (rows: readonly DataRow[]) => new Set(rows.map(({ roundId }) => roundId));
const pointsOf = (rows: readonly DataRow[]) => new Set(rows.map(({ pointId }) => pointId));

describe('assessRecipe', () => {
  it('holds 15 % of the points out with all their replicates, and delivers a model of all rows', async () => {
    const { recipe, fitted } = witness();
    const { heldOut, rows } = await assessRecipe(ROWS, recipe, {}, { seed: 1 });
    expect(pointsOf(heldOut).size).toBe(3);
    expect(heldOut).toHaveLength(9);
    expect(fitted.map((part) => part.length)).toEqual([51, 60]);
    expect([...pointsOf(fitted[0] ?? [])].filter((point) => pointsOf(heldOut).has(point))).toEqual([]);
    expect(idsOf(fitted[1] ?? [])).toEqual(idsOf(ROWS));
    expect(rows).toEqual({ learn: 51, heldOut: 9, all: 60 });
  });

  it('asks about the held-out rows with their inputs alone', async () => {
    const { recipe, asked } = witness();
    await assessRecipe(ROWS, recipe, {}, { seed: 1 });
    expect(asked).toHaveLength(9);
    for (const point of asked) {
      for (const name of ['throughputTps', 'latencyMeanMs', 'latencyP95Ms', 'roundId', 'pointId'])
        expect(point).not.toHaveProperty(name);
    }
  });

  it('answers the same to the last bit whatever was measured at the held-out points', async () => {
    const before = witness();
    const { heldOut, scores } = await assessRecipe(ROWS, before.recipe, {}, { seed: 1 });
    const held = idsOf(heldOut);
    const changed = ROWS.map((row) =>
      held.has(row.roundId) ? { ...row, throughputTps: 1, latencyMeanMs: 1e6, latencyP95Ms: 2e6 } : row,
    );
    const after = witness();
    const other = await assessRecipe(changed, after.recipe, {}, { seed: 1 });
    expect(after.answered).toEqual(before.answered);
    expect(other.scores).not.toEqual(scores);
  });

  it('refuses a split that lets a held-out row be learnt from', async () => {
    const leaky = (rows: readonly DataRow[], seed: number) => {
      const { learn, heldOut } = holdOutByPoint(rows, seed);
      return { learn: [...learn, ...heldOut.slice(0, 1)], heldOut };
    };
    const { recipe, fitted } = witness();
    const assessing = assessRecipe(ROWS, recipe, {}, { seed: 1, split: leaky });
    await expect(assessing).rejects.toThrow(LeakError);
    await expect(assessing).rejects.toThrow(/witness was given 1 rows of points that it is to be scored on/);
    expect(fitted).toEqual([]);
  });

  it('refuses a split by rows, which leaves replicates of a point on both sides', async () => {
    const byRow = (rows: readonly DataRow[]) => ({
      learn: rows.filter((_, place) => place % 7 !== 0),
      heldOut: rows.filter((_, place) => place % 7 === 0),
    });
    const assessing = assessRecipe(ROWS, witness().recipe, {}, { seed: 1, split: byRow });
    await expect(assessing).rejects.toThrow(LeakError);
  });

  it('scores baselines that learnt from the same rows on the same held-out rows', async () => {
    const { recipe, fitted } = witness();
    const { heldOut, baselines, scores } = await assessRecipe(ROWS, recipe, BASELINE_RECIPES, { seed: 1 });
    const train = fitted[0] ?? [];
    expect(baselines).toEqual(
      await scoreRecipes({ train, test: heldOut, recipes: BASELINE_RECIPES, seed: 1 }),
    );
    expect(scores).toEqual(baselines['nearestPoint']);
  });

  it('repeats for the same seed, whatever order the rows come in', async () => {
    const one = await assessRecipe(ROWS, nearest, {}, { seed: 2 });
    const other = await assessRecipe(ROWS.toReversed(), nearest, {}, { seed: 2 });
    expect(other.scores).toEqual(one.scores);
    expect(other.heldOut).toEqual(one.heldOut);
    expect((await assessRecipe(ROWS, nearest, {}, { seed: 3 })).heldOut).not.toEqual(one.heldOut);
  });

  it('tells the noise floor of all rows, and the time of both fits by the clock that it is given', async () => {
    const times = [0, 1500, 2000, 3000];
    const { noiseFloor, trainSeconds } = await assessRecipe(
      ROWS,
      nearest,
      {},
      {
        seed: 1,
        now: () => times.shift() ?? Number.NaN,
      },
    );
    expect(noiseFloor.throughputTps).toBeCloseTo(0, 9);
    // Replicates of the fixture are 0, 2 and 4 % above the first.
    expect(noiseFloor.latencyMeanMs).toBeGreaterThan(1);
    expect(trainSeconds).toBe(2.5);
  });

  it('reports progress up to the end', async () => {
    const told: number[] = [];
    const recipe: Recipe = {
      ...nearest,
      fit: (rows, options) => {
        options.onProgress?.(1);
        return nearest.fit(rows, options);
      },
    };
    await assessRecipe(ROWS, recipe, {}, { seed: 1, onProgress: (share) => told.push(share) });
    expect(told).toEqual([0.5, 1]);
  });

  it.each([1, 2])('refuses %i points and says what to do', async (count) => {
    const few = gridRows([5, 10].slice(0, count), [50], 4);
    const assessing = assessRecipe(few, nearest, {}, { seed: 1 });
    await expect(assessing).rejects.toThrow(NotEnoughDataError);
    await expect(assessing).rejects.toThrow('measure more settings or send rates');
  });
});
