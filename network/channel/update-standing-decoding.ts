import { common, orderer } from '@hyperledger/fabric-protos';
import { InvalidInputError } from '../../optimizer/domain/errors.js';
import { completeSettings, leastAbsoluteMaxBytes } from '../../optimizer/domain/settings.js';
import type { DecodedUpdate } from '../../optimizer/domain/update-inspection.js';
import { readConsensus, readSettings } from './orderer-settings.js';
import { readSmartBftOptions, requireBearable } from './smartbft-options.js';
import { decode } from './update-decoding.js';
import {
  keyOf,
  readGroupElements,
  type ConfigElement,
  type ConfigElements,
} from './update-decoding-elements.js';
import { otherBftDifferences } from './update-decoding-settings.js';

const CONSENSUS_TYPE = '/Channel/Orderer/ConsensusType';

/** What an update changes, with the faults that only the channel's configuration shows. */
export function decodeAgainst(
  config: common.Config,
  update: Uint8Array,
  channel: string,
  onChannel: ConfigElements = elementsOf(config),
): DecodedUpdate {
  const isBft = readConsensus(config) === 'bft';
  const decoded = decode(update, (element) => elementFault(element, onChannel.get(keyOf(element)), isBft));
  const faults = [
    ...channelFault(decoded.channel, channel),
    ...decoded.faults,
    ...roomFault(config, decoded),
    ...(isBft ? bftFaults(config, onChannel, decoded) : []),
  ];
  return { ...decoded, faults: [...new Set(faults)] };
}

/** Every element of a configuration, by kind and path. */
export function elementsOf(config: common.Config): ConfigElements {
  const root = config.getChannelGroup() ?? new common.ConfigGroup();
  return readGroupElements(root.serializeBinary());
}

function elementFault(
  { path, modPolicy, content }: ConfigElement,
  current: ConfigElement | undefined,
  isBft: boolean,
): string | undefined {
  if (current && current.modPolicy !== modPolicy)
    return `${path} would be governed by the policy "${modPolicy}" instead of "${current.modPolicy}": do not sign`;
  if (path === '/Channel/Orderer/BatchTimeout' && isBft)
    return `${path} has no effect under BFT, where RequestBatchMaxInterval takes its place: make the proposal again`;
  if (path !== CONSENSUS_TYPE || !current) return undefined;
  const others = otherBftDifferences(current.content, content);
  if (others.length === 0) return undefined;
  return `${path} also changes ${others.join(', ')}, which this program never does: do not sign`;
}

/** Bytes that are no update name no channel; that is a fault already. */
function channelFault(named: string, channel: string): string[] {
  if (named === channel || named === '') return [];
  return [
    `the update is for the channel "${named}", and this one is "${channel}": send it there, or ask for the right proposal`,
  ];
}

function roomFault(config: common.Config, { settings }: DecodedUpdate): string[] {
  const least = leastAbsoluteMaxBytes(config.serializeBinary().length);
  const { absoluteMaxBytes = Infinity } = settings;
  if (absoluteMaxBytes >= least) return [];
  return [
    `absoluteMaxBytes ${absoluteMaxBytes} is under ${least}, twice the size of the channel's configuration: the channel could not be repaired any more`,
  ];
}

/** Settings that Fabric would accept and that a channel under BFT would not survive. */
function bftFaults(config: common.Config, onChannel: ConfigElements, { settings }: DecodedUpdate): string[] {
  const content = onChannel.get(`value ${CONSENSUS_TYPE}`)?.content ?? new Uint8Array();
  const options = readSmartBftOptions(orderer.ConsensusType.deserializeBinary(content).getMetadata_asU8());
  try {
    requireBearable(options, completeSettings(settings, readSettings(config)));
    return [];
  } catch (error) {
    if (!(error instanceof InvalidInputError)) throw error;
    return error.faults.map(({ path, message }) => `${path} ${message}`);
  }
}
