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
import { sortedJson } from '../optimizer/domain/sorted-json.js';
import { openGateway, type ClientGateway } from './client-gateway.js';
import { decodeWrittenValues, type WrittenValues } from './written-values.js';

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
      const entries: unknown[] = [];
      for (let bookmark = ''; ;) {
        const parameters = [networkId, String(PAGE_SIZE), bookmark];
        const page = await ask('list the records on the ledger', pageSchema, 'List', parameters);
        entries.push(...page.records);
        if (page.bookmark === '') break;
        bookmark = page.bookmark;
      }
      return borneOut(gateway, access, entries);
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

/** Reads entries, and looks up whether the transaction that each names wrote it, in the name of whom it says. */
async function borneOut(
  gateway: ClientGateway,
  { channel, chaincode }: ClientAccess,
  entries: readonly unknown[],
): ReturnType<TuningLedger['list']> {
  const records: LedgerAuditRecord[] = [];
  const unreadable: string[] = [];
  const known = new Map<string, WrittenValues | undefined>();
  for (const entry of entries) {
    const parsed = entrySchema.safeParse(entry);
    if (!parsed.success) {
      unreadable.push(describeUnreadable(entry));
      continue;
    }
    const { transactionId, writer } = parsed.data;
    if (!known.has(transactionId))
      known.set(transactionId, await readTransaction(gateway, channel, chaincode, transactionId));
    const doubt = doubtOf(entry, writer, known.get(transactionId));
    records.push(doubt === undefined ? parsed.data : { ...parsed.data, doubt });
  }
  return { records, unreadable };
}

function doubtOf(
  entry: unknown,
  writer: LedgerAuditRecord['writer'],
  transaction: WrittenValues | undefined,
): string | undefined {
  if (!transaction) return 'the ledger has no transaction of that id';
  const { creator, values } = transaction;
  if (!values.has(sortedJson(entry))) return 'the transaction that it names did not write it';
  if (creator.mspId === writer.mspId && creator.name === writer.name) return undefined;
  return `${creator.name} of ${creator.mspId} sent the transaction that wrote it`;
}

/** @returns undefined if there is no such transaction. */
async function readTransaction(
  gateway: ClientGateway,
  channel: string,
  chaincode: string,
  id: string,
): Promise<WrittenValues | undefined> {
  try {
    const answer = await gateway.call('look a transaction up', async (network) =>
      network.getContract('qscc').evaluateTransaction('GetTransactionByID', channel, id),
    );
    return decodeWrittenValues(answer, chaincode);
  } catch (error) {
    // Fabric's own words: common/ledger/blkstorage/blockindex.go.
    if (error instanceof NetworkDownError && error.message.includes('no such transaction ID'))
      return undefined;
    throw error;
  }
}

function describeUnreadable(entry: unknown): string {
  const remains = remainsSchema.safeParse(entry);
  if (!remains.success) return 'an entry on the ledger is no record';
  const { writer, transactionId } = remains.data;
  return `${writer.name} of ${writer.mspId} wrote an entry that this version cannot read, in transaction ${transactionId}`;
}
