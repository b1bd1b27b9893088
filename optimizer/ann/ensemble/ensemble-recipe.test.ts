import { beforeAll, describe, expect, it } from 'vitest';
import type { Scores } from '../../domain/model-record.js';
import { BASELINE_RECIPES } from '../evaluation/baseline-recipes.js';
import { scoresOf } from '../evaluation/metrics.js';
import { scoreRecipes } from '../evaluation/score-recipes.js';
import { plainNetwork } from '../plain-network.js';
import type { Recipe } from '../recipe.js';
import { drawnRows } from './ensemble.fixture.js';
import { predictEnsemble } from './ensemble-model.js';
import { ensembleRecipe } from './ensemble-recipe.js';

describe('ensembleRecipe', () => {
  let scores: Record<string, Scores>;
  beforeAll(async () => {
    scores = await scoreRecipes({
      seed: 3,
      train: drawnRows(60, { seed: 21 }),
      // Other points, measured as well as the first.
      test: drawnRows(300, { seed: 22 }),
      recipes: {
        ensemble: ensembleRecipe(),
        plain: plainNetwork(),
        nearest: BASELINE_RECIPES['nearestPoint'] as Recipe,
        cutModel: BASELINE_RECIPES['cutModel'] as Recipe,
      },
    });
  }, 60_000);
  const error = (name: string, output: 'latencyMeanMs' | 'throughputTps') =>
    scores[name]?.[output].medianApePct ?? NaN;

  it('errs by less than 6 % at half of the points that it has not seen, from 60 that it has', () => {
    // 2 % are noise: the median of |error| at 3 %.
    expect(error('ensemble', 'latencyMeanMs')).toBeLessThan(6);
    expect(scores['ensemble']?.latencyP95Ms?.medianApePct).toBeLessThan(7);
    expect(error('ensemble', 'throughputTps')).toBeLessThan(2);
  });

  it.each(['plain', 'nearest', 'cutModel'])('does better than %s', (other) => {
    expect(error('ensemble', 'latencyMeanMs')).toBeLessThan(0.8 * error(other, 'latencyMeanMs'));
    expect(error('ensemble', 'throughputTps')).toBeLessThan(error(other, 'throughputTps'));
  });

  it('does better than its queueing model alone', async () => {
    const { model } = await ensembleRecipe().fit(drawnRows(60, { seed: 21 }), { seed: 3 });
    const unseen = drawnRows(300, { seed: 22, noise: 0 });
    const [both, alone] = [model, { ...model, networks: undefined }].map(
      (each) => scoresOf(unseen, predictEnsemble(each, unseen)).latencyMeanMs.medianApePct,
    );
    expect(both).toBeLessThan(0.8 * (alone ?? NaN));
  });

  it('tells ranges that hold 9 of 10 rounds at points that it has not seen', () => {
    // 60 points leave the share of a fresh sample uncertain by a few of 100.
    const { throughputTps, latencyMeanMs, latencyP95Ms } = scores['ensemble'] as Scores;
    for (const score of [throughputTps, latencyMeanMs, latencyP95Ms]) {
      expect(score?.coverage90Pct).toBeGreaterThan(82);
      expect(score?.coverage90Pct).toBeLessThan(99);
    }
  });
});
