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
 * How this installation's own programs and load workers reach the network as its client.
 * @param peers - as `firstToClient` orders them
 * @param directory - where the peer's certificate authority is written to: workers take files
 * @returns undefined if no client is configured, or no peer known
 */
export async function clientAccessOf(
  { client, chaincode = '', channel, clientTls }: AttachedNetwork,
  peers: readonly PeerEndpoint[],
  directory: string,
): Promise<ClientAccess | undefined> {
  const [peer] = peers;
  if (!client || !peer) return undefined;
  return {
    mspId: client.mspId,
    mspDirectory: client.mspDirectory,
    peerAddress: peer.address,
    peerName: peer.tlsName ?? peer.address.slice(0, peer.address.lastIndexOf(':')),
    tlsCaFile: await authorityFile(peer, directory),
    clientTls,
    channel,
    chaincode,
  };
}

/** @throws InvalidInputError naming what the configuration lacks to send transactions */
export function requireSending(access: ClientAccess | undefined): ClientAccess {
  if (access && access.chaincode !== '') return access;
  throw new InvalidInputError('to send transactions, the configuration needs more', [
    access
      ? { path: 'network.chaincode', message: 'is missing: give the name of the exchange chaincode' }
      : { path: 'network.client', message: 'is missing, or the connection profile names no peer' },
  ]);
}

async function authorityFile(
  { name, tlsCaCertificate }: PeerEndpoint,
  directory: string,
): Promise<string | undefined> {
  if (!tlsCaCertificate) return undefined;
  await mkdir(directory, { recursive: true });
  const file = path.join(directory, `tls-ca-${name.replaceAll(/[^\w.-]/g, '_')}.pem`);
  await writeFile(file, tlsCaCertificate);
  return file;
}

function listOf(peers: readonly PeerEndpoint[]): string {
  return peers.length === 0 ? 'it names none' : `these are ${peers.map(({ name }) => name).join(', ')}`;
}
