import { messageOf } from '../optimizer/domain/errors.js';
import type { NodeStatus } from '../optimizer/domain/ports.js';
import { fetchConfig } from './channel/config-block.js';
import { connectNode, type Endpoint } from './channel/endpoint.js';
import type { SigningIdentity } from './channel/identity.js';
import { healthProblem, type OperationsService } from './health.js';

const ANSWER_DEADLINE_MS = 5000;

/** Asks an orderer or a peer how far its copy of the channel is, and for its health where that can be asked. */
export async function ledgerNodeStatus(
  endpoint: Endpoint,
  {
    channel,
    identity,
    operations,
  }: {
    readonly channel: string;
    readonly identity: SigningIdentity;
    readonly operations?: OperationsService | undefined;
  },
): Promise<NodeStatus> {
  const base = { name: endpoint.name, kind: endpoint.kind, address: endpoint.address };
  const client = connectNode(endpoint);
  try {
    const [{ height }, problem] = await Promise.all([
      fetchConfig(client, { channel, identity, deadlineMs: ANSWER_DEADLINE_MS }),
      operations === undefined ? undefined : healthProblem(operations),
    ]);
    return { ...base, healthy: true, height, problem };
  } catch (error) {
    return { ...base, healthy: false, problem: messageOf(error) };
  } finally {
    client.close();
  }
}
