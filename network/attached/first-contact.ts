import { createHash } from 'node:crypto';
import type { common } from '@hyperledger/fabric-protos';
import { InvalidInputError, NetworkDownError, messageOf } from '../../optimizer/domain/errors.js';
import { fetchConfig } from '../channel/config-block.js';
import { fetchBlock } from '../channel/deliver.js';
import { connectNode, type Endpoint } from '../channel/endpoint.js';
import type { SigningIdentity } from '../channel/identity.js';

/** A node and who asks it. */
export interface AskedNode {
  readonly endpoint: Endpoint;
  readonly reader: SigningIdentity;
}

export interface FirstContact {
  /** Names the network: the same wherever somebody attaches to this channel. */
  readonly networkId: string;
  readonly config: common.Config;
  readonly firstBlock: common.Block;
}

const ANSWER_DEADLINE_MS = 5000;
const ID_BYTES = 6;

/**
 * Asks all nodes at once what channel this is; the first that knows will do.
 * @throws NetworkDownError with what each of them said, if none does; InvalidInputError if there is none to ask
 */
export async function firstContact(channel: string, nodes: readonly AskedNode[]): Promise<FirstContact> {
  if (nodes.length === 0) {
    const message = 'is missing, and the connection profile names no orderer: peers answer to a client only';
    throw new InvalidInputError('configuration', [{ path: 'network.client', message }]);
  }
  try {
    return await Promise.any(nodes.map(async (node) => ask(channel, node)));
  } catch (cause) {
    if (!(cause instanceof AggregateError)) throw cause;
    const words = [...new Set(cause.errors.map(messageOf))].join('; ');
    throw new NetworkDownError(`no node gives channel ${channel}: ${words}`, { cause });
  }
}

async function ask(channel: string, { endpoint, reader }: AskedNode): Promise<FirstContact> {
  const client = connectNode(endpoint);
  try {
    const request = { channel, identity: reader, deadlineMs: ANSWER_DEADLINE_MS };
    const [firstBlock, { config }] = await Promise.all([
      fetchBlock(client, 0, request),
      fetchConfig(client, request),
    ]);
    return { networkId: networkIdOf(channel, firstBlock), config, firstBlock };
  } finally {
    client.close();
  }
}

function networkIdOf(channel: string, firstBlock: common.Block): string {
  const dataHash = firstBlock.getHeader()?.getDataHash_asU8() ?? new Uint8Array();
  const digest = createHash('sha256').update(channel).update('\0').update(dataHash).digest();
  return digest.subarray(0, ID_BYTES).toString('hex');
}
