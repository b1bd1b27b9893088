import { groupByPoint } from '../../dataset/rows.js';
import type { DataRow } from '../../dataset/columns.js';
import { NotEnoughDataError } from '../../domain/errors.js';
import type { Scores } from '../../domain/model-record.js';
import { shuffled } from '../../domain/random.js';
import type { FitOptions } from '../recipe.js';
import { guardHeldOut } from './held-out-guard.js';
import { holdOutByPoint } from './held-out-split.js';
import { scoreModel, type Recipes } from './score-recipes.js';

/** What one recipe got after learning from so many points. */
export interface LearningCurvePoint {
  readonly recipe: string;
  /** Points learnt from. */
  readonly points: number;
  /** Rows of those points. */
  readonly rows: number;
  /** Drew which points, and whatever is random in the recipe. */
  readonly seed: number;
  readonly scores: Scores;
}

export interface LearningCurveOptions extends FitOptions {
  readonly recipes: Recipes;
  /** Draws of points for each size; the first uses `seed`, the next `seed + 1` and so on. Default 3. */
  readonly draws?: number;
}

const FEWEST_POINTS = 5;
const DRAWS = 3;

/**
 * Error against the number of training points: 5, 10, 20, 40 and so on up to all of them. Each draw orders
 * the points anew and every size takes the first of them, so that a larger part holds the smaller ones.
 * A recipe that refuses a size as too small has no entry for it.
 * @param train - rows to learn from; @param test - rows of other points, the same for every size.
 * @throws LeakError if a point of `test` is to be learnt from; CancelledError.
 */
export async function learningCurve(
  train: readonly DataRow[],
  test: readonly DataRow[],
  { recipes, draws = DRAWS, ...options }: LearningCurveOptions,
): Promise<LearningCurvePoint[]> {
  const jobs = Array.from({ length: draws }, (_, draw) => options.seed + draw).flatMap((seed) =>
    partsOf(train, seed).map((part) => ({ ...part, test, seed })),
  );
  return scoreParts(jobs, recipes, options);
}

/** As {@link learningCurve}, of rows of which each draw holds 15 % of the points out for itself. */
export async function heldOutLearningCurve(
  rows: readonly DataRow[],
  { recipes, draws = DRAWS, ...options }: LearningCurveOptions,
): Promise<LearningCurvePoint[]> {
  const jobs = Array.from({ length: draws }, (_, draw) => options.seed + draw).flatMap((seed) => {
    const { learn, heldOut } = holdOutByPoint(rows, seed);
    return partsOf(learn, seed).map((part) => ({ ...part, test: heldOut, seed }));
  });
  return scoreParts(jobs, recipes, options);
}

interface Part {
  readonly points: number;
  readonly rows: readonly DataRow[];
}

/** Doubling numbers of points, and all of them. */
function partsOf(rows: readonly DataRow[], seed: number): Part[] {
  const order = shuffled([...groupByPoint(rows).keys()].toSorted(), seed);
  const sizes: number[] = [];
  for (let size = FEWEST_POINTS; size < order.length; size *= 2) sizes.push(size);
  return [...sizes, order.length].map((points) => {
    const wanted = new Set(order.slice(0, points));
    return { points, rows: rows.filter(({ pointId }) => wanted.has(pointId)) };
  });
}

type Job = Part & { readonly test: readonly DataRow[]; readonly seed: number };

async function scoreParts(
  jobs: readonly Job[],
  recipes: Recipes,
  { signal, onProgress }: Omit<FitOptions, 'seed'>,
): Promise<LearningCurvePoint[]> {
  const curve: LearningCurvePoint[] = [];
  for (const [done, job] of jobs.entries()) {
    onProgress?.(done / jobs.length);
    curve.push(...(await scorePart(job, recipes, signal)));
  }
  onProgress?.(1);
  return curve;
}

async function scorePart(
  { points, rows, test, seed }: Job,
  recipes: Recipes,
  signal: AbortSignal | undefined,
): Promise<LearningCurvePoint[]> {
  const scored: LearningCurvePoint[] = [];
  for (const [name, recipe] of Object.entries(recipes)) {
    try {
      const model = await guardHeldOut(recipe, test).fit(rows, { seed, signal });
      scored.push({ recipe: name, points, rows: rows.length, seed, scores: scoreModel(model, test) });
    } catch (error) {
      // Too few points for this recipe: the curve begins where it can learn.
      if (!(error instanceof NotEnoughDataError)) throw error;
    }
  }
  return scored;
}

const CSV_COLUMNS: readonly (readonly [
  string,
  (point: LearningCurvePoint) => string | number | undefined,
])[] = [
  ['recipe', ({ recipe }) => recipe],
  ['points', ({ points }) => points],
  ['rows', ({ rows }) => rows],
  ['seed', ({ seed }) => seed],
  ['throughput_mape_pct', ({ scores }) => scores.throughputTps.mapePct],
  ['throughput_median_ape_pct', ({ scores }) => scores.throughputTps.medianApePct],
  ['latency_avg_mape_pct', ({ scores }) => scores.latencyMeanMs.mapePct],
  ['latency_avg_median_ape_pct', ({ scores }) => scores.latencyMeanMs.medianApePct],
  ['latency_p95_mape_pct', ({ scores }) => scores.latencyP95Ms?.mapePct],
  ['latency_p95_median_ape_pct', ({ scores }) => scores.latencyP95Ms?.medianApePct],
];

/** A header, then one line a recipe, size and draw; a cell is empty where there is no score. */
export function learningCurveCsv(curve: readonly LearningCurvePoint[]): string {
  const lines = curve.map((point) => CSV_COLUMNS.map(([, valueOf]) => String(valueOf(point) ?? '')));
  return [CSV_COLUMNS.map(([name]) => name), ...lines].map((cells) => `${cells.join(',')}\n`).join('');
}
