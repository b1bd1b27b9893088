import { afterAll, describe, expect, it } from 'vitest';
import { InfeasibleError } from '../../optimizer/domain/errors.js';
import { plainGoal } from '../../optimizer/domain/goal.js';
import type { Objective } from '../../optimizer/domain/objective.js';
import { judge } from '../../optimizer/research/surface-comparison/optimum.js';
import type { ReplayedSurface } from '../../optimizer/research/surface-comparison/replay.js';
import type { Surface } from '../../optimizer/research/surface-comparison/surface.js';
import { openStrategy } from '../../optimizer/search/strategies.js';
import { say, show, type Cell } from './prediction-tables.js';
import { BUDGETS, recordedSurfaces, scoreReplays, type ReplayScore } from './search-replay.js';

/*
 * How far from the best setting searches end on recorded surfaces, beside the goals. Everything takes about an
 * hour; one surface at one rate: `npm run bench:search -- -t "quiet-network-surface at 60 tps"`.
 */
const OBJECTIVES: readonly Objective[] = ['min-latency', 'max-throughput', 'balanced'];
const SEEDS = Array.from({ length: Number(process.env['GRIDTUNE_BENCH_SEEDS'] ?? 20) }, (_, i) => i + 1);
/** Without thesis-loop, which trains a network each round: who wants it names it. */
const STRATEGIES = (process.env['GRIDTUNE_BENCH_STRATEGIES'] ?? 'gridtune,random,grid,latin-hypercube')
  .split(',')
  .map((name) => name.trim());
/** Median / 90th percentile, in %. */
const GOAL_ROW = ['goal', '-', '10 / 30', '5 / 15', '-', '-'];

/** @returns undefined where no setting keeps the objective's limits. */
function judged(surface: Surface, objective: Objective): ReplayedSurface | undefined {
  const goal = plainGoal(objective);
  try {
    return { surface, goal, judgement: judge(surface, goal) };
  } catch (error) {
    if (!(error instanceof InfeasibleError)) throw error;
    say(error.message);
    return undefined;
  }
}

function rowOf(label: string, { byBudget, secondsAStep }: ReplayScore): Cell[] {
  const figures = byBudget.map(({ median, p90 }) => `${median.toFixed(1)} / ${p90.toFixed(1)}`);
  return [label, ...figures, secondsAStep.toFixed(3)];
}

for (const { name, surfaces } of await recordedSurfaces()) {
  const rows: Cell[][] = [];
  describe(name, () => {
    for (const surface of surfaces) {
      it(`${name} at ${surface.sendRateTps} tps`, async () => {
        for (const objective of OBJECTIVES) {
          const replayed = judged(surface, objective);
          if (!replayed) continue;
          for (const strategy of STRATEGIES) {
            const score = await scoreReplays(await openStrategy(strategy), replayed, SEEDS);
            const row = rowOf(`${surface.sendRateTps} tps, ${objective}, ${strategy}`, score);
            rows.push(row);
            say(`${name}: ${row.join('  ')}`);
            expect(score.byBudget.every(({ median }) => median >= 0)).toBe(true);
          }
        }
      });
    }
    afterAll(() => {
      if (rows.length === 0) return;
      show({
        name: `search-${name}`,
        title: `${name}: regret in % after so many rounds, median / 90th percentile of ${SEEDS.length} searches`,
        header: ['search', ...BUDGETS.map((budget) => `${budget} rounds`), 's a step'],
        rows: [...rows, GOAL_ROW],
      });
    });
  });
}
