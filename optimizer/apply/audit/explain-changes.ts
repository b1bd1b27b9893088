import type { Application } from '../../domain/application.js';
import type { AuditRecord, RecordedSettings } from '../../domain/audit.js';
import { describeSettings, sameSettings } from '../../domain/settings.js';
import { awayMs, didPut, type Measuring } from './measuring.js';
import type { Disagreement, ExplainedChange } from './report.js';

export interface Explanations {
  /** Of the store and of the ledger, each once. */
  readonly records: readonly AuditRecord[];
  readonly applications: readonly Application[];
  readonly measurings: readonly Measuring[];
}

export interface ExplainedChanges {
  readonly changes: readonly ExplainedChange[];
  readonly disagreements: readonly Disagreement[];
}

/** Statuses that the next command settles and then records. */
const UNSETTLED: readonly Application['status'][] = ['intended', 'sent', 'committed', 'watching'];
/** Actions that say of their block that it made the change. */
const CLAIMING: readonly AuditRecord['action'][] = ['applied', 'verified', 'rolled-back', 'reconciled'];

/** Holds what the channel itself remembers against what was recorded, both ways. */
export function explainChanges(
  changes: readonly RecordedSettings[],
  explanations: Explanations,
): ExplainedChanges {
  const explained = changes.map((change): ExplainedChange => ({
    ...change,
    explainedBy: explanationOf(change, explanations),
  }));
  return {
    changes: explained,
    disagreements: [
      ...explained.filter(({ explainedBy }) => explainedBy === undefined).map(unrecorded),
      ...explanations.records.flatMap((record) => falseClaims(record, changes)),
    ],
  };
}

/**
 * A record's transaction id is the surest. A block alone is named as well by what found its settings in force
 * already, whoever had put them there.
 */
export function isAbout(record: AuditRecord, change: RecordedSettings): boolean {
  const { transactionId, blockNumber, before, after } = record;
  if (transactionId !== undefined) return transactionId === change.transactionId;
  return (
    blockNumber === change.blockNumber &&
    before !== undefined &&
    after !== undefined &&
    !sameSettings(before, after)
  );
}

function explanationOf(
  change: RecordedSettings,
  { records, applications, measurings }: Explanations,
): string | undefined {
  const record = records.find((candidate) => isAbout(candidate, change));
  if (record) return `${record.action} ${record.subjectId}`;
  const application = applications.find((candidate) => carriedOut(candidate, change));
  if (application && UNSETTLED.includes(application.status))
    return `application ${application.id}, which the next change settles and records`;
  if (application && precedes(application, records))
    return `application ${application.id}, from before the log began`;
  const [measuring] = measurings
    .filter((candidate) => didPut(candidate, change))
    .toSorted((a, b) => awayMs(a, change) - awayMs(b, change));
  return measuring && `by ${measuring.id} while it measured`;
}

function carriedOut({ sent, blockNumber }: Application, change: RecordedSettings): boolean {
  return sent ? sent.transactionId === change.transactionId : blockNumber === change.blockNumber;
}

function precedes({ startedAt }: Application, records: readonly AuditRecord[]): boolean {
  return records.every(({ at }) => Date.parse(startedAt) < Date.parse(at));
}

function unrecorded({ blockNumber, at, before, after, signedBy }: ExplainedChange): Disagreement {
  const signers = signedBy.map(({ mspId, name }) => `${name} of ${mspId}`).join(', ');
  return {
    kind: 'unrecorded-change',
    message: `block ${blockNumber} of ${at} changed ${describeSettings(before)} to ${describeSettings(after)}, signed by ${signers || 'nobody known'}: made outside gridtune, no record and no measurement of this store explains it`,
  };
}

function falseClaims(record: AuditRecord, changes: readonly RecordedSettings[]): Disagreement[] {
  const { action, blockNumber, transactionId } = record;
  // Without a transaction nothing was sent: the block is that of settings which were in force already.
  if (!CLAIMING.includes(action) || blockNumber === undefined || transactionId === undefined) return [];
  const change = changes.find((candidate) => isAbout(record, candidate));
  const message = change ? whatDiffers(record, change) : `block ${blockNumber} carries no such change`;
  return message === undefined
    ? []
    : [
        {
          kind: 'no-such-change',
          message: `record ${record.id} (${action} ${record.subjectId}): ${message}`,
        },
      ];
}

function whatDiffers(record: AuditRecord, change: RecordedSettings): string | undefined {
  if (record.blockNumber !== change.blockNumber)
    return `its transaction is in block ${change.blockNumber} and not in block ${record.blockNumber}`;
  if (record.after && !sameSettings(record.after, change.after))
    return `block ${change.blockNumber} put ${describeSettings(change.after)} in force and not ${describeSettings(record.after)}`;
  return undefined;
}
