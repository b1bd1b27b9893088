import type { AuditLog, AuditRecord, AuditTrail, TuningLedger } from '../../domain/audit.js';
import type { Administrator } from '../../domain/channel-updates.js';
import { messageOf } from '../../domain/errors.js';
import type { Network, Progress } from '../../domain/ports.js';
import { withDeadline, type Clock } from '../../domain/wait.js';
import { auditTrail } from './audit-trail.js';
import { handOver, type HandedOver } from './ledger-outbox.js';

export interface RecordingOptions {
  readonly log: AuditLog;
  readonly network: Pick<Network, 'id' | 'channelName'>;
  readonly who: Administrator;
  /** Who has changes made, unless an entry says so itself. */
  readonly requestedBy?: string | undefined;
  readonly clock: Clock;
  readonly progress: Progress;
  /** @returns undefined where no chaincode is configured that keeps records. */
  readonly openLedger: () => Promise<TuningLedger | undefined>;
}

const HAND_OVER_DEADLINE_MS = 5000;

/**
 * The audit trail of one command. The ledger is told at its end and not before: records on the way would be
 * transactions among those that are being measured. What the ledger does not take now, the next command
 * hands over.
 */
export function recording(options: RecordingOptions): AuditTrail & {
  /** @param until - as {@link TuningLedger.write} has it; called again it does nothing. */
  close(until?: 'ordered' | 'committed'): Promise<void>;
} {
  const { progress } = options;
  const appended: AuditRecord[] = [];
  const log: Pick<AuditLog, 'append'> = {
    append: async (entry, atMs) => {
      const record = await options.log.append(entry, atMs);
      appended.push(record);
      return record;
    },
  };
  let closed = false;
  return {
    ...auditTrail({ ...options, log }),
    async close(until = 'ordered') {
      if (closed) return;
      closed = true;
      try {
        const ledger = await options.openLedger();
        if (ledger) await tellLedger(ledger, options, until);
        else if (appended.some(({ position }) => position === 1)) {
          progress.warn(
            'no chaincode is configured, so changes are recorded in the store alone and other organisations cannot audit them',
          );
        }
      } catch (error) {
        // The change was made and is in the log: that the ledger does not know yet undoes neither.
        progress.warn(
          `the ledger was not told of every step (${messageOf(error)}); the next change does it, and "gridtune audit" shows what is pending`,
        );
      }
    },
  };
}

async function tellLedger(
  ledger: TuningLedger,
  { log, network, progress }: RecordingOptions,
  until: 'ordered' | 'committed',
): Promise<void> {
  try {
    const handed = await withDeadline(
      'records written to the ledger',
      handOver({ log, ledger, network }, until),
      HAND_OVER_DEADLINE_MS,
    );
    for (const warning of warningsOf(handed)) progress.warn(warning);
  } finally {
    ledger.close();
  }
}

/** What keeps records from the ledger for good. */
export function warningsOf({ different, unsealed }: HandedOver): string[] {
  const idsOf = (records: readonly AuditRecord[]): string => records.map(({ id }) => id).join(', ');
  return [
    ...(different.length > 0
      ? [
          `the ledger holds other records than this store under ${idsOf(different)}: see what "gridtune audit" tells`,
        ]
      : []),
    ...(unsealed.length > 0
      ? [`changed after they were written, and therefore kept from the ledger: ${idsOf(unsealed)}`]
      : []),
  ];
}
