import type { Goal } from '../../domain/goal.js';
import { describeLimit } from '../../domain/goal.js';
import type { Comparison } from './comparison.js';
import type { JudgedCell } from './optimum.js';
import type { Surface } from './surface.js';

export interface DocumentParts {
  readonly surface: Surface;
  /** SHA-256 of the surface's file. */
  readonly sha256: string;
  readonly goal: Goal;
  readonly budget: number;
  readonly seeds: readonly number[];
  readonly comparison: Comparison;
  /** What makes this comparison again. */
  readonly command: string;
}

/** The comparison as machines read it: percentages of the best setting's value, rounds, ms and tps. */
export function comparisonDocument(parts: DocumentParts) {
  const { surface, sha256, goal, budget, seeds, comparison, command } = parts;
  const { judgement, summaries, differences } = comparison;
  const { cells, name, sendRateTps } = surface;
  const replicates = cells.map(({ rounds }) => rounds.length);
  return {
    budget,
    seeds: seeds.length,
    optimum: optimumDocument(judgement.optimum),
    strategies: Object.fromEntries([...summaries].map(([key, summary]) => [camelCase(key), summary])),
    /** Regret of one strategy minus that of each other, at the end of the budget. */
    pairedDifferences: {
      of: camelCase(differences.of),
      minus: Object.fromEntries(
        [...differences.minus].map(([key, difference]) => [camelCase(key), difference]),
      ),
    },
    sendRateTps,
    goal: { ...goal, limits: goal.limits.map(describeLimit) },
    surface: {
      file: name,
      sha256,
      cells: cells.length,
      feasibleCells: judgement.cells.filter(({ objective }) => objective !== undefined).length,
      rows: replicates.reduce((sum, count) => sum + count, 0),
      replicates: { least: Math.min(...replicates), most: Math.max(...replicates) },
    },
    seedList: seeds,
    warnings: surface.warnings,
    command,
  };
}
export type ComparisonDocument = ReturnType<typeof comparisonDocument>;

function optimumDocument({ input, medians, objective }: JudgedCell & { readonly objective: number }) {
  const { maxMessageCount, batchTimeoutMs, preferredMaxBytes, absoluteMaxBytes } = input;
  return { maxMessageCount, batchTimeoutMs, preferredMaxBytes, absoluteMaxBytes, objective, medians };
}

/** `latin-hypercube` as `latinHypercube`. */
export function camelCase(name: string): string {
  return name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** One line a search and round: what was recommended then was so much worse than the best. */
export function regretCsv({ replays }: Pick<Comparison, 'replays'>): string {
  const lines = replays.flatMap(({ strategy, seed, regretPct }) =>
    regretPct.map((regret, index) => [strategy, seed, index + 1, regret].join(',')),
  );
  return `${['strategy,seed,trial,regret_pct', ...lines].join('\n')}\n`;
}
