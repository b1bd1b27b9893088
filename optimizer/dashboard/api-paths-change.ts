import type { AuditRecord } from '../domain/audit.js';
import type { Job } from '../domain/job.js';
import type { Recommendation } from '../domain/recommendation.js';
import type { Delivery } from '../domain/webhook.js';
import type { Role } from '../domain/actor.js';
import type { ById, PageOf, PageQuery, Read, Write, WriteOf } from './api-types.js';
import type {
  Application,
  ApplicationDetail,
  ApplyAsk,
  AuditPage,
  ChangePreview,
  ComparisonAsk,
  ComparisonDetail,
  ComparisonSummary,
  ProposalDetail,
  ProposalSummary,
  RecommendationAsk,
  RecommendationEntry,
  RollbackAsk,
  ScheduleBody,
  ScheduleView,
  TokenView,
  Watched,
  WebhookBody,
  WebhookView,
} from './api-views-change.js';

/** Recommendations, applications, proposals, comparisons, audit, schedules and tokens. */
export interface ChangePaths extends AutomationPaths {
  '/recommendations': {
    get: Read<PageOf<RecommendationEntry>, undefined, PageQuery>;
    post: WriteOf<RecommendationAsk, Recommendation>;
  };
  '/recommendations/{id}': { get: Read<Recommendation, ById> };
  '/applications': {
    get: Read<PageOf<Application>, undefined, PageQuery & { because?: string }>;
    post: WriteOf<ApplyAsk & Watched, Job>;
  };
  '/applications/preview': { post: WriteOf<ApplyAsk & { sendRateTps?: number }, ChangePreview> };
  '/applications/{id}': { get: Read<ApplicationDetail, ById> };
  '/rollbacks': { post: WriteOf<RollbackAsk & Watched, Job> };
  '/rollbacks/preview': { post: WriteOf<RollbackAsk, ChangePreview> };
  '/verifications': { post: WriteOf<{ applicationId: string; pairs?: number; seconds?: number }, Job> };
  '/proposals': {
    get: Read<PageOf<ProposalSummary>, undefined, PageQuery>;
    post: WriteOf<ApplyAsk & { sign?: boolean }, ProposalDetail>;
  };
  '/proposals/{id}': { get: Read<ProposalDetail, ById> };
  '/proposals/{id}/signatures': { post: WriteOf<object, ProposalDetail, ById> };
  '/proposals/{id}/submission': { post: Write<Job, ById> };
  '/proposals/{id}/withdrawal': { post: Write<ProposalDetail, ById> };
  '/comparisons': {
    get: Read<PageOf<ComparisonSummary>, undefined, PageQuery>;
    post: WriteOf<ComparisonAsk, Job>;
  };
  '/datasets': { get: Read<PageOf<{ readonly name: string }>, undefined, PageQuery> };
  '/comparisons/{id}': { get: Read<ComparisonDetail, ById> };
  '/audit': { get: Read<AuditPage, undefined, PageQuery & AuditFilter & { ledger?: 'true' | 'false' }> };
  '/audit/service': { get: Read<PageOf<AuditRecord>, undefined, PageQuery & AuditFilter> };
}

interface AuditFilter {
  readonly subject?: string;
  readonly action?: string;
}

/** What the service does by itself, and who may ask it. */
interface AutomationPaths {
  '/schedules': {
    get: Read<PageOf<ScheduleView>, undefined, PageQuery>;
    post: WriteOf<ScheduleBody, ScheduleView>;
  };
  '/schedules/{id}': {
    put: WriteOf<ScheduleBody, ScheduleView, ById>;
    delete: Write<undefined, ById>;
  };
  '/schedules/{id}/runs': { post: Write<ScheduleView, ById> };
  '/webhooks': {
    get: Read<PageOf<WebhookView>, undefined, PageQuery>;
    post: WriteOf<WebhookBody, WebhookView>;
  };
  '/webhooks/{id}': {
    put: WriteOf<WebhookBody, WebhookView, ById>;
    delete: Write<undefined, ById>;
  };
  '/webhooks/{id}/deliveries': { get: Read<PageOf<Omit<Delivery, 'version'>>, ById, PageQuery> };
  '/webhooks/{id}/test': { post: Write<unknown, ById> };
  '/tokens': {
    get: Read<PageOf<TokenView>, undefined, PageQuery>;
    post: WriteOf<{ role: Role; name: string; lifetimeDays?: number }, TokenView & { token: string }>;
  };
  '/tokens/{id}': { delete: Write<undefined, ById> };
}
