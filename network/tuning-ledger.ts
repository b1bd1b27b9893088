import { StatusCode, type Contract } from '@hyperledger/fabric-gateway';
import { z } from 'zod';
import {
  auditRecordSchema,
  type AuditRecord,
  type LedgerAuditRecord,
  type TuningLedger,
} from '../optimizer/domain/audit.js';
import { NetworkDownError } from '../optimizer/domain/errors.js';
import type { ClientAccess } from '../optimizer/domain/ports.js';
import { openGateway, type ClientGateway } from './client-gateway.js';

/** Name of the chaincode's second contract. */
const CONTRACT = 'tuning';
const PAGE_SIZE = 500;
const ATTEMPTS = 3;
/** A block earlier, and in the same block: there the key takes no second write any more. */
const OVERTAKEN: readonly number[] = [StatusCode.MVCC_READ_CONFLICT, StatusCode.ENDORSEMENT_POLICY_FAILURE];

const comparisonSchema = z.object({ missing: z.array(z.string()), different: z.array(z.string()) });
const pageSchema = z.object({ bookmark: z.string(), records: z.array(z.unknown()) });
const writerSchema = z.object({ mspId: z.string(), name: z.string() });
const entrySchema = z.object({
  record: auditRecordSchema,
  writer: writerSchema,
  transactionId: z.string(),
  writtenAt: z.string(),
});
/** What can still be said about an entry that is none. */
const remainsSchema = z.object({ writer: writerSchema, transactionId: z.string() });

/**
 * The records that the chaincode keeps, written and read through one client's own peer.
 * @throws NetworkDownError, InvalidInputError if the client's certificate or key cannot be used
 */
export async function openTuningLedger(access: ClientAccess): Promise<TuningLedger> {
  const gateway = await openGateway(access);
  const ask = async <T>(
    what: string,
    schema: z.ZodType<T>,
    name: string,
    parameters: string[],
  ): Promise<T> => {
    const answer = await gateway.call(what, async (network) =>
      network.getContract(access.chaincode, CONTRACT).evaluate(name, { arguments: parameters }),
    );
    return schema.parse(JSON.parse(new TextDecoder().decode(answer)));
  };

  return {
    mspId: access.mspId,
    async compare(records) {
      const list = JSON.stringify(records.map(({ id, sha256 }) => ({ id, sha256 })));
      const found = await ask('look for records on the ledger', comparisonSchema, 'Compare', [list]);
      return {
        missing: records.filter(({ id }) => found.missing.includes(id)),
        different: records.filter(({ id }) => found.different.includes(id)),
      };
    },
    write: (records, until) => write(gateway, access.chaincode, records, until),
    async list(networkId) {
      const records: LedgerAuditRecord[] = [];
      const unreadable: string[] = [];
      for (let bookmark = ''; ;) {
        const parameters = [networkId, String(PAGE_SIZE), bookmark];
        const page = await ask('list the records on the ledger', pageSchema, 'List', parameters);
        for (const entry of page.records) {
          const parsed = entrySchema.safeParse(entry);
          if (parsed.success) records.push(parsed.data);
          else unreadable.push(describeUnreadable(entry));
        }
        if (page.bookmark === '') return { records, unreadable };
        bookmark = page.bookmark;
      }
    },
    close: () => gateway.close(),
  };
}

async function write(
  gateway: ClientGateway,
  chaincode: string,
  records: readonly AuditRecord[],
  until: 'ordered' | 'committed',
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const code = await gateway.call('write records to the ledger', async (network) => {
      const submitted = await submit(network.getContract(chaincode, CONTRACT), records);
      return until === 'committed' ? (await submitted.getStatus()).code : StatusCode.VALID;
    });
    if (code === StatusCode.VALID) return;
    // Another command wrote the same records in between: asked again, the chaincode finds them and is content.
    if (OVERTAKEN.includes(code) && attempt < ATTEMPTS) continue;
    const name = Object.entries(StatusCode).find(([, value]) => value === code)?.[0] ?? String(code);
    throw new NetworkDownError(
      `the ledger did not take the records (${name}): see that the chaincode's endorsement policy can be met, then run "gridtune audit"`,
    );
  }
}

async function submit(
  contract: Contract,
  records: readonly AuditRecord[],
): Promise<{ getStatus(): Promise<{ readonly code: number }> }> {
  const proposal = contract.newProposal('Record', { arguments: [JSON.stringify(records)] });
  const endorsed = await proposal.endorse();
  return endorsed.submit();
}

function describeUnreadable(entry: unknown): string {
  const remains = remainsSchema.safeParse(entry);
  if (!remains.success) return 'an entry on the ledger is no record';
  const { writer, transactionId } = remains.data;
  return `${writer.name} of ${writer.mspId} wrote an entry that this version cannot read, in transaction ${transactionId}`;
}
