import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { numbersOf } from '../../optimizer/dataset/imported-columns.js';
import { readResultsFile } from '../../optimizer/dataset/results-file.js';
import type { ResultsTable } from '../../optimizer/domain/dataset.js';
import { median, quantile } from '../../optimizer/domain/statistics.js';
import { runReplay, type ReplayedSurface } from '../../optimizer/research/surface-comparison/replay.js';
import { surfaceFrom, type Surface } from '../../optimizer/research/surface-comparison/surface.js';
import type { Strategy } from '../../optimizer/search/strategy.js';

/** Rounds after which regret is read. */
export const BUDGETS = [8, 12, 25, 40] as const;
export type Budget = (typeof BUDGETS)[number];
const MOST_ROUNDS = Math.max(...BUDGETS);

/** Strategies that lay their rounds out for the budget they are given: what they did by then is no such design. */
const LAID_OUT: ReadonlySet<string> = new Set(['latin-hypercube']);

const DATASETS = fileURLToPath(new URL('../../datasets/', import.meta.url));

/** One recorded surface at each of its rates. */
export interface RecordedSurface {
  /** The file's name without `.csv`. */
  readonly name: string;
  /** By rising rate. */
  readonly surfaces: readonly Surface[];
}

/** Every `*-surface.csv` among the datasets. */
export async function recordedSurfaces(folder = DATASETS): Promise<RecordedSurface[]> {
  const files = (await readdir(folder)).filter((file) => file.endsWith('-surface.csv')).toSorted();
  return Promise.all(
    files.map(async (file) => {
      const { table } = await readResultsFile(path.join(folder, file));
      const name = path.basename(file, '.csv');
      return { name, surfaces: ratesOf(table).map((rate) => surfaceFrom({ name, table }, rate)) };
    }),
  );
}

function ratesOf(table: ResultsTable): number[] {
  return [...new Set(numbersOf(table, 'send_rate_tps'))].toSorted((a, b) => a - b);
}

/** How one strategy does on one surface with one goal, over the seeds. Regret in % of the best setting's value. */
export interface ReplayScore {
  readonly byBudget: readonly { readonly budget: Budget; readonly median: number; readonly p90: number }[];
  /** To say what to measure next and what to recommend. */
  readonly secondsAStep: number;
}

/** Replays with every seed: once, read after each budget; those that lay their rounds out, once a budget. */
export async function scoreReplays(
  strategy: Strategy,
  replayed: ReplayedSurface,
  seeds: readonly number[],
): Promise<ReplayScore> {
  const runs = LAID_OUT.has(strategy.name)
    ? BUDGETS.map((budget) => ({ rounds: budget, read: [budget] }))
    : [{ rounds: MOST_ROUNDS, read: BUDGETS }];
  const regrets = new Map<Budget, number[]>();
  const began = performance.now();
  let steps = 0;
  for (const seed of seeds) {
    for (const { rounds, read } of runs) {
      const { regretPct, measured } = await runReplay(strategy, replayed, { budget: rounds, seed });
      steps += measured;
      for (const budget of read) {
        regrets.set(budget, [...(regrets.get(budget) ?? []), regretPct[budget - 1] ?? NaN]);
      }
    }
  }
  return {
    byBudget: BUDGETS.map((budget) => {
      const values = regrets.get(budget) ?? [];
      return { budget, median: median(values), p90: quantile(values, 0.9) };
    }),
    secondsAStep: (performance.now() - began) / 1000 / steps,
  };
}
