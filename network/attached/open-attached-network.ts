import type { common } from '@hyperledger/fabric-protos';
import type { AttachedNetwork } from '../../optimizer/domain/attached-network.js';
import { NetworkSetupError } from '../../optimizer/domain/errors.js';
import type { ClientAccess, Network } from '../../optimizer/domain/ports.js';
import type { OrdererSettings } from '../../optimizer/domain/settings.js';
import { decodeConfigBlock } from '../channel/config-block.js';
import type { ClientTls } from '../channel/endpoint.js';
import { FabricChannel } from '../channel/fabric-channel.js';
import { readIdentity, readTlsKeyPair } from '../channel/identity.js';
import { readSettings } from '../channel/orderer-settings.js';
import { ledgerNodeStatus } from '../node-status.js';
import { contextOf, observablesOf, requireKnownNodes } from './attached-context.js';
import { channelMembers, furtherOrderers, type ChannelMembers } from './channel-members.js';
import { clientAccessOf, firstToClient } from './client-access.js';
import { endpointsOf, type ConnectionProfile } from './connection-profile.js';
import { firstContact, type AskedNode } from './first-contact.js';
import { Identities } from './identities.js';

export interface AttachOptions {
  readonly config: AttachedNetwork;
  readonly profile: ConnectionProfile;
  /** Folder for what is made of the profile. */
  readonly directory: string;
  readonly warn: (message: string) => void;
}

export type OpenedAttachedNetwork = Network & {
  /** Undefined if the configuration names no client; its chaincode is empty where none is named. */
  clientAccess(): Promise<ClientAccess | undefined>;
  /** What the channel was created with. */
  initialSettings(): OrdererSettings;
  close(): void;
};

/**
 * Attaches to an existing network: one channel of it, over a connection profile and identities of its members.
 * @throws InvalidInputError if configuration, profile or identities cannot be used; NetworkDownError if no node
 * answers for the channel; SignatureError, MissingToolError if a key cannot be reached
 */
export async function openAttachedNetwork(options: AttachOptions): Promise<OpenedAttachedNetwork> {
  const identities = new Identities();
  try {
    return await attach(options, identities);
  } catch (error) {
    identities.close();
    throw error;
  }
}

async function attach(
  { config, profile, directory, warn }: AttachOptions,
  identities: Identities,
): Promise<OpenedAttachedNetwork> {
  const clientTls = await readClientTls(config);
  const known = await endpointsOf(profile, { ...config, file: config.connectionProfile, clientTls });
  const [first, ...others] = config.administrators;
  const administrator = await identities.open(first);
  const administrators = await Promise.all(others.map(async (access) => identities.open(access)));
  const clientIdentity =
    config.client && (await readIdentity(config.client.mspId, config.client.mspDirectory));
  const knownPeers = firstToClient(known.peers, config.client);
  // Only a member that runs peers may read from peers.
  const peers = clientIdentity ? knownPeers.map((endpoint) => ({ endpoint, reader: clientIdentity })) : [];
  // A key in a module or behind a program should not have to sign every question.
  const submitter = clientIdentity ?? administrator;
  const asked = known.orderers.map((endpoint): AskedNode => ({ endpoint, reader: submitter }));
  const contact = await firstContact(config.channel, [...asked, ...peers]);
  const members = channelMembers(contact.config);
  const orderers = [...known.orderers, ...furtherOrderers(members, known.orderers, clientTls)];
  const everyNode = [...orderers, ...knownPeers];
  requireKnownNodes(config, everyNode);
  warnOfForeigners(config, members, warn);
  const channel = new FabricChannel({
    channel: config.channel,
    orderers,
    peers,
    administrators: [administrator, ...administrators],
    submitter,
  });
  const readable = [...orderers.map((endpoint): AskedNode => ({ endpoint, reader: submitter })), ...peers];
  return {
    id: contact.networkId,
    channelName: config.channel,
    channel,
    updates: channel.updates,
    clientAccess: async () => clientAccessOf(config, knownPeers, directory),
    initialSettings: () => settingsOf(contact.firstBlock),
    status: async () =>
      Promise.all(
        readable.map(async ({ endpoint, reader }) =>
          ledgerNodeStatus(endpoint, {
            channel: config.channel,
            identity: reader,
            operations: config.operations[endpoint.name],
          }),
        ),
      ),
    context: async () => contextOf(config, contact.networkId, members, everyNode),
    watchBlocks: async () => channel.watch(),
    observables: async () => observablesOf(config, everyNode),
    close: () => {
      channel.close();
      identities.close();
    },
  };
}

async function readClientTls({ clientTls }: AttachedNetwork): Promise<ClientTls | undefined> {
  if (!clientTls) return undefined;
  return readTlsKeyPair(clientTls.certificate, clientTls.privateKey);
}

/** Other members may be asked for by an unusual policy: strange, and no error. */
function warnOfForeigners(
  { administrators, channel }: AttachedNetwork,
  { orderingOrganisations }: ChannelMembers,
  warn: (message: string) => void,
): void {
  for (const { mspId } of administrators) {
    if (orderingOrganisations.includes(mspId)) continue;
    warn(
      `network.administrators: ${mspId} orders nothing on channel ${channel}, its signature rarely counts there; ` +
        `ordering organisations are ${orderingOrganisations.join(', ')}`,
    );
  }
}

/** @throws NetworkSetupError if the first block holds no configuration, as on no channel of Fabric */
function settingsOf(firstBlock: common.Block): OrdererSettings {
  const first = decodeConfigBlock(firstBlock);
  if (!first) throw new NetworkSetupError('the first block of the channel holds no configuration');
  return readSettings(first.config);
}
