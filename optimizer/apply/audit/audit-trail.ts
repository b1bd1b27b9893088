import type { AuditEntry, AuditLog, AuditTrail } from '../../domain/audit.js';
import type { Administrator } from '../../domain/channel-updates.js';
import type { Network } from '../../domain/ports.js';
import type { Clock } from '../../domain/wait.js';

export interface AuditTrailOptions {
  readonly log: Pick<AuditLog, 'append'>;
  readonly network: Pick<Network, 'id' | 'channelName'>;
  /** In whose name changes are made here. */
  readonly who: Administrator;
  /** Who has them made, unless an entry says so itself. */
  readonly requestedBy?: string | undefined;
  readonly clock: Clock;
}

/** The chaincode takes no longer text, and an error's message may be any length. */
const LONGEST_TEXT = 1000;

/** Tells the log what is done to one channel, and by whom. */
export function auditTrail({ log, network, who, clock, ...options }: AuditTrailOptions): AuditTrail {
  return {
    async record({ note, requestedBy = options.requestedBy, ...entry }) {
      await log.append(
        {
          who,
          ...entry,
          ...told('requestedBy', requestedBy),
          ...told('note', note),
          networkId: network.id,
          channel: network.channelName,
        },
        clock.now(),
      );
    },
  };
}

function told(
  name: 'note' | 'requestedBy',
  text: string | undefined,
): Partial<Pick<AuditEntry, typeof name>> {
  return text === undefined || text.trim() === '' ? {} : { [name]: shortened(text) };
}

/** A character cut in half would come out of the store as another one, and the record's hash with it. */
function shortened(text: string): string {
  if (text.length <= LONGEST_TEXT) return text;
  return `${text.slice(0, LONGEST_TEXT - 3).replace(/[\uD800-\uDBFF]$/, '')}...`;
}
