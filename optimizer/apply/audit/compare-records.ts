import { auditFaults } from '../../domain/audit-chain.js';
import type { AuditRecord, LedgerAuditRecord } from '../../domain/audit.js';
import { sortedJson } from '../../domain/sorted-json.js';
import type { AuditedRecord, Disagreement } from './report.js';

export interface LedgerView {
  /** In whose name this installation writes. */
  readonly mspId: string;
  /** Of one channel, of every organisation. */
  readonly records: readonly LedgerAuditRecord[];
  readonly unreadable: readonly string[];
}

export interface ComparedRecords {
  readonly records: readonly AuditedRecord[];
  readonly disagreements: readonly Disagreement[];
}

/**
 * Holds the store's log against the ledger, record by record, and each organisation's records against
 * themselves.
 * @param log - the store's records of one channel, in order.
 * @param ledger - undefined if the ledger could not be asked.
 */
export function compareRecords(log: readonly AuditRecord[], ledger: LedgerView | undefined): ComparedRecords {
  const damaged = auditFaults(log).map((fault): Disagreement => ({
    kind: 'log-damaged',
    message: `the store's log: ${fault}`,
  }));
  if (!ledger) {
    const records = log.map((record): AuditedRecord => ({ record, standing: 'unchecked' }));
    return { records, disagreements: damaged };
  }
  const own = new Map(
    ledger.records
      .filter(({ writer }) => writer.mspId === ledger.mspId)
      .map((held) => [held.record.id, held]),
  );
  const lastHeld = Math.max(0, ...[...own.values()].map(({ record }) => record.position));
  const kept = new Set(log.map(({ id }) => id));
  const records = [
    ...log.map((record) => compareOne(record, own.get(record.id), lastHeld)),
    ...ledger.records
      .filter((held) => !(held.writer.mspId === ledger.mspId && kept.has(held.record.id)))
      .map((held) => ledgerOnly(held, ledger.mspId)),
  ];
  return {
    records: records.toSorted((a, b) => compareText(a.record.at, b.record.at)),
    disagreements: [
      ...damaged,
      ...records.flatMap(disagreementOf),
      ...ledgerFaults(ledger),
      ...ledger.unreadable.map((message): Disagreement => ({ kind: 'ledger-damaged', message })),
    ],
  };
}

/** Records are handed over in order, so what the ledger lacks before its last one it will never get. */
function compareOne(
  record: AuditRecord,
  ledger: LedgerAuditRecord | undefined,
  lastHeld: number,
): AuditedRecord {
  if (!ledger) return { record, standing: record.position > lastHeld ? 'pending' : 'only-in-store' };
  return { record, ledger, standing: sameRecord(record, ledger.record) ? 'agreed' : 'different' };
}

function ledgerOnly(ledger: LedgerAuditRecord, mspId: string): AuditedRecord {
  const standing = ledger.writer.mspId === mspId ? 'only-on-ledger' : 'of-others';
  return { record: ledger.record, ledger, standing };
}

function disagreementOf({ record, standing, ledger }: AuditedRecord): Disagreement[] {
  const what = `record ${record.id} (${record.action} ${record.subjectId})`;
  if (standing === 'only-in-store')
    return [{ kind: standing, message: `${what} is in the store only, though the ledger holds later ones` }];
  if (standing === 'only-on-ledger')
    return [{ kind: standing, message: `${what} is on the ledger only: the store has lost it` }];
  if (standing !== 'different') return [];
  const fields = fieldsApart(record, ledger?.record).join(', ');
  return [{ kind: standing, message: `${what} differs from the ledger in ${fields}` }];
}

/** Each organisation keeps a chain of its own. */
function ledgerFaults({ records }: LedgerView): Disagreement[] {
  const writers = [...new Set(records.map(({ writer }) => writer.mspId))].toSorted();
  return writers.flatMap((mspId) => {
    const chain = records
      .filter(({ writer }) => writer.mspId === mspId)
      .map(({ record }) => record)
      .toSorted((a, b) => a.position - b.position);
    return auditFaults(chain).map((fault): Disagreement => ({
      kind: 'ledger-damaged',
      message: `the ledger's records of ${mspId}: ${fault}`,
    }));
  });
}

function sameRecord(a: AuditRecord, b: AuditRecord): boolean {
  return sortedJson(a) === sortedJson(b);
}

function fieldsApart(a: AuditRecord, b: AuditRecord | undefined): string[] {
  const [mine, theirs] = [new Map(Object.entries(a)), new Map(Object.entries(b ?? {}))];
  return [...new Set([...mine.keys(), ...theirs.keys()])].filter(
    (field) => sortedJson(mine.get(field) ?? null) !== sortedJson(theirs.get(field) ?? null),
  );
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
