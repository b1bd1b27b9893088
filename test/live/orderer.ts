import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { connectNode, type NodeClient } from '../../network/channel/endpoint.js';
import { readIdentity } from '../../network/channel/identity.js';
import type { DeliverRequest } from '../../network/channel/deliver.js';
import { cryptoOf, userMsp } from '../../network/layout.js';
import { readState } from '../../network/state.js';

/** Asks the network's orderer itself, as its administrator. */
export async function askOrderer<T>(
  home: string,
  ask: (client: NodeClient, request: DeliverRequest) => Promise<T>,
): Promise<T> {
  const state = await readState(path.join(home, 'network'));
  const [orderer] = state?.nodes.orderers ?? [];
  if (!state || !orderer) throw new Error('no network');
  const { name, port, mspId } = orderer;
  const identity = await readIdentity(mspId, userMsp(state.layout, orderer, 'Admin'));
  const tlsCaCertificate = await readFile(cryptoOf(state.layout, orderer).tlsCaCertificate);
  const client = connectNode({
    name,
    kind: 'orderer',
    address: `127.0.0.1:${port}`,
    tlsCaCertificate,
    tlsName: name,
  });
  try {
    return await ask(client, { channel: state.topology.channel, identity, deadlineMs: 10_000 });
  } finally {
    client.close();
  }
}
