import { common } from '@hyperledger/fabric-protos';
import { fetchBlock, type DeliverRequest } from './deliver.js';
import type { NodeClient } from './endpoint.js';

/** A block that holds a channel configuration. */
export interface ConfigBlock {
  readonly number: number;
  readonly config: common.Config;
  /** Payload of the update that made this configuration; empty in the first block. */
  readonly updatePayload: Uint8Array;
  /** Size of the transaction that carries the configuration, as the block cutter counts it. */
  readonly transactionBytes: number;
}

export function blockNumber(block: common.Block): number {
  return block.getHeader()?.getNumber() ?? 0;
}

/** @returns undefined if the block holds ordinary transactions. */
export function decodeConfigBlock(block: common.Block): ConfigBlock | undefined {
  const [first] = block.getData()?.getDataList_asU8() ?? [];
  if (!first) return undefined;
  const transaction = common.Envelope.deserializeBinary(first);
  const payload = common.Payload.deserializeBinary(transaction.getPayload_asU8());
  const channelHeader = payload.getHeader()?.getChannelHeader_asU8();
  if (!channelHeader) return undefined;
  if (common.ChannelHeader.deserializeBinary(channelHeader).getType() !== common.HeaderType.CONFIG)
    return undefined;
  const envelope = common.ConfigEnvelope.deserializeBinary(payload.getData_asU8());
  const config = envelope.getConfig();
  if (!config) return undefined;
  return {
    number: blockNumber(block),
    config,
    updatePayload: envelope.getLastUpdate()?.getPayload_asU8() ?? new Uint8Array(),
    transactionBytes: transaction.getPayload_asU8().length + transaction.getSignature_asU8().length,
  };
}

/** The newest configuration that a node has, and the height of its copy of the channel. */
export async function fetchConfig(
  client: NodeClient,
  request: DeliverRequest,
): Promise<ConfigBlock & { readonly height: number }> {
  const newest = await fetchBlock(client, 'newest', request);
  const block = await fetchBlock(client, lastConfigIndex(newest), request);
  const config = decodeConfigBlock(block);
  if (!config)
    throw new RangeError(`block ${blockNumber(block)} is named as the last configuration and holds none`);
  return { ...config, height: blockNumber(newest) + 1 };
}

/** Every block names the last configuration block in the metadata that its orderer signed. */
export function lastConfigIndex(block: common.Block): number {
  const signatures = block.getMetadata()?.getMetadataList_asU8()[common.BlockMetadataIndex.SIGNATURES];
  if (!signatures) return 0;
  const value = common.Metadata.deserializeBinary(signatures).getValue_asU8();
  return common.OrdererBlockMetadata.deserializeBinary(value).getLastConfig()?.getIndex() ?? 0;
}
