import type { AuditRecord, LedgerAuditRecord, TuningLedger } from '../../optimizer/domain/audit.js';

/** A ledger in memory: keeps what it is given, in the name of one organisation, and can be made to refuse. */
export class TuningLedgerDouble implements TuningLedger {
  readonly mspId = 'TsoMSP';
  readonly held: LedgerAuditRecord[] = [];
  unreadable: string[] = [];
  /** Ids of the records of each transaction. */
  readonly transactions: string[][] = [];
  /** What each transaction was waited for. */
  readonly waited: ('ordered' | 'committed')[] = [];
  compared = 0;
  closed = 0;
  /** Set to have every call refused. */
  refusal: Error | undefined;
  /** Set to have calls wait for ever. */
  silent = false;

  async compare(records: readonly AuditRecord[]) {
    await this.#answer();
    this.compared += 1;
    const held = new Map(this.held.map(({ record }) => [record.id, record.sha256]));
    return {
      missing: records.filter(({ id }) => !held.has(id)),
      different: records.filter(({ id, sha256 }) => held.has(id) && held.get(id) !== sha256),
    };
  }

  async write(records: readonly AuditRecord[], until: 'ordered' | 'committed'): Promise<void> {
    await this.#answer();
    this.waited.push(until);
    this.transactions.push(records.map(({ id }) => id));
    for (const record of records)
      this.held.push(heldRecord(record, { transactionId: `tx${this.held.length}` }));
  }

  async list() {
    await this.#answer();
    return { records: this.held, unreadable: this.unreadable };
  }

  close(): void {
    this.closed += 1;
  }

  async #answer(): Promise<void> {
    if (this.silent) await new Promise(() => undefined);
    if (this.refusal) throw this.refusal;
  }
}

export function heldRecord(
  record: AuditRecord,
  { transactionId = 'tx', mspId = 'TsoMSP' } = {},
): LedgerAuditRecord {
  const writer = { mspId, name: 'User1' };
  return { record, writer, transactionId, writtenAt: '2026-01-02T03:04:06.000Z' };
}
