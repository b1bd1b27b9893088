import type { Application, Verification } from '../domain/application.js';
import type { AuditRecord, LedgerAuditRecord, RecordedSettings } from '../domain/audit.js';
import type { LiveComparison } from '../domain/comparison.js';
import type { Limit } from '../domain/goal.js';
import type { WatchRequest } from '../domain/job-request.js';
import type { Objective } from '../domain/objective.js';
import type { Proposal } from '../domain/proposal.js';
import type { AccessToken } from '../domain/access-token.js';
import type { Job, JobStatus } from '../domain/job.js';
import type { Webhook } from '../domain/webhook.js';
import type { PairedInterval } from '../domain/paired.js';
import type { Expected, Recommendation } from '../domain/recommendation.js';
import type { Schedule } from '../domain/schedule.js';
import type { OrdererSettings, SettingName, SettingsChange } from '../domain/settings.js';

import type { PageOf } from './api-types.js';

/** What is asked of the service and what it answers, as far as pages that change something use it. */

export type { Application, Verification };

export interface RecommendationAsk {
  readonly objective: Objective;
  readonly sendRateTps: number;
  readonly workload?: 'publish' | 'read' | 'mixed';
  readonly latency?: 'mean' | 'p95';
  readonly limits?: readonly Limit[];
}

export interface ApplyAsk {
  readonly recommendationId?: string;
  readonly settings?: SettingsChange;
}

export interface RollbackAsk {
  readonly applicationId?: string;
  readonly to?: string;
}

export interface Watched {
  readonly watch?: WatchRequest;
}

/** A recommendation without what it rests on. */
export type RecommendationEntry = Pick<
  Recommendation,
  | 'id'
  | 'createdAt'
  | 'objective'
  | 'load'
  | 'current'
  | 'settings'
  | 'decision'
  | 'reason'
  | 'modelId'
  | 'expectedGain'
  | 'probabilityBetter'
>;

export interface ApplicationDetail extends Application {
  /** Absent where no job made it. */
  readonly job?: Pick<Job, 'id' | 'status' | 'requestedBy' | 'requestedAt' | 'approvals'>;
  readonly journal: readonly AuditRecord[];
  readonly verifications: readonly Verification[];
  readonly rolledBackBy: readonly string[];
}

interface ExpectedSide {
  readonly predicted?: Expected;
  readonly cut: {
    readonly by: string;
    readonly meanWaitMs: number;
    readonly p95WaitMs: number;
    readonly blockTransactions: number;
    readonly blocksPerS: number;
  };
}

/** What a change would do; nothing was sent. */
export interface ChangePreview {
  readonly before: OrdererSettings;
  readonly after: OrdererSettings;
  readonly changes: boolean;
  readonly sequence: number;
  readonly consensus: string;
  readonly differences: readonly {
    readonly setting: SettingName;
    readonly from: number;
    readonly to: number;
    readonly factor: number;
  }[];
  readonly meaning: readonly string[];
  readonly guardRails: { readonly allowed: boolean; readonly broken: readonly string[] };
  readonly signatures: {
    readonly policy: string;
    readonly rule: string;
    readonly organisations: readonly string[];
    readonly needed: number;
    readonly here: readonly string[];
    readonly stillNeeded: number;
  } | null;
  readonly expected: {
    readonly by: string;
    readonly sendRateTps: number | null;
    readonly txBytes: number;
    readonly txBytesMeasured: boolean;
    readonly before: ExpectedSide;
    readonly after: ExpectedSide;
    readonly notes: readonly string[];
  } | null;
}

export type ProposalSummary = Omit<Proposal, 'update' | 'signatures'> & {
  readonly signedBy: readonly string[];
};

