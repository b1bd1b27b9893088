import type { components, operations } from '../client/schema.js';

/** What the service answers and is asked, by the names that the page has for it. */

type Schemas = components['schemas'];
type BodyOf<O> = O extends { requestBody: { content: { 'application/json': infer B } } } ? B : never;

/** Of what never reached the service there is less to tell. */
export type Problem = Pick<Schemas['Problem'], 'title' | 'status' | 'detail' | 'code' | 'retry'> &
  Partial<Pick<Schemas['Problem'], 'requestId' | 'faults'>>;
export type Me = Schemas['Me'];
export type Job = Schemas['Job'];
export type NetworkView = Schemas['Network'];
export type LiveLoadView = Schemas['LiveLoad'];

export type PlanView = Schemas['PlanSummary'];
export type PlanPreview = Schemas['PlanPreview'];
export type SweepEntry = Schemas['SweepSummary'];
export type SweepView = Schemas['Sweep'];
export type SweepPoint = SweepView['points'][number];

export type ModelEntry = Schemas['ModelEntry'];
export type FitView = Schemas['ModelFit'];
export const FIGURE_NAMES = ['throughputTps', 'latencyMeanMs', 'latencyP95Ms'] as const;
export type FigureName = (typeof FIGURE_NAMES)[number];

export type PredictionAsk = BodyOf<operations['predict']>;
export type PredictionView = Schemas['Prediction'];
export type SurfaceView = Schemas['PredictionSurface'];
/** Row by row of counts, each with one cell a timeout. */
export type SurfaceFigure = SurfaceView['throughputTps'];

export type RecommendationAsk = BodyOf<operations['recommend']>;
/** A recommendation without what it rests on. */
export type RecommendationEntry = Schemas['RecommendationEntry'];

export type ApplyAsk = BodyOf<operations['apply']>;
export type RollbackAsk = BodyOf<operations['rollBack']>;
/** How live transactions are watched after a change. */
export type WatchRequest = NonNullable<ApplyAsk['watch']>;
export type Application = Schemas['Application'];
export type ApplicationDetail = Schemas['ApplicationDetail'];
export type Verification = Schemas['Verification'];
/** What a change would do; nothing was sent. */
export type ChangePreview = Schemas['ChangePreview'];

export type ProposalSummary = Schemas['ProposalSummary'];
/** What `gridtune proposal sign` writes. */
export type SignedFile = Schemas['SignedFile'];
export type ProposalDetail = Schemas['Proposal'];

export type ComparisonAsk = BodyOf<operations['startComparison']>;
export type ComparisonSummary = Schemas['ComparisonSummary'];

export type AuditPage = Schemas['Audit'];
export type AuditedRecord = Schemas['AuditedRecord'];

export type ScheduleView = Schemas['Schedule'];
export type ScheduleBody = Schemas['ScheduleBody'];
export type WebhookView = Schemas['Webhook'];
export type WebhookBody = Schemas['WebhookBody'];
/** A token without its secret. */
export type TokenView = Schemas['Token'];

/** A page of a list, the newest first. */
export interface PageOf<T> {
  readonly items: readonly T[];
  readonly total: number;
  readonly next?: string;
}

export interface PageQuery {
  readonly limit?: number;
  readonly after?: string;
}
