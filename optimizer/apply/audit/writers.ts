import type { LedgerAuditRecord, SettingsHistory } from '../../domain/audit.js';
import { isAbout } from './explain-changes.js';
import type { Disagreement } from './report.js';

/**
 * Records whose writer is not who they tell of. Administrators of an organisation that only orders have no peer
 * to write through: somebody else has to tell of them, and what they did is in the config block with their
 * signature. An organisation that could write itself is nobody else's to speak for, except that whoever gathers
 * signatures tells of them.
 */
export function wrongWriters(
  records: readonly LedgerAuditRecord[],
  { members, changes }: SettingsHistory,
): Disagreement[] {
  return records.flatMap(({ record, writer, transactionId, doubt }): Disagreement[] => {
    const { who, id, action } = record;
    const wrong = (message: string): Disagreement[] => [{ kind: 'wrong-writer', message }];
    if (doubt !== undefined)
      return wrong(`record ${id} is said to be written by ${writer.name} of ${writer.mspId}: ${doubt}`);
    if (who.mspId !== writer.mspId && members.includes(who.mspId) && action !== 'signed') {
      return wrong(
        `record ${id} (${action} ${record.subjectId}) tells what ${who.name} of ${who.mspId} did, and ${writer.name} of ${writer.mspId} wrote it, in transaction ${transactionId}`,
      );
    }
    const change = changes.find((candidate) => isAbout(record, candidate));
    if (action !== 'applied' || !change) return [];
    const behind = [...change.signedBy, change.sentBy];
    if (behind.some(({ mspId }) => mspId === who.mspId)) return [];
    const names = behind.map(({ mspId }) => mspId).join(', ');
    return wrong(
      `record ${id} says that ${who.name} of ${who.mspId} applied ${record.subjectId}; block ${change.blockNumber} was signed and sent by ${names}`,
    );
  });
}
