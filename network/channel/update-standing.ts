import { common } from '@hyperledger/fabric-protos';
import type { UpdateSignature } from '../../optimizer/domain/channel-updates.js';
import type { SignatureRequirement, UpdateStanding } from '../../optimizer/domain/update-inspection.js';
import { readMsps } from './msp.js';
import { readSettings } from './orderer-settings.js';
import {
  allOf,
  describePolicy,
  governingPolicy,
  isSatisfied,
  organisationsNeeded,
  organisationsOf,
  resolvePolicy,
  type Policy,
} from './policy.js';
import { checkSignatures } from './signature-check.js';
import {
  changedElements,
  keyOf,
  readUpdateElements,
  type ConfigElements,
  type UpdateElements,
} from './update-decoding-elements.js';
import { decodeAgainst, elementsOf } from './update-standing-decoding.js';
import { staleness } from './update-standing-freshness.js';

/**
 * Judges an update and the signatures under it against a channel's configuration.
 * @param channel - name of the channel that `config` was read from.
 * @param nowMs - milliseconds since the epoch, for the validity of certificates.
 */
export function updateStanding(
  config: common.Config,
  update: Uint8Array,
  signatures: readonly UpdateSignature[],
  nowMs: number,
  channel: string,
): UpdateStanding {
  const root = config.getChannelGroup() ?? new common.ConfigGroup();
  const onChannel = elementsOf(config);
  const decoded = decodeAgainst(config, update, channel, onChannel);
  const elements = writtenBy(update);
  const { policy, requirement } = requirementOf(root, onChannel, elements);
  const judged = checkSignatures(signatures, { update, msps: readMsps(root), policy, nowMs });
  const signers = judged.flatMap(({ signer }) => signer ?? []);
  const satisfied = requirement.policy !== '' && isSatisfied(policy, signers);
  const signedBy = [...new Set(signers.map(({ mspId }) => mspId))];
  return {
    decoded,
    inForce: readSettings(config),
    configSequence: config.getSequence(),
    stale: elements && staleness(elements, onChannel),
    requirement,
    signatures: judged.map(({ check }) => check),
    signedBy,
    missing: satisfied ? [] : stillMissing(requirement.organisations, signedBy),
    satisfied,
  };
}

/** A policy may ask for several people of one organisation: then even one that has signed can go on signing. */
function stillMissing(organisations: readonly string[], signedBy: readonly string[]): readonly string[] {
  const others = organisations.filter((mspId) => !signedBy.includes(mspId));
  return others.length > 0 ? others : organisations;
}

/** @returns undefined if the bytes are no update: decoding says so. */
function writtenBy(update: Uint8Array): UpdateElements | undefined {
  try {
    return readUpdateElements(update);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return undefined;
  }
}

/** The policies over every changed element that the channel has: all of them have to be satisfied. */
function requirementOf(
  root: common.ConfigGroup,
  onChannel: ConfigElements,
  elements: UpdateElements | undefined,
): { policy: Policy; requirement: SignatureRequirement } {
  const governed = (elements ? changedElements(elements) : []).flatMap(
    (element) => onChannel.get(keyOf(element)) ?? [],
  );
  const paths = [...new Set(governed.map(governingPolicy))];
  const policy = allOf(paths.map((path) => resolvePolicy(root, path)));
  return {
    policy,
    requirement: {
      policy: paths.join(' and '),
      rule: paths.length === 0 ? 'nothing that the channel has is changed' : describePolicy(policy),
      organisations: organisationsOf(policy),
      needed: organisationsNeeded(policy),
    },
  };
}
