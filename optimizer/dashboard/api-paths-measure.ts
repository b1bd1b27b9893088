import type { Job } from '../domain/job.js';
import type { Workload } from '../domain/load.js';
import type { ModelRecord } from '../domain/model-record.js';
import type { Round } from '../domain/round.js';
import type { ById, PageOf, PageQuery, Read, Write, WriteOf } from './api-types.js';
import type {
  FitView,
  LiveLoadView,
  ModelEntry,
  NetworkView,
  PlanPreview,
  PlanView,
  PredictionAsk,
  PredictionView,
  SurfaceView,
  SweepEntry,
  SweepView,
} from './api-views-measure.js';

/** Network, plans, sweeps, results, models and predictions. */
export interface MeasurePaths {
  '/network': { get: Read<NetworkView> };
  '/network/live': { get: Read<LiveLoadView> };
  '/plans': { get: Read<PageOf<PlanView>, undefined, PageQuery> };
  '/plans/preview': { post: WriteOf<{ plan: string; skipDead?: boolean }, PlanPreview> };
  '/sweeps': {
    get: Read<PageOf<SweepEntry>, undefined, PageQuery>;
    post: WriteOf<{ plan: string; skipDead?: boolean }, Job>;
  };
  '/sweeps/{id}': { get: Read<SweepView, ById> };
  '/sweeps/{id}/resumption': { post: Write<Job, ById> };
  '/results': { get: Read<PageOf<Round>, undefined, PageQuery & { sweepId?: string; kind?: Round['kind'] }> };
  '/datasets': {
    get: Read<PageOf<{ readonly name: string; readonly rows: number }>, undefined, PageQuery>;
  };
  '/models': {
    get: Read<PageOf<ModelEntry>, undefined, PageQuery & { status?: ModelEntry['status'] }>;
    post: WriteOf<{ datasets?: string[]; seed?: number }, Job>;
  };
  '/models/{id}': { get: Read<ModelRecord, ById> };
  '/models/{id}/fit': { get: Read<FitView, ById> };
  '/models/{id}/promotion': { post: Write<unknown, ById> };
  '/models/{id}/retirement': { post: Write<unknown, ById> };
  '/predictions': { post: WriteOf<PredictionAsk, PredictionView> };
  '/predictions/surface': {
    post: WriteOf<{ sendRateTps: number; modelId?: string; workload?: Workload }, SurfaceView>;
  };
}