export interface ProposalDetail extends Omit<Proposal, 'signatures'> {
  readonly signatures: readonly {
    readonly mspId: string;
    readonly name: string;
    readonly signedAt: string;
    readonly state: 'counts' | 'verified' | 'refused';
    readonly problem?: string;
  }[];
  /** Why nobody should sign or send it. */
  readonly objections: readonly string[];
  /** By the channel as it is now; absent where it could not be asked. */
  readonly standing?: {
    readonly requirement: { readonly rule: string; readonly needed: number };
    readonly signedBy: readonly string[];
    readonly missing: readonly string[];
    readonly satisfied: boolean;
  };
  readonly stale?: string;
}

export interface ComparisonAsk {
  readonly kind: 'surface';
  readonly dataset: string;
  readonly sendRateTps: number;
  readonly goal: { readonly objective: Objective };
  readonly seeds: number;
}

export interface ComparisonSummary {
  readonly id: string;
  readonly kind: 'live' | 'surface';
  readonly title: string;
  readonly status: 'queued' | 'running' | 'finished' | 'stopped';
  readonly reason: string | null;
  readonly startedAt: string;
  readonly endedAt: string | null;
  readonly objective: string;
  readonly sendRatesTps: readonly number[];
}

export type ComparisonDetail = ComparisonSummary & {
  readonly comparison: LiveComparison | null;
} & (
    | { readonly kind: 'live'; readonly document: LiveFindings | null }
    | { readonly kind: 'surface'; readonly document: SurfaceFindings | null }
  );

interface Middle {
  readonly median: number;
  readonly p90: number;
}

/** Searches replayed on recorded rounds: the part of the document that is shown. */
export interface SurfaceFindings {
  readonly budget: number;
  readonly seeds: number;
  readonly sendRateTps: number;
  readonly strategies: Readonly<
    Record<
      string,
      {
        readonly regretPct: Middle;
        readonly trialsToWithin5Pct: Middle;
        /** Median regret after 1, 2, ... rounds, %. */
        readonly curve: readonly number[];
        readonly band: { readonly p10: readonly number[]; readonly p90: readonly number[] };
      }
    >
  >;
  readonly pairedDifferences: {
    readonly of: string;
    readonly minus: Readonly<
      Record<
        string,
        { readonly meanPct: number; readonly interval95: { readonly low: number; readonly high: number } }
      >
    >;
  };
  readonly warnings: readonly string[];
  readonly command: string;
}

/** Settings held against each other in alternating rounds: the part of the document that is shown. */
export interface LiveFindings {
  readonly comparisons: readonly {
    readonly sendRateTps: number;
    readonly baseline: string;
    readonly contender: string;
    readonly pairs: number;
    readonly reason: string | null;
    readonly figures: readonly {
      readonly figure: string;
      readonly difference: PairedInterval;
      readonly changeIntervalPct: { readonly low: number; readonly high: number } | null;
      readonly pHolm: number | null;
    }[];
  }[];
  readonly command: string;
}

export interface AuditPage extends PageOf<AuditedRecord> {
  /** Only where the ledger was asked. */
  readonly comparison?: {
    readonly changes: readonly (RecordedSettings & { readonly explainedBy?: string })[];
    readonly pending: number;
    readonly problems: readonly string[];
    readonly disagreements: readonly { readonly kind: string; readonly message: string }[];
  };
}

export interface AuditedRecord {
  readonly record: AuditRecord;
  readonly standing?: string;
  readonly ledger?: LedgerAuditRecord;
}

export type ScheduleView = Schedule & {
  readonly nextRunAt: string | null;
  readonly lastJobStatus?: JobStatus;
};
export type ScheduleBody = Pick<Schedule, 'name' | 'cron' | 'timeZone' | 'enabled' | 'work'>;

export type WebhookView = Webhook & {
  /** Deliveries that wait for their next attempt. */
  readonly pending: number;
  /** The newest delivery that is over. */
  readonly last?: {
    readonly at: string;
    readonly status: 'delivered' | 'given-up';
    readonly outcome: string;
  };
};
export type WebhookBody = Pick<Webhook, 'name' | 'url' | 'events' | 'secretVariable' | 'enabled'>;

/** A token without its secret. */
export type TokenView = Omit<AccessToken, 'sha256' | 'version'>;
