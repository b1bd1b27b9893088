import { describe, expect, it } from 'vitest';
import type { DataRow } from '../../dataset/columns.js';
import { gridRows } from '../../dataset/round.fixture.js';
import { NotEnoughDataError } from '../../domain/errors.js';
import type { Recipe } from '../recipe.js';
import { BASELINE_RECIPES } from './baseline-recipes.js';
import { LeakError } from './held-out-guard.js';
import { heldOutLearningCurve, learningCurve, learningCurveCsv } from './learning-curve.js';

const GRID = gridRows([4, 8, 16, 32, 64], [50, 100, 200, 400, 800], 2); // 25 points
const TEST = gridRows([11, 45], [70, 300]).map((row) => ({ ...row, pointId: `test-${row.pointId}` }));
const nearestPoint = BASELINE_RECIPES['nearestPoint'] as Recipe;

function recorder(seen: (readonly DataRow[])[]): Recipe {
  return {
    name: 'recorder',
    fit: (rows, options) => {
      seen.push(rows);
      return nearestPoint.fit(rows, options);
    },
  };
}

const pointsOf = (rows: readonly DataRow[]) => [...new Set(rows.map(({ pointId }) => pointId))];

describe('learningCurve', () => {
  it('learns from 5, 10, 20 and all points, several times, the smaller parts inside the larger', async () => {
    const seen: (readonly DataRow[])[] = [];
    const curve = await learningCurve(GRID, TEST, { seed: 7, draws: 2, recipes: { some: recorder(seen) } });
    expect(curve.map(({ recipe, seed, points, rows }) => [recipe, seed, points, rows])).toEqual(
      [7, 8].flatMap((seed) => [5, 10, 20, 25].map((points) => ['some', seed, points, 2 * points])),
    );
    const [five = [], ten = []] = seen.map(pointsOf);
    expect(five.every((point) => ten.includes(point))).toBe(true);
    expect(pointsOf(seen[4] ?? [])).not.toEqual(five);
  });

  it('comes closer with more points', async () => {
    const curve = await learningCurve(GRID, TEST, { seed: 1, draws: 12, recipes: { nearestPoint } });
    const errorAt = (points: number) =>
      curve
        .filter((each) => each.points === points)
        .reduce((sum, { scores }) => sum + scores.latencyMeanMs.mapePct, 0);
    expect(errorAt(25)).toBeLessThan(0.9 * errorAt(5));
  });

  it('leaves out a size that a recipe refuses as too small, and nothing else', async () => {
    const choosy: Recipe = {
      name: 'choosy',
      fit: (rows, options) =>
        rows.length < 20 ? Promise.reject(new NotEnoughDataError('more')) : nearestPoint.fit(rows, options),
    };
    const curve = await learningCurve(GRID, TEST, { seed: 1, draws: 1, recipes: { choosy, nearestPoint } });
    expect(curve.map(({ recipe, points }) => `${recipe} ${points}`)).toEqual([
      'nearestPoint 5',
      ...[10, 20, 25].flatMap((points) => [`choosy ${points}`, `nearestPoint ${points}`]),
    ]);
    const broken: Recipe = { name: 'broken', fit: () => Promise.reject(new RangeError('broken')) };
    await expect(learningCurve(GRID, TEST, { seed: 1, recipes: { broken } })).rejects.toThrow(RangeError);
  });

  it('refuses test rows of points that are learnt from', async () => {
    const curve = learningCurve(GRID, GRID.slice(0, 2), { seed: 1, recipes: { nearestPoint } });
    await expect(curve).rejects.toThrow(LeakError);
  });

  it('takes the few points that there are', async () => {
    const few = GRID.slice(0, 6);
    const curve = await learningCurve(few, TEST, { seed: 1, draws: 1, recipes: { nearestPoint } });
    expect(curve.map(({ points }) => points)).toEqual([3]);
  });
});

it('holds points out anew for each draw where there is one set of rows', async () => {
  const seen: (readonly DataRow[])[] = [];
  await heldOutLearningCurve(GRID, { seed: 1, draws: 2, recipes: { some: recorder(seen) } });
  // 4 of 25 points are held out.
  expect(seen.map((rows) => pointsOf(rows).length)).toEqual([5, 10, 20, 21, 5, 10, 20, 21]);
  expect(pointsOf(seen[3] ?? []).toSorted()).not.toEqual(pointsOf(seen[7] ?? []).toSorted());
});

it('writes one line a recipe, size and draw, with an empty cell for a score that there is none of', async () => {
  const curve = await learningCurve(GRID.slice(0, 6), TEST, { seed: 1, draws: 1, recipes: { nearestPoint } });
  const [header = '', line = '', end] = learningCurveCsv(curve).split('\n');
  expect(header.split(',').slice(0, 5)).toEqual(['recipe', 'points', 'rows', 'seed', 'throughput_mape_pct']);
  expect(line.split(',').slice(0, 4)).toEqual(['nearestPoint', '3', '6', '1']);
  expect(line.split(',')).toHaveLength(header.split(',').length);
  expect(line.endsWith(',,')).toBe(true);
  expect(end).toBe('');
});
