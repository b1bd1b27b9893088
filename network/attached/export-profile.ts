import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { stringify } from 'yaml';
import { AlreadyExistsError } from '../../optimizer/domain/errors.js';
import { CHAINCODE_NAME } from '../chaincode.js';
import { cryptoOf, userMsp } from '../layout.js';
import type { NetworkState } from '../state.js';
import { firstOfEachOrganisation, type OrdererNode, type PeerNode } from '../topology.js';

/**
 * Writes what others need to attach to the embedded network from this machine: `connection.yaml`, Fabric's
 * common connection profile, and `gridtune.yaml` with its `network:`. The profile holds certificates alone and
 * may be given away; keys stay where they are, and the configuration names their folders.
 * @returns the files
 * @throws AlreadyExistsError if one of them is there
 */
export async function exportProfile(state: NetworkState, directory: string): Promise<string[]> {
  await mkdir(directory, { recursive: true });
  const files = {
    [path.join(directory, 'connection.yaml')]: await connectionProfile(state),
    [path.join(directory, 'gridtune.yaml')]: configuration(state),
  };
  const taken = Object.keys(files).find((file) => existsSync(file));
  if (taken !== undefined)
    throw new AlreadyExistsError(`${taken} is there already: give another folder, or remove it`);
  for (const [file, content] of Object.entries(files))
    await writeFile(file, stringify(content), { flag: 'wx' });
  return Object.keys(files);
}

async function connectionProfile({ topology, nodes, layout }: NetworkState): Promise<object> {
  const node = async ({ port, ...of }: OrdererNode | PeerNode): Promise<object> => ({
    url: `grpcs://127.0.0.1:${port}`,
    tlsCACerts: { pem: await readFile(cryptoOf(layout, { port, ...of }).tlsCaCertificate, 'utf8') },
    grpcOptions: { 'ssl-target-name-override': of.name },
  });
  const all = async (list: readonly (OrdererNode | PeerNode)[]): Promise<object> =>
    Object.fromEntries(await Promise.all(list.map(async (each) => [each.name, await node(each)] as const)));
  return {
    name: topology.name,
    version: '1.0.0',
    channels: {
      [topology.channel]: {
        orderers: nodes.orderers.map(({ name }) => name),
        peers: Object.fromEntries(nodes.peers.map(({ name }) => [name, {}])),
      },
    },
    organizations: Object.fromEntries(
      topology.organisations.map(({ name, mspId }) => [
        name,
        { mspid: mspId, peers: nodes.peers.filter((peer) => peer.mspId === mspId).map((peer) => peer.name) },
      ]),
    ),
    orderers: await all(nodes.orderers),
    peers: await all(nodes.peers),
  };
}

function configuration({ topology, nodes, layout }: NetworkState): object {
  const [peer] = nodes.peers;
  return {
    network: {
      connectionProfile: 'connection.yaml',
      channel: topology.channel,
      chaincode: CHAINCODE_NAME,
      administrators: firstOfEachOrganisation(nodes.orderers).map((orderer) => ({
        mspId: orderer.mspId,
        mspDirectory: userMsp(layout, orderer, 'Admin'),
      })),
      ...(peer && {
        client: { mspId: peer.mspId, mspDirectory: userMsp(layout, peer, 'User1'), peer: peer.name },
      }),
      operations: Object.fromEntries(
        [...nodes.orderers, ...nodes.peers].map(({ name, operationsPort }) => [
          name,
          `http://127.0.0.1:${operationsPort}`,
        ]),
      ),
    },
  };
}
