import { readFile } from 'node:fs/promises';
import { NetworkDownError, messageOf } from '../optimizer/domain/errors.js';
import type { ClientAccess, Network, NodeStatus, Observables } from '../optimizer/domain/ports.js';
import type { Context } from '../optimizer/domain/round.js';
import { CHAINCODE_NAME } from './chaincode.js';
import type { Endpoint } from './channel/endpoint.js';
import { FabricChannel } from './channel/fabric-channel.js';
import { readIdentity, type SigningIdentity } from './channel/identity.js';
import { requireListening } from './health.js';
import { cryptoOf, userMsp } from './layout.js';
import { measuringHost } from './measuring-host.js';
import { ledgerNodeStatus } from './node-status.js';
import { findProcesses } from './processes.js';
import { readState, type NetworkState } from './state.js';
import { FABRIC_VERSION } from './tools/fabric.js';
import { firstOfEachOrganisation, type ChaincodeNode, type OrdererNode, type PeerNode } from './topology.js';

export const CALIPER_VERSION = '0.6.0';

/**
 * The embedded network of a home folder.
 * @throws {@link NetworkDownError} if none was made there yet.
 */
export async function openEmbeddedNetwork(
  home: string,
): Promise<Network & { readonly client: ClientAccess }> {
  const state = await readState(home);
  const [firstPeer] = state?.nodes.peers ?? [];
  if (!state || !firstPeer)
    throw new NetworkDownError('there is no network yet: run "gridtune network up" first');
  const { nodes, topology, layout } = state;
  const readers = new Map<string, SigningIdentity>();
  for (const peer of nodes.peers) {
    if (!readers.has(peer.organisation))
      readers.set(peer.organisation, await readIdentity(peer.mspId, userMsp(layout, peer, 'User1')));
  }
  const peers = await Promise.all(
    nodes.peers.map(async (peer) => {
      const reader = readers.get(peer.organisation);
      if (!reader) throw new NetworkDownError(`${peer.organisation} has no user to read with`);
      return { node: peer, endpoint: await endpointOf(peer, state), reader };
    }),
  );
  // One of every ordering organisation: all their keys lie on this machine.
  const [administrator, ...otherAdministrators] = await Promise.all(
    firstOfEachOrganisation(nodes.orderers).map(async (node) =>
      readIdentity(node.mspId, userMsp(layout, node, 'Admin')),
    ),
  );
  if (!administrator) throw new RangeError('a topology has at least one orderer');
  const orderers = await Promise.all(
    nodes.orderers.map(async (node) => ({
      node,
      endpoint: await endpointOf(node, state),
      reader: administrator,
    })),
  );
  const channel = new FabricChannel({
    channel: topology.channel,
    orderers: orderers.map(({ endpoint }) => endpoint),
    peers,
    administrators: [administrator, ...otherAdministrators],
  });
  return {
    id: state.id,
    channelName: topology.channel,
    channel,
    updates: channel.updates,
    client: {
      mspId: firstPeer.mspId,
      mspDirectory: userMsp(layout, firstPeer, 'User1'),
      peerAddress: `127.0.0.1:${firstPeer.port}`,
      peerName: firstPeer.name,
      tlsCaFile: cryptoOf(layout, firstPeer).tlsCaCertificate,
      channel: topology.channel,
      chaincode: CHAINCODE_NAME,
    },
    status: async () =>
      Promise.all([
        ...[...orderers, ...peers].map(async ({ node, endpoint, reader }) =>
          ledgerNodeStatus(endpoint, {
            channel: topology.channel,
            identity: reader,
            operations: node.operationsPort,
          }),
        ),
        ...nodes.chaincodes.map(chaincodeStatus),
      ]),
    context: async () => contextOf(state),
    watchBlocks: async () => channel.watch(),
    observables: async () => observablesOf(state),
  };
}

async function observablesOf({ id, nodes }: NetworkState): Promise<Observables> {
  const kinds = new Map(
    [...nodes.orderers, ...nodes.peers, ...nodes.chaincodes].map(({ name, kind }) => [name, kind]),
  );
  return {
    processes: (await findProcesses(id)).flatMap(({ name, pid }) => {
      const kind = kinds.get(name);
      return kind ? [{ name, kind, pid }] : [];
    }),
    metrics: [...nodes.orderers, ...nodes.peers].map(({ name, kind, operationsPort }) => ({
      name,
      kind,
      url: `http://127.0.0.1:${operationsPort}/metrics`,
    })),
  };
}

async function endpointOf(node: OrdererNode | PeerNode, { layout }: NetworkState): Promise<Endpoint> {
  return {
    name: node.name,
    kind: node.kind,
    address: `127.0.0.1:${node.port}`,
    tlsCaCertificate: await readFile(cryptoOf(layout, node).tlsCaCertificate),
    // An IP address is no TLS server name: ask for the certificate's own.
    tlsName: node.name,
  };
}

async function chaincodeStatus(node: ChaincodeNode): Promise<NodeStatus> {
  const base = { name: node.name, kind: node.kind, address: `127.0.0.1:${node.port}` };
  try {
    await requireListening(node.port);
    return { ...base, healthy: true };
  } catch (error) {
    return { ...base, healthy: false, problem: messageOf(error) };
  }
}

function contextOf({ id, topology, nodes }: NetworkState): Context {
  return {
    networkId: id,
    channel: topology.channel,
    consensus: topology.consensus,
    orderers: nodes.orderers.length,
    organisations: topology.organisations.length,
    peers: nodes.peers.length,
    stateDatabase: topology.stateDatabase,
    host: measuringHost(),
    versions: { fabric: FABRIC_VERSION, node: process.versions.node, caliper: CALIPER_VERSION },
  };
}
