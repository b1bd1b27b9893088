import { createHash } from 'node:crypto';
import type { AuditEntry, AuditRecord } from './audit.js';
import { sortedJson } from './sorted-json.js';

/** What the first record of a channel names as its predecessor. */
const NOTHING_BEFORE = '0'.repeat(64);

/**
 * The record of an entry, numbered and chained to the one before it.
 * @param previous - position and hash of the record before; undefined for the first of the channel.
 */
export function chainedRecord(
  entry: AuditEntry,
  atMs: number,
  previous: Pick<AuditRecord, 'position' | 'sha256'> | undefined,
): AuditRecord {
  const position = (previous?.position ?? 0) + 1;
  const unsealed = {
    ...entry,
    id: auditIdOf(entry, position),
    position,
    at: new Date(atMs).toISOString(),
    previousSha256: previous?.sha256 ?? NOTHING_BEFORE,
  };
  return { ...unsealed, sha256: hashOf(unsealed) };
}

/** What the ids of a channel's records begin with. */
export function auditPrefixOf({ networkId, channel }: Pick<AuditEntry, 'networkId' | 'channel'>): string {
  return `${networkId}/${channel}/`;
}

/**
 * What is wrong with the records of one channel: gaps, records that were changed, a chain that is broken.
 * Records missing at the end cannot be noticed here: only a copy elsewhere, as on the ledger, shows them.
 * @param records - all records of the channel in order.
 * @returns one sentence a fault, none for a whole log.
 */
export function auditFaults(records: readonly AuditRecord[]): string[] {
  return records.flatMap((record, index) => [
    ...ownFaults(record),
    ...linkFaults(record, index === 0 ? undefined : records[index - 1]),
  ]);
}

/** Whether a record is what its own hash says. */
export function isSealed({ sha256, ...unsealed }: AuditRecord): boolean {
  return sha256 === hashOf(unsealed);
}

function ownFaults(record: AuditRecord): string[] {
  const wrongId = record.id !== auditIdOf(record, record.position);
  return [
    ...(wrongId ? [`record ${record.id} stands under an id that is not its own`] : []),
    ...(isSealed(record) ? [] : [`record ${record.id} was changed after it was written`]),
  ];
}

function linkFaults(record: AuditRecord, previous: AuditRecord | undefined): string[] {
  const expected = (previous?.position ?? 0) + 1;
  if (record.position > expected) return [missing(expected, record.position - 1)];
  if (record.position < expected) return [`record ${record.id} stands where record ${expected} should be`];
  if (record.previousSha256 === (previous?.sha256 ?? NOTHING_BEFORE)) return [];
  return [
    previous
      ? `record ${record.id} does not follow from record ${previous.position}: one of them was replaced`
      : `record ${record.id} is not the beginning of its chain`,
  ];
}

function missing(first: number, last: number): string {
  return first === last ? `record ${first} is missing` : `records ${first} to ${last} are missing`;
}

/** Padded so that ids sort as their positions do, up to a million records a channel. */
function auditIdOf(entry: Pick<AuditEntry, 'networkId' | 'channel'>, position: number): string {
  return `${auditPrefixOf(entry)}${String(position).padStart(6, '0')}`;
}

function hashOf(unsealed: Omit<AuditRecord, 'sha256'>): string {
  return createHash('sha256').update(sortedJson(unsealed)).digest('hex');
}
