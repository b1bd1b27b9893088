import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, credentials } from '@grpc/grpc-js';
import { connect, hash } from '@hyperledger/fabric-gateway';
import { CHAINCODE_NAME } from '../../network/chaincode.js';
import { readIdentity } from '../../network/channel/identity.js';
import { cryptoOf, userMsp } from '../../network/layout.js';
import type { NetworkState } from '../../network/state.js';

export interface FilledBlock {
  readonly number: number;
  readonly transactions: number;
}

/**
 * Endorses `count` transactions and submits one of them every `everyMs`.
 * @returns the blocks that they came to lie in, in order
 */
export async function blocksOf(
  { nodes, layout, topology }: NetworkState,
  { count, everyMs }: { readonly count: number; readonly everyMs: number },
): Promise<FilledBlock[]> {
  const [peer] = nodes.peers;
  if (!peer) throw new Error('no peer');
  const { gateway: identity } = await readIdentity(peer.mspId, userMsp(layout, peer, 'User1'));
  const authority = await readFile(cryptoOf(layout, peer).tlsCaCertificate);
  const client = new Client(`127.0.0.1:${peer.port}`, credentials.createSsl(authority), {
    'grpc.ssl_target_name_override': peer.name,
  });
  const gateway = connect({ client, hash: hash.sha256, ...identity });
  try {
    const contract = gateway.getNetwork(topology.channel).getContract(CHAINCODE_NAME);
    const endorsed = await Promise.all(
      Array.from({ length: count }, async (_, index) =>
        contract.newProposal('RecordExists', { arguments: [`nobody-${index}`] }).endorse(),
      ),
    );
    const numbers = await Promise.all(
      endorsed.map(async (transaction, index) => {
        await sleep(index * everyMs);
        const { blockNumber } = await (await transaction.submit()).getStatus();
        return Number(blockNumber);
      }),
    );
    return [...new Set(numbers)]
      .toSorted((a, b) => a - b)
      .map((number) => ({ number, transactions: numbers.filter((one) => one === number).length }));
  } finally {
    gateway.close();
    client.close();
  }
}
