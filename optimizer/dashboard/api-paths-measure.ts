import type { Plan } from '../domain/plan.js';
import type { IntervalPrediction } from '../domain/prediction.js';
import type { ModelRecord } from '../domain/model-record.js';
import type { Job } from '../domain/job.js';
import type { Round } from '../domain/round.js';
import type { OrdererSettings } from '../domain/settings.js';
import type { ById, PageOf, PageQuery, Read, Write, WriteOf } from './api-types.js';

/** Network, plans, sweeps, results, models and predictions. */
export interface MeasurePaths {
  '/models': { get: Read<PageOf<ModelRecord>, undefined, PageQuery> };
  '/models/{id}': { get: Read<ModelRecord, ById> };
  '/models/{id}/promotion': { post: Write<unknown, ById> };
  '/models/{id}/retirement': { post: Write<unknown, ById> };
  '/results': { get: Read<PageOf<Round>, undefined, PageQuery & { sweepId?: string; sendRateTps?: number }> };
  '/predictions': {
    post: WriteOf<{ settings: OrdererSettings; sendRateTps: number }, { predicted: IntervalPrediction }>;
  };
  '/sweeps': { post: WriteOf<{ plan: string | Plan; skipDead?: boolean }, Job> };
}
