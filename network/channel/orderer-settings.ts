import type { Consensus } from '../../optimizer/domain/consensus.js';
import { common, orderer } from '@hyperledger/fabric-protos';
import { NetworkSetupError } from '../../optimizer/domain/errors.js';
import { ordererSettingsSchema, type OrdererSettings } from '../../optimizer/domain/settings.js';
import { parseDuration } from './duration.js';
import { withField } from './message-field.js';
import { readSmartBftOptions, requireBearable, withBatchTimeout } from './smartbft-options.js';

/**
 * The settings in force in a configuration. Under BFT `batchTimeoutMs` is SmartBFT's RequestBatchMaxInterval:
 * there Fabric's own BatchTimeout has no effect, and neither has `preferredMaxBytes`.
 */
export function readSettings(config: common.Config): OrdererSettings {
  const values = ordererValues(config);
  const batchSize = orderer.BatchSize.deserializeBinary(valueOf(values, 'BatchSize'));
  return {
    maxMessageCount: batchSize.getMaxMessageCount(),
    preferredMaxBytes: batchSize.getPreferredMaxBytes(),
    absoluteMaxBytes: batchSize.getAbsoluteMaxBytes(),
    batchTimeoutMs: readBatchTimeout(config),
  };
}

function readBatchTimeout(config: common.Config): number {
  if (readConsensus(config) === 'bft')
    return readSmartBftOptions(consensusType(config).getMetadata_asU8()).requestBatchMaxIntervalMs;
  const batchTimeout = orderer.BatchTimeout.deserializeBinary(valueOf(ordererValues(config), 'BatchTimeout'));
  return parseDuration(batchTimeout.getTimeout());
}

/** @throws NetworkSetupError for a kind of ordering that Fabric 2.5 and 3.x no longer have. */
export function readConsensus(config: common.Config): Consensus {
  const type = consensusType(config).getType();
  if (type === 'etcdraft') return 'raft';
  if (type === 'BFT') return 'bft';
  throw new NetworkSetupError(`the channel is ordered by "${type}": etcdraft and BFT can be tuned`);
}

/**
 * A copy of the configuration with other settings; the original stays as it is.
 * @throws ZodError beyond the hard limits; InvalidInputError for what a channel under BFT would not survive
 */
export function withSettings(config: common.Config, settings: OrdererSettings): common.Config {
  const { maxMessageCount, preferredMaxBytes, absoluteMaxBytes, batchTimeoutMs } =
    ordererSettingsSchema.parse(settings);
  const copy = config.cloneMessage();
  const values = ordererValues(copy);
  const batchSize = new orderer.BatchSize();
  batchSize.setMaxMessageCount(maxMessageCount);
  batchSize.setPreferredMaxBytes(preferredMaxBytes);
  batchSize.setAbsoluteMaxBytes(absoluteMaxBytes);
  values.get('BatchSize')?.setValue(batchSize.serializeBinary());
  if (readConsensus(config) === 'bft') {
    setBftBatchTimeout(values, settings);
  } else if (readBatchTimeout(config) !== batchTimeoutMs) {
    // Left alone if equal, so that an operator's own spelling such as "2s" is no difference.
    const batchTimeout = new orderer.BatchTimeout();
    batchTimeout.setTimeout(`${batchTimeoutMs}ms`);
    values.get('BatchTimeout')?.setValue(batchTimeout.serializeBinary());
  }
  return copy;
}

/** metadata of ConsensusType in orderer/configuration.proto. */
const METADATA = 2;

function setBftBatchTimeout(values: Values, settings: OrdererSettings): void {
  const bytes = valueOf(values, 'ConsensusType');
  const metadata = orderer.ConsensusType.deserializeBinary(bytes).getMetadata_asU8();
  requireBearable(readSmartBftOptions(metadata), settings);
  const changed = withBatchTimeout(metadata, settings.batchTimeoutMs);
  if (changed !== metadata) values.get('ConsensusType')?.setValue(withField(bytes, METADATA, changed));
}

function consensusType(config: common.Config): orderer.ConsensusType {
  return orderer.ConsensusType.deserializeBinary(valueOf(ordererValues(config), 'ConsensusType'));
}

type Values = ReturnType<common.ConfigGroup['getValuesMap']>;

function ordererValues(config: common.Config): Values {
  const group = config.getChannelGroup()?.getGroupsMap().get('Orderer');
  if (!group) throw new RangeError('the channel configuration has no Orderer group');
  return group.getValuesMap();
}

function valueOf(values: Values, name: string): Uint8Array {
  const value = values.get(name);
  if (!value) throw new RangeError(`the channel configuration has no ${name}`);
  return value.getValue_asU8();
}
