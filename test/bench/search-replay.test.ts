import { describe, expect, it } from 'vitest';
import { replayedOf } from '../../optimizer/research/surface-comparison/surface.fixture.js';
import type { Strategy } from '../../optimizer/search/strategy.js';
import { BUDGETS, recordedSurfaces, scoreReplays } from './search-replay.js';

it('finds every recorded surface with all its rates', async () => {
  const surfaces = new Map((await recordedSurfaces()).map(({ name, surfaces: found }) => [name, found]));
  const embedded = surfaces.get('embedded-network-surface') ?? [];
  expect(embedded.map(({ sendRateTps }) => sendRateTps)).toEqual([30, 60, 120, 160]);
  for (const { cells } of embedded) expect(cells).toHaveLength(7 * 6);
  for (const found of surfaces.values()) expect(found.length).toBeGreaterThan(0);
});

/** Recommends the first cell until round 10, the second, which is the best, until 30, then the third. */
function scripted(name: string) {
  const budgets: number[] = [];
  const strategy: Strategy = {
    name,
    next: async ({ budget }, trials) => {
      if (trials.length === 0) budgets.push(budget);
      return { kind: 'measure', candidate: 0 };
    },
    recommend: async (_, { length }) => [10, 30].filter((rounds) => length >= rounds).length,
  };
  return { strategy, budgets };
}
/** Regrets 100, 0 and 400 %. */
const replayed = replayedOf([[200], [100], [500]]);

describe('scoreReplays', () => {
  it('reads regret after each budget out of one run a seed', async () => {
    const { strategy, budgets } = scripted('own');
    const { byBudget, secondsAStep } = await scoreReplays(strategy, replayed, [1, 2]);
    expect(byBudget.map(({ budget }) => budget)).toEqual([...BUDGETS]);
    expect(byBudget.map(({ median }) => median)).toEqual([100, 0, 0, 400]);
    expect(byBudget.map(({ p90 }) => p90)).toEqual([100, 0, 0, 400]);
    expect(budgets).toEqual([40, 40]);
    expect(secondsAStep).toBeGreaterThan(0);
  });

  it('lets a strategy that lays its rounds out know each budget', async () => {
    const { strategy, budgets } = scripted('latin-hypercube');
    const { byBudget } = await scoreReplays(strategy, replayed, [1]);
    expect(budgets).toEqual([...BUDGETS]);
    expect(byBudget.map(({ median }) => median)).toEqual([100, 0, 0, 400]);
  });
});
