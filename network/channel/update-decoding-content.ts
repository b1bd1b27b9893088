import { common, msp, orderer, peer } from '@hyperledger/fabric-protos';
import type { ConfigElement } from './update-decoding-elements.js';
import { describePolicyMessage } from './policy-words.js';
import { StrictMessage } from './update-decoding-wire.js';

/** Longest list of names that is written out. */
const MOST_NAMES = 8;

/** How the known values of a channel configuration are put in words, by their names. */
const WORDS: Readonly<Record<string, (bytes: Uint8Array) => string>> = {
  ConsensusType: describeConsensus,
  Capabilities: (bytes) =>
    list([...common.Capabilities.deserializeBinary(bytes).getCapabilitiesMap().keys()]),
  OrdererAddresses: describeAddresses,
  Endpoints: describeAddresses,
  Orderers: (bytes) =>
    list(
      common.Orderers.deserializeBinary(bytes)
        .getConsenterMappingList()
        .map((consenter) => `${consenter.getMspId()} ${consenter.getHost()}:${consenter.getPort()}`),
    ),
  AnchorPeers: (bytes) =>
    list(
      peer.AnchorPeers.deserializeBinary(bytes)
        .getAnchorPeersList()
        .map((anchor) => `${anchor.getHost()}:${anchor.getPort()}`),
    ),
  ACLs: (bytes) => list([...peer.ACLs.deserializeBinary(bytes).getAclsMap().keys()]),
  Consortium: (bytes) => common.Consortium.deserializeBinary(bytes).getName(),
  ChannelRestrictions: (bytes) =>
    `at most ${orderer.ChannelRestrictions.deserializeBinary(bytes).getMaxCount()} channels`,
  HashingAlgorithm: (bytes) => common.HashingAlgorithm.deserializeBinary(bytes).getName(),
  BlockDataHashingStructure: (bytes) =>
    `width ${common.BlockDataHashingStructure.deserializeBinary(bytes).getWidth()}`,
  MSP: describeMsp,
};

/**
 * What an element holds, in words; its size where this program does not know how to read it. Sizes and waits of
 * the ordering settings are read elsewhere, strictly, because this program writes them.
 */
export function describeElement({ kind, names, content }: ConfigElement): string {
  if (kind === 'group') return 'members or policy of the group';
  const words = kind === 'policy' ? describePolicyMessage : WORDS[names[names.length - 1] ?? ''];
  const size = `${content.length} bytes`;
  if (!words) return size;
  try {
    return words(content);
  } catch {
    // The words are a help for the reader; that these bytes are no such message is what there is to say.
    return `${size} that cannot be read`;
  }
}

function describeConsensus(bytes: Uint8Array): string {
  const type = orderer.ConsensusType.deserializeBinary(bytes);
  const state = type.getState() === 0 ? 'normal' : 'maintenance';
  return `type ${type.getType()}, state ${state}, metadata of ${type.getMetadata_asU8().length} bytes`;
}

function describeAddresses(bytes: Uint8Array): string {
  return list(
    new StrictMessage(bytes, { 1: 'repeated bytes' }).all(1).map((text) => Buffer.from(text).toString()),
  );
}

function describeMsp(bytes: Uint8Array): string {
  const config = msp.FabricMSPConfig.deserializeBinary(
    msp.MSPConfig.deserializeBinary(bytes).getConfig_asU8(),
  );
  const counts = [
    `${config.getRootCertsList().length} root certificates`,
    `${config.getIntermediateCertsList().length} intermediate`,
    `${config.getAdminsList().length} listed administrators`,
    `${config.getRevocationListList().length} revocation lists`,
  ];
  return `${config.getName()}: ${counts.join(', ')}`;
}

function list(names: readonly string[]): string {
  if (names.length === 0) return 'none';
  const more = names.length > MOST_NAMES ? ` and ${names.length - MOST_NAMES} more` : '';
  return names.slice(0, MOST_NAMES).join(', ') + more;
}
