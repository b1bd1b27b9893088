import { describe, expect, it } from 'vitest';
import { ensembleRecipe } from '../../optimizer/ann/ensemble/ensemble-recipe.js';
import { mean } from '../../optimizer/domain/statistics.js';
import { recipesWith } from './prediction-protocol.js';
import { replicateSpread, surfaceCells, surfaceError, surfaceFloor } from './prediction-surface.js';
import { say, show } from './prediction-tables.js';

/** Cells to learn from, and the goals on a quieter machine than the one that this was recorded on. */
const SIZES = [
  { count: 8, goal: 20 },
  { count: 25, goal: 13 },
  { count: 60, goal: 10 },
  { count: 100, goal: 8 },
] as const;
const DRAWS = 8;

describe('surface', () => {
  it('is predicted from some of its cells, told beside its noise', async () => {
    const cells = await surfaceCells();
    const errors = new Map<string, number[][]>();
    for (const [name, recipe] of Object.entries(recipesWith(ensembleRecipe()))) {
      const bySize: number[][] = [];
      for (const { count } of SIZES) {
        const drawn: number[] = [];
        for (let draw = 1; draw <= DRAWS; draw += 1) {
          drawn.push(await surfaceError(recipe, cells, { count, draw }));
        }
        bySize.push(drawn);
        say(`${name}, ${count} cells: ${mean(drawn).toFixed(1)} %`);
      }
      errors.set(name, bySize);
    }
    const floor = surfaceFloor(cells);
    show({
      name: 'surface',
      title: `Live surface: median absolute error of mean latency in % on the other cells, mean (least to greatest) of ${DRAWS} draws`,
      header: ['recipe', ...SIZES.map(({ count }) => `${count} cells`)],
      rows: [
        ...[...errors].map(([name, bySize]) => [name, ...bySize.map(rangeText)]),
        ['goal (quiet machine)', ...SIZES.map(({ goal }) => goal)],
        ['noise floor', ...SIZES.map(() => floor)],
      ],
    });
    show({
      name: 'surface-replicates',
      title: 'Live surface: how far the two replicates of a cell are apart, % of their mean',
      header: ['figure', 'lower quartile', 'median', 'upper quartile'],
      rows: (['latencyMeanMs', 'throughputTps'] as const).map((output) => {
        const { lower, middle, upper } = replicateSpread(cells, output);
        return [output, lower, middle, upper];
      }),
    });
    expect([...errors.values()].flat(2).every((error) => error > 0)).toBe(true);
  });
});

function rangeText(drawn: readonly number[]): string {
  return `${mean(drawn).toFixed(1)} (${Math.min(...drawn).toFixed(1)} to ${Math.max(...drawn).toFixed(1)})`;
}
