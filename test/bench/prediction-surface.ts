import { fileURLToPath } from 'node:url';
import { inputsOnly } from '../../optimizer/ann/evaluation/inputs-only.js';
import { usableRowsOf } from '../../optimizer/ann/evaluation/results-rows.js';
import type { Recipe } from '../../optimizer/ann/recipe.js';
import type { DataRow } from '../../optimizer/dataset/columns.js';
import { groupByPoint } from '../../optimizer/dataset/rows.js';
import { shuffled } from '../../optimizer/domain/random.js';
import { median, quantile } from '../../optimizer/domain/statistics.js';
import { centreOf } from './network-simulation-rows.js';

/** The recorded surface of a live network; datasets/README.md tells how it came about. */
export const SURFACE_FILE = fileURLToPath(
  new URL('../../datasets/quiet-network-surface.csv', import.meta.url),
);

/** The rounds of each cell: one combination of count, timeout and rate. */
export async function surfaceCells(): Promise<readonly (readonly DataRow[])[]> {
  const { rows } = await usableRowsOf(SURFACE_FILE);
  return [...groupByPoint(rows).values()];
}

/**
 * Learns from all rounds of `count` cells and predicts the others.
 * @returns the median of how many % the predicted mean latency is off the median of each cell's rounds.
 */
export async function surfaceError(
  recipe: Recipe,
  cells: readonly (readonly DataRow[])[],
  { count, draw }: { readonly count: number; readonly draw: number },
): Promise<number> {
  const order = shuffled(cells, draw);
  const model = await recipe.fit(order.slice(0, count).flat(), { seed: draw });
  const centres = order.slice(count).map(centreOf);
  const answers = model.predict(inputsOnly(centres));
  return median(
    centres.map(({ latencyMeanMs }, place) => {
      const predicted = answers[place]?.latencyMeanMs ?? Number.NaN;
      return (100 * Math.abs(predicted - latencyMeanMs)) / latencyMeanMs;
    }),
  );
}

/** How far two replicates of a cell are apart, in % of their mean: quartiles over the cells. */
export function replicateSpread(
  cells: readonly (readonly DataRow[])[],
  output: 'latencyMeanMs' | 'throughputTps',
): { readonly lower: number; readonly middle: number; readonly upper: number } {
  const spreads = cells.flatMap(([first, second]) => {
    if (!first || !second) return [];
    const [a, b] = [first[output], second[output]];
    return [(200 * Math.abs(a - b)) / (a + b)];
  });
  return {
    lower: quantile(spreads, 0.25),
    middle: quantile(spreads, 0.5),
    upper: quantile(spreads, 0.75),
  };
}

/**
 * The median error, in %, of a model that knows the true mean of every cell, against the mean of two replicates.
 * Where replicates vary by s, their difference does by s * sqrt(2) and the error of their mean by s / sqrt(2):
 * half as much.
 */
export function surfaceFloor(cells: readonly (readonly DataRow[])[]): number {
  return replicateSpread(cells, 'latencyMeanMs').middle / 2;
}
