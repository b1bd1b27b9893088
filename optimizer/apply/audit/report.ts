import type { AuditRecord, LedgerAuditRecord, RecordedSettings } from '../../domain/audit.js';

/** Where the two places stand about one record. */
export type Standing =
  /** Both hold it, alike. */
  | 'agreed'
  /** The ledger lacks it and every later one: it is still to be handed over. */
  | 'pending'
  /** The ledger could not be asked, or there is none. */
  | 'unchecked'
  | 'only-in-store'
  | 'only-on-ledger'
  | 'different'
  /** Another organisation's own, which this store has no part in. */
  | 'of-others';

export interface AuditedRecord {
  /** As the store has it; as the ledger has it where the store has none. */
  readonly record: AuditRecord;
  readonly standing: Standing;
  /** What the ledger holds under the same id. */
  readonly ledger?: LedgerAuditRecord | undefined;
}

export const DISAGREEMENTS = [
  'log-damaged',
  'only-in-store',
  'only-on-ledger',
  'different',
  'ledger-damaged',
  'wrong-writer',
  'unrecorded-change',
  'no-such-change',
] as const;

export interface Disagreement {
  readonly kind: (typeof DISAGREEMENTS)[number];
  readonly message: string;
}

export interface ExplainedChange extends RecordedSettings {
  /** What the change belongs to, in words; undefined if nothing known here explains it. */
  readonly explainedBy?: string | undefined;
}

export interface AuditReport {
  readonly networkId: string;
  readonly channel: string;
  readonly records: readonly AuditedRecord[];
  readonly changes: readonly ExplainedChange[];
  readonly pending: number;
  /** Why the ledger or the channel could not be asked; what they would tell is not in the report. */
  readonly problems: readonly string[];
  readonly disagreements: readonly Disagreement[];
}
