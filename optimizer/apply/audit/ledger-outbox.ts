import { isSealed } from '../../domain/audit-chain.js';
import type { AuditLog, AuditRecord, TuningLedger } from '../../domain/audit.js';
import type { Network } from '../../domain/ports.js';

export interface OutboxOptions {
  readonly log: AuditLog;
  readonly ledger: Pick<TuningLedger, 'compare' | 'write'>;
  readonly network: Pick<Network, 'id' | 'channelName'>;
}

export interface HandedOver {
  readonly written: readonly AuditRecord[];
  /** The ledger holds something else under their ids. */
  readonly different: readonly AuditRecord[];
  /** Changed in the store after they were written: the ledger is not told what nobody did. */
  readonly unsealed: readonly AuditRecord[];
}

/** Records in one transaction, which stays small beside a block. */
const AT_ONCE = 50;

/**
 * Writes to the ledger what it lacks of the log, oldest first. Records are handed over in order, so the walk
 * back from the newest ends where the ledger lacks nothing any more.
 * @param until - as {@link TuningLedger.write} has it.
 * @throws NetworkDownError if the ledger cannot be read or written; StoreUnreachableError
 */
export async function handOver(
  { log, ledger, network }: OutboxOptions,
  until: 'ordered' | 'committed',
): Promise<HandedOver> {
  const records = await log.list(network.id, network.channelName);
  const missing: AuditRecord[] = [];
  const different: AuditRecord[] = [];
  for (let end = records.length; end > 0; end -= AT_ONCE) {
    const found = await ledger.compare(records.slice(Math.max(0, end - AT_ONCE), end));
    missing.unshift(...found.missing);
    different.unshift(...found.different);
    if (found.missing.length === 0) break;
  }
  const written = missing.filter(isSealed);
  for (let start = 0; start < written.length; start += AT_ONCE)
    await ledger.write(written.slice(start, start + AT_ONCE), until);
  return { written, different, unsealed: missing.filter((record) => !isSealed(record)) };
}
