import type { DataRow } from '../../dataset/columns.js';
import { inCanonicalOrder } from '../../dataset/rows.js';
import type { Scores } from '../../domain/model-record.js';
import type { FittedModel, FitOptions, Recipe } from '../recipe.js';
import { guardHeldOut } from './held-out-guard.js';
import { holdOutByPoint, type HeldOutSplit } from './held-out-split.js';
import { noiseFloor } from './noise-floor.js';
import { fitTimed, scoreModel, scoreRecipes, type Recipes } from './score-recipes.js';

export interface AssessOptions extends FitOptions {
  /** Milliseconds; for the training time. */
  readonly now?: () => number;
  /** Which rows are held out; by default 15 % of the points. */
  readonly split?: (rows: readonly DataRow[], seed: number) => HeldOutSplit;
}

export interface Assessment<M extends FittedModel = FittedModel> {
  /** The model to use: fitted to all rows (docs/decisions/0004). */
  readonly delivered: M;
  /** What `scores` belong to: fitted by the same recipe, without the held-out rows. */
  readonly scored: M;
  readonly heldOut: readonly DataRow[];
  readonly scores: Scores;
  /** How others do that learnt from the same rows, on the same held-out rows. */
  readonly baselines: Readonly<Record<string, Scores>>;
  /** MAPE in % that no model can be expected to beat, of all rows. */
  readonly noiseFloor: ReturnType<typeof noiseFloor>;
  /** Rows learnt from before scoring, held out, and learnt from in the end. */
  readonly rows: { readonly learn: number; readonly heldOut: number; readonly all: number };
  /** Both fits of the recipe. */
  readonly trainSeconds: number;
}

/** Share of the progress at which the scored model is done. */
const SCORED_SHARE = 0.5;

/**
 * Scores a recipe on points that nothing of it has seen, then fits it to all rows.
 *
 * 15 % of the points are held out. The recipe learns from the rest (weights, scales, calibration and when to
 * stop) and is asked about the inputs of the held-out rows; their figures meet its answers only in the score,
 * and the fit to all rows begins after that.
 * @param rows - usable rows (see `checkRows`), in any order.
 * @param baselines - by the names under which their scores are told.
 * @throws NotEnoughDataError under 3 points; LeakError if `split` lets a held-out row or point be learnt from;
 * CancelledError when `signal` is aborted.
 */
export async function assessRecipe<M extends FittedModel>(
  rows: readonly DataRow[],
  recipe: Recipe<M>,
  baselines: Recipes,
  { now, split = holdOutByPoint, ...options }: AssessOptions,
): Promise<Assessment<M>> {
  const all = inCanonicalOrder(rows);
  const { learn, heldOut } = split(all, options.seed);
  const part = (from: number, share: number): FitOptions => ({
    ...options,
    onProgress: (done) => options.onProgress?.(from + share * done),
  });
  const guarded = guardHeldOut(recipe, heldOut);
  const scored = await fitTimed(guarded, learn, part(0, SCORED_SHARE), now);
  const scores = scoreModel(scored.model, heldOut);
  const others = Object.entries(baselines).map(([name, other]) => [name, guardHeldOut(other, heldOut)]);
  const baselineScores = await scoreRecipes({
    seed: options.seed,
    signal: options.signal,
    train: learn,
    test: heldOut,
    recipes: Object.fromEntries(others),
  });
  const delivered = await fitTimed(recipe, all, part(SCORED_SHARE, 1 - SCORED_SHARE), now);
  return {
    delivered: delivered.model,
    scored: scored.model,
    heldOut,
    scores,
    baselines: baselineScores,
    noiseFloor: noiseFloor(all),
    rows: { learn: learn.length, heldOut: heldOut.length, all: all.length },
    trainSeconds: scored.trainSeconds + delivered.trainSeconds,
  };
}
