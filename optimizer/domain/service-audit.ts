import type { Actor } from './actor.js';

/** What people and schedules do to this installation, as the audit record names it. */
export const SERVICE_ACTIONS = [
  'token-created',
  'token-revoked',
  'schedule-changed',
  'schedule-removed',
  'schedule-run',
  'webhook-changed',
  'webhook-removed',
  'job-requested',
  'job-approved',
  'job-cancelled',
  'job-ended',
  'results-imported',
  'model-promoted',
  'model-retired',
  'proposal-created',
  'proposal-signed',
  'proposal-withdrawn',
  'recommended',
] as const;
export type ServiceAction = (typeof SERVICE_ACTIONS)[number];

/** The append-only record of who changed what, beside that of the channel. */
export interface ServiceAudit {
  /** @throws StoreUnreachableError: what cannot be recorded is not done */
  record(entry: {
    readonly action: ServiceAction;
    readonly subjectId: string;
    readonly by: Actor;
    readonly note?: string | undefined;
  }): Promise<void>;
}

/** Under which the service's own entries are kept in the audit log. */
export const SERVICE_LOG = { networkId: 'gridtune', channel: 'service' } as const;
