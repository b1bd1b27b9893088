import type { AuditLog } from '../domain/audit.js';
import { SERVICE_LOG, type ServiceAudit } from '../domain/service-audit.js';
import type { Clock } from '../domain/wait.js';
import { requesterText } from './requested-by.js';

const LONGEST_NOTE = 1000;

/** What people and schedules do to this installation, in the same chained log as what is done to channels. */
export function serviceAudit(
  { audit }: { readonly audit: Pick<AuditLog, 'append'> },
  clock: Pick<Clock, 'now'>,
): ServiceAudit {
  return {
    async record({ action, subjectId, by, note }) {
      await audit.append(
        {
          ...SERVICE_LOG,
          action,
          subjectId,
          because: by.kind === 'schedule' ? by.id : 'manual',
          who: { mspId: SERVICE_LOG.networkId, name: by.name },
          requestedBy: requesterText(by),
          ...(note === undefined || note === '' ? {} : { note: shortened(note) }),
        },
        clock.now(),
      );
    },
  };
}

/** A character cut in half would come out of the store as another one, and the record's hash with it. */
function shortened(text: string): string {
  if (text.length <= LONGEST_NOTE) return text;
  return `${text.slice(0, LONGEST_NOTE - 3).replace(/[\uD800-\uDBFF]$/, '')}...`;
}
