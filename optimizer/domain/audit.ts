import { z } from 'zod';
import { SERVICE_ACTIONS } from './service-audit.js';
import { ordererSettingsSchema, type OrdererSettings } from './settings.js';

export const AUDIT_ACTIONS = [
  'proposed',
  'withdrawn',
  'signed',
  'submitted',
  'intended',
  'applied',
  'verified',
  'failed',
  'canary',
  'compared',
  'rolled-back',
  'reconciled',
] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** What happened, as whoever did it tells. */
export const auditEntrySchema = z
  .strictObject({
    networkId: z.string(),
    channel: z.string(),
    /** What is done to an installation is kept under a channel of its own: `SERVICE_LOG`. */
    action: z.enum([...AUDIT_ACTIONS, ...SERVICE_ACTIONS]),
    /** The proposal, application or verification that it happened to; under `SERVICE_LOG` whatever was changed. */
    subjectId: z.string(),
    /** Id of the recommendation or application behind it, or `manual`. */
    because: z.string(),
    /** Organisation and person: MSP id and common name of the certificate. */
    who: z.strictObject({ mspId: z.string(), name: z.string() }),
    /** Who had it done with these credentials, and who approved that, in words; absent in older records. */
    requestedBy: z.string().optional(),
    before: ordererSettingsSchema.optional(),
    after: ordererSettingsSchema.optional(),
    blockNumber: z.int().optional(),
    transactionId: z.string().optional(),
    /** What there is to say in words: a verdict's reason, an error's message. */
    note: z.string().optional(),
  })
  .readonly();
export type AuditEntry = z.infer<typeof auditEntrySchema>;

/** An entry as it is kept: numbered, and chained to the one before it by hash, so that none can be changed or removed unseen. */
export const auditRecordSchema = auditEntrySchema
  .unwrap()
  .extend({
    /** Channel and position: `<networkId>/<channel>/<000001>`. */
    id: z.string(),
    position: z.int().min(1),
    at: z.iso.datetime(),
    /** Hash of the record before, 64 zeros for the first. */
    previousSha256: sha256,
    /** Of all the other fields, as sorted JSON. */
    sha256,
  })
  .readonly();
export type AuditRecord = z.infer<typeof auditRecordSchema>;

/** The append-only record of what was done to channels. */
export interface AuditLog {
  /** Numbers, chains and keeps an entry; two writers at once both get their turn. @throws StoreUnreachableError */
  append(entry: AuditEntry, atMs: number): Promise<AuditRecord>;
  /** In order. */
  list(networkId: string, channel: string): Promise<AuditRecord[]>;
}

/** A record as the ledger holds it: with what the ledger itself knows about its writer. */
export interface LedgerAuditRecord {
  readonly record: AuditRecord;
  readonly writer: { readonly mspId: string; readonly name: string };
  readonly transactionId: string;
  /** When the ledger took it, by the transaction's timestamp. */
  readonly writtenAt: string;
  /**
   * Why the transaction does not bear this out, in words: endorsers who run other chaincode can put anything
   * into an entry, and cannot send a transaction in another's name.
   */
  readonly doubt?: string | undefined;
}

/** Where the steps of a change are told to. */
export interface AuditTrail {
  /**
   * Keeps the entry in the log, and hands it on for the ledger, which may take it later.
   * @param entry - `who` only where it is somebody else than this installation's own administrator.
   * @throws StoreUnreachableError if the log cannot be written
   */
  record(entry: TrailEntry): Promise<void>;
}

export type TrailEntry = Omit<AuditEntry, 'networkId' | 'channel' | 'who' | 'action'> &
  Partial<Pick<AuditEntry, 'who'>> & { readonly action: AuditAction };

/** The same facts on the ledger, where other organisations read them without trusting this store. */
export interface TuningLedger {
  /** MSP id in whose name it writes: the ledger keeps the records of each organisation apart. */
  readonly mspId: string;
  /**
   * Looks for records under their ids, among those that this organisation wrote.
   * @returns those that are not there, and those in whose place something else is. @throws NetworkDownError
   */
  compare(records: readonly AuditRecord[]): Promise<{
    readonly missing: readonly AuditRecord[];
    readonly different: readonly AuditRecord[];
  }>;
  /**
   * Writes all the records in one transaction, or none; writing one twice is harmless.
   * @param until - `ordered`: handed to the ordering service and not waited for; whether it was committed shows
   * in the next comparison.
   * @throws NetworkDownError if they could not be written
   */
  write(records: readonly AuditRecord[], until: 'ordered' | 'committed'): Promise<void>;
  /** Every record of the network on the ledger, of every organisation. @throws NetworkDownError */
  list(networkId: string): Promise<{
    readonly records: readonly LedgerAuditRecord[];
    /** What this version cannot read, in words: another organisation must not be able to hide behind it. */
    readonly unreadable: readonly string[];
  }>;
  close(): void;
}

/** A change of ordering settings as the channel's own configuration blocks show it, whoever made it. */
export interface RecordedSettings {
  readonly blockNumber: number;
  /** When the ordering service made the block, by its clock. */
  readonly at: string;
  readonly before: OrdererSettings;
  readonly after: OrdererSettings;
  /** Of the update, as its sender made it up; empty if the sender gave none. */
  readonly transactionId: string;
  /** Organisations and persons whose signatures the update carries. */
  readonly signedBy: readonly { readonly mspId: string; readonly name: string }[];
  /** Who handed the update to the ordering service. */
  readonly sentBy: { readonly mspId: string; readonly name: string };
}

/** What the channel itself remembers. */
export interface SettingsHistory {
  /** Every change of ordering settings since the channel was made, oldest first. */
  readonly changes: readonly RecordedSettings[];
  /** MSP ids of the organisations that may write to the ledger. */
  readonly members: readonly string[];
}
