import { common, orderer } from '@hyperledger/fabric-protos';
import { NetworkSetupError } from '../../optimizer/domain/errors.js';
import { ordererSettingsSchema, type OrdererSettings } from '../../optimizer/domain/settings.js';

/** The settings in force in a configuration. */
export function readSettings(config: common.Config): OrdererSettings {
  const values = ordererValues(config);
  const batchSize = orderer.BatchSize.deserializeBinary(valueOf(values, 'BatchSize'));
  const batchTimeout = orderer.BatchTimeout.deserializeBinary(valueOf(values, 'BatchTimeout'));
  return {
    maxMessageCount: batchSize.getMaxMessageCount(),
    preferredMaxBytes: batchSize.getPreferredMaxBytes(),
    absoluteMaxBytes: batchSize.getAbsoluteMaxBytes(),
    batchTimeoutMs: parseDuration(batchTimeout.getTimeout()),
  };
}

/** @throws NetworkSetupError for a kind of ordering that Fabric 2.5 and 3.x no longer have. */
export function readConsensus(config: common.Config): 'raft' | 'bft' {
  const type = orderer.ConsensusType.deserializeBinary(
    valueOf(ordererValues(config), 'ConsensusType'),
  ).getType();
  if (type === 'etcdraft') return 'raft';
  if (type === 'BFT') return 'bft';
  throw new NetworkSetupError(`the channel is ordered by "${type}": etcdraft and BFT can be tuned`);
}

/** A copy of the configuration with other settings; the original stays as it is. */
export function withSettings(config: common.Config, settings: OrdererSettings): common.Config {
  const { maxMessageCount, preferredMaxBytes, absoluteMaxBytes, batchTimeoutMs } =
    ordererSettingsSchema.parse(settings);
  const copy = config.cloneMessage();
  const values = ordererValues(copy);
  const current = readSettings(config);
  const batchSize = new orderer.BatchSize();
  batchSize.setMaxMessageCount(maxMessageCount);
  batchSize.setPreferredMaxBytes(preferredMaxBytes);
  batchSize.setAbsoluteMaxBytes(absoluteMaxBytes);
  values.get('BatchSize')?.setValue(batchSize.serializeBinary());
  // Left alone if equal, so that an operator's own spelling such as "2s" is no difference.
  if (current.batchTimeoutMs !== batchTimeoutMs) {
    const batchTimeout = new orderer.BatchTimeout();
    batchTimeout.setTimeout(`${batchTimeoutMs}ms`);
    values.get('BatchTimeout')?.setValue(batchTimeout.serializeBinary());
  }
  return copy;
}

const UNIT_MS: Readonly<Record<string, number>> = {
  ns: 1e-6,
  us: 1e-3,
  µs: 1e-3,
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
};

/**
 * A Go duration such as `2s`, `1m30s` or `0.25s`, in milliseconds.
 * @throws RangeError if it is none.
 */
export function parseDuration(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ns|us|µs|ms|s|m|h)/g)];
  if (parts.length === 0 || parts.map(([whole]) => whole).join('') !== text) {
    throw new RangeError(`"${text}" is not a duration`);
  }
  const total = parts.reduce(
    (sum, [, amount = '0', unit = 'ms']) => sum + Number(amount) * (UNIT_MS[unit] ?? 0),
    0,
  );
  return Number(total.toFixed(6));
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
