import type { Network } from '@hyperledger/fabric-gateway';
import { common, msp } from '@hyperledger/fabric-protos';
import type { RecordedSettings, SettingsHistory } from '../optimizer/domain/audit.js';
import { NetworkDownError } from '../optimizer/domain/errors.js';
import type { ClientAccess } from '../optimizer/domain/ports.js';
import { sameSettings } from '../optimizer/domain/settings.js';
import { blockNumber, decodeConfigBlock, lastConfigIndex, type ConfigBlock } from './channel/config-block.js';
import { readSettings } from './channel/orderer-settings.js';
import { openGateway } from './client-gateway.js';
import { creatorIn } from './creator.js';

/** One configuration of the channel, and the block that holds it. */
interface Configuration {
  readonly block: common.Block;
  readonly decoded: ConfigBlock;
}

/**
 * Reads from a client's own peer how the channel's ordering settings came about, config block by config block.
 * Any member of the channel may: it takes neither an orderer nor an administrator.
 * @throws NetworkDownError, also if the peer does not hold the channel from its beginning
 */
export async function readSettingsHistory(access: ClientAccess): Promise<SettingsHistory> {
  const gateway = await openGateway(access);
  try {
    const configurations = await gateway.call('read the configuration blocks', (network) =>
      walkBack(network, access.channel),
    );
    const newest = configurations.at(-1);
    return { changes: changesAmong(configurations), members: newest ? membersOf(newest.decoded.config) : [] };
  } finally {
    gateway.close();
  }
}

/** Each block names the newest config block up to it: only config blocks and their neighbours are read. */
async function walkBack(network: Network, channel: string): Promise<Configuration[]> {
  const ledger = network.getContract('qscc');
  const info = await ledger.evaluateTransaction('GetChainInfo', channel);
  const read = async (number: number): Promise<common.Block> =>
    common.Block.deserializeBinary(
      await ledger.evaluateTransaction('GetBlockByNumber', channel, String(number)),
    );
  const configurations: Configuration[] = [];
  let next = common.BlockchainInfo.deserializeBinary(info).getHeight() - 1;
  while (next >= 0) {
    const block = await read(next);
    const decoded = decodeConfigBlock(block);
    if (decoded) {
      configurations.unshift({ block, decoded });
      next -= 1;
    } else {
      next = earlierConfigBlock(block);
    }
  }
  return configurations;
}

function earlierConfigBlock(block: common.Block): number {
  const index = lastConfigIndex(block);
  if (index < blockNumber(block)) return index;
  throw new NetworkDownError(
    `block ${blockNumber(block)} of the peer does not say where the configuration before it is: read the channel through another peer`,
  );
}

function changesAmong(configurations: readonly Configuration[]): RecordedSettings[] {
  return configurations.slice(1).flatMap(({ block, decoded }, index) => {
    const earlier = configurations[index];
    if (!earlier) return [];
    const [before, after] = [readSettings(earlier.decoded.config), readSettings(decoded.config)];
    if (sameSettings(before, after)) return [];
    const update = common.Payload.deserializeBinary(decoded.updatePayload);
    return [
      {
        blockNumber: decoded.number,
        at: timeOf(block),
        before,
        after,
        transactionId: channelHeaderOf(update).getTxId(),
        signedBy: signersOf(update),
        sentBy: creatorIn(update.getHeader()?.getSignatureHeader_asU8() ?? new Uint8Array()),
      },
    ];
  });
}

/** Of the transaction around the configuration, which the ordering service made itself. */
function timeOf(block: common.Block): string {
  const [first = new Uint8Array()] = block.getData()?.getDataList_asU8() ?? [];
  const payload = common.Payload.deserializeBinary(
    common.Envelope.deserializeBinary(first).getPayload_asU8(),
  );
  const timestamp = channelHeaderOf(payload).getTimestamp();
  const ms = (timestamp?.getSeconds() ?? 0) * 1000 + Math.floor((timestamp?.getNanos() ?? 0) / 1e6);
  return new Date(ms).toISOString();
}

function channelHeaderOf(payload: common.Payload): common.ChannelHeader {
  return common.ChannelHeader.deserializeBinary(
    payload.getHeader()?.getChannelHeader_asU8() ?? new Uint8Array(),
  );
}

function signersOf(update: common.Payload): RecordedSettings['signedBy'] {
  const envelope = common.ConfigUpdateEnvelope.deserializeBinary(update.getData_asU8());
  return envelope.getSignaturesList().flatMap((signature) => {
    try {
      return [creatorIn(signature.getSignatureHeader_asU8())];
    } catch {
      // Fabric lets a signature that nobody could have made pass beside those that count.
      return [];
    }
  });
}

/** Organisations of the Application group: only their members may ask for endorsement. */
function membersOf(config: common.Config): string[] {
  const organisations = config.getChannelGroup()?.getGroupsMap().get('Application')?.getGroupsMap();
  const members: string[] = [];
  organisations?.forEach((organisation) => {
    const value = organisation.getValuesMap().get('MSP')?.getValue_asU8() ?? new Uint8Array();
    const inner = msp.MSPConfig.deserializeBinary(value).getConfig_asU8();
    members.push(msp.FabricMSPConfig.deserializeBinary(inner).getName());
  });
  return members.toSorted();
}
