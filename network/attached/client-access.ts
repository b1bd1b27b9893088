import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { AttachedNetwork, ClientIdentity } from '../../optimizer/domain/attached-network.js';
import { InvalidInputError } from '../../optimizer/domain/errors.js';
import type { ClientAccess } from '../../optimizer/domain/ports.js';
import type { PeerEndpoint } from './connection-profile.js';

/**
 * The peers with the one first that the client sends through: the one it names, else its organisation's first.
 * @throws InvalidInputError if the named one is not there
 */
export function firstToClient(
  peers: readonly PeerEndpoint[],
  client: ClientIdentity | undefined,
): readonly PeerEndpoint[] {
  if (!client) return peers;
  const own = client.peer
    ? peers.find(({ name }) => name === client.peer)
    : peers.find(({ mspId }) => mspId === client.mspId);
  if (own) return [own, ...peers.filter((peer) => peer !== own)];
  if (client.peer === undefined) return peers;
  const message = `${client.peer} is no peer of the connection profile: ${listOf(peers)}`;
  throw new InvalidInputError('configuration', [{ path: 'network.client.peer', message }]);
}

/**
 * How load workers reach the network.
 * @param peers - as `firstToClient` orders them
 * @param directory - where the peer's certificate authority is written to: workers take files
 * @throws InvalidInputError naming what the configuration lacks
 */
export async function clientAccessOf(
  { client, chaincode, channel, clientTls }: AttachedNetwork,
  peers: readonly PeerEndpoint[],
  directory: string,
): Promise<ClientAccess> {
  const [peer] = peers;
  if (!client || chaincode === undefined || !peer) {
    const missing = [
      ...(client ? [] : [{ path: 'network.client', message: 'is missing: give mspId and mspDirectory' }]),
      ...(chaincode === undefined ? [{ path: 'network.chaincode', message: 'is missing' }] : []),
      ...(peer ? [] : [{ path: 'network.connectionProfile', message: 'names no peer' }]),
    ];
    throw new InvalidInputError('to send transactions, the configuration needs more', missing);
  }
  if (!peer.tlsCaCertificate) {
    const message = `${peer.name} is reached without TLS: load can be sent to a peer with grpcs:// only`;
    throw new InvalidInputError('configuration', [{ path: 'network.client.peer', message }]);
  }
  await mkdir(directory, { recursive: true });
  const tlsCaFile = path.join(directory, `tls-ca-${peer.name.replaceAll(/[^\w.-]/g, '_')}.pem`);
  await writeFile(tlsCaFile, peer.tlsCaCertificate);
  return {
    mspId: client.mspId,
    mspDirectory: client.mspDirectory,
    peerAddress: peer.address,
    peerName: peer.tlsName ?? peer.address.slice(0, peer.address.lastIndexOf(':')),
    tlsCaFile,
    clientTls,
    channel,
    chaincode,
  };
}

function listOf(peers: readonly PeerEndpoint[]): string {
  return peers.length === 0 ? 'it names none' : `these are ${peers.map(({ name }) => name).join(', ')}`;
}
