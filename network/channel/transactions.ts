import { common, peer } from '@hyperledger/fabric-protos';
import { blockNumber } from './config-block.js';

/** One transaction as the ledger holds it. */
export interface LedgerTransaction {
  readonly id: string;
  /** Name of Fabric's validation code, `VALID` for a success. */
  readonly validation: string;
  /** When its client made it, by the client's clock: milliseconds since the epoch. */
  readonly createdMs: number;
}

export interface LedgerBlock {
  readonly number: number;
  /** `config` blocks hold one configuration and nothing else. */
  readonly kind: 'transactions' | 'config';
  readonly transactions: readonly LedgerTransaction[];
}

/**
 * The transactions of a block with the verdicts of the peer that delivered it. Only a peer knows them: the
 * same block from an orderer carries no verdicts.
 */
export function decodeTransactions(block: common.Block): LedgerBlock {
  const verdicts = block.getMetadata()?.getMetadataList_asU8()[common.BlockMetadataIndex.TRANSACTIONS_FILTER];
  let kind: LedgerBlock['kind'] = 'transactions';
  const transactions = (block.getData()?.getDataList_asU8() ?? []).map((bytes, index): LedgerTransaction => {
    const payload = common.Payload.deserializeBinary(
      common.Envelope.deserializeBinary(bytes).getPayload_asU8(),
    );
    const header = common.ChannelHeader.deserializeBinary(
      payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array(),
    );
    if (header.getType() === common.HeaderType.CONFIG) kind = 'config';
    const timestamp = header.getTimestamp();
    return {
      id: header.getTxId(),
      validation: validationName(verdicts?.[index]),
      createdMs: (timestamp?.getSeconds() ?? 0) * 1000 + (timestamp?.getNanos() ?? 0) / 1e6,
    };
  });
  return { number: blockNumber(block), kind, transactions };
}

function validationName(code: number | undefined): string {
  return (
    Object.entries(peer.TxValidationCode).find(([, value]) => value === code)?.[0] ?? `unknown code ${code}`
  );
}
