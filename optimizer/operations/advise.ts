import type { ModelRecord } from '../domain/model-record.js';
import type { LearntRows } from '../recommender/learnt-rows.js';
import { recommend } from '../recommender/recommend.js';
import { requestOn, type InForce, type Wanted } from '../recommender/recommend-from-store.js';
import { recommendSchedule, type Stretch } from '../recommender/schedule.js';
import type { PredictIntervals } from '../recommender/survey.js';
import type { OpenedModel } from './opened-models.js';

/** One setting for all periods, or settings for each of them. */
export type Manner = 'robust' | 'schedule';

/** All that an answer follows from. */
export interface Question {
  readonly manner: Manner;
  readonly model: ModelRecord;
  readonly learnt: LearntRows;
  /** The same only for the same rows. */
  readonly learntKey: string;
  readonly wanted: Wanted;
  readonly inForce: InForce;
}

/** @throws NotEnoughDataError, InfeasibleError; ModelFileError where the model is opened for it */
export type Advise = (question: Question, opened: OpenedModel) => Promise<readonly Stretch[]>;

/** Takes some 30 ms for each rate. */
export function answered(
  { manner, model, learnt, wanted, inForce }: Question,
  predict: PredictIntervals,
): readonly Stretch[] {
  const request = requestOn(learnt, wanted, inForce, { model, predict });
  if (manner === 'schedule') return recommendSchedule(request);
  return [{ periods: request.periods, recommendation: recommend(request) }];
}

/** In the thread that asks. */
export const adviseHere: Advise = async (question, { predictor }) => answered(question, predictor.predict);
