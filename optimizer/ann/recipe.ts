import type { DataRow, ModelInput } from '../dataset/columns.js';
import type { Prediction } from '../domain/objective.js';
import type { IntervalPrediction } from '../domain/prediction.js';

export interface FitOptions {
  /** Draws whatever is random; the same rows and seed give the same model. */
  readonly seed: number;
  readonly signal?: AbortSignal | undefined;
  /** Share done, 0 to 1, now and then and at the end. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/** What a predictor answers at the least; those that know their error answer with intervals. */
export type Answer = (Prediction & { readonly latencyP95Ms?: number | undefined }) | IntervalPrediction;

/** Something fitted to rows that can be asked about others. Holds nothing that must be disposed of. */
export interface FittedModel {
  /** Name and shape, where they are known only once it is fitted. */
  readonly name?: string;
  /** @returns one answer a point, in the same order, from one pass over all of them. */
  predict(points: readonly ModelInput[]): readonly Answer[];
}

/**
 * A way to make a predictor of rows: the networks and every baseline stand behind this, so that one procedure
 * scores them all. Whatever is learnt (scales, weights, calibration, when to stop) is learnt from `rows`.
 */
export interface Recipe<M extends FittedModel = FittedModel> {
  /** Name and shape, such as `feed-forward 3-20-2`. */
  readonly name: string;
  fit(rows: readonly DataRow[], options: FitOptions): Promise<M>;
}
