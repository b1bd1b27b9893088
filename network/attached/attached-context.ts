import type { AttachedNetwork } from '../../optimizer/domain/attached-network.js';
import { InvalidInputError } from '../../optimizer/domain/errors.js';
import type { Observables } from '../../optimizer/domain/ports.js';
import type { Context } from '../../optimizer/domain/round.js';
import { CALIPER_VERSION } from '../embedded-network.js';
import { fabricVersion } from '../health.js';
import { measuringHost } from '../measuring-host.js';
import type { ChannelMembers } from './channel-members.js';

const UNKNOWN = 'unknown';

/** A node by the name that messages and the configuration use. */
interface NamedNode {
  readonly name: string;
  readonly kind: 'orderer' | 'peer';
}

/** @param nodes - that the profile and the channel name */
export async function contextOf(
  { channel, operations }: AttachedNetwork,
  networkId: string,
  members: ChannelMembers,
  nodes: readonly NamedNode[],
): Promise<Context> {
  return {
    networkId,
    channel,
    consensus: members.consensus,
    orderers: members.consenters.length,
    organisations: members.organisations.length,
    peers: nodes.filter(({ kind }) => kind === 'peer').length,
    // No node tells what it keeps its state in.
    stateDatabase: UNKNOWN,
    host: measuringHost(),
    versions: {
      fabric: await versionsOf(Object.values(operations)),
      node: process.versions.node,
      caliper: CALIPER_VERSION,
    },
  };
}

/** Every version met, as `2.5.12, 3.1.1` while a network is being upgraded. */
async function versionsOf(operations: readonly string[]): Promise<string> {
  const answers = await Promise.allSettled(operations.map(fabricVersion));
  const versions = answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : []));
  return versions.length === 0 ? UNKNOWN : [...new Set(versions)].toSorted().join(', ');
}

/** Other hosts' processes cannot be watched; their pages of figures can, where they are given. */
export function observablesOf({ operations }: AttachedNetwork, nodes: readonly NamedNode[]): Observables {
  return {
    processes: [],
    metrics: nodes.flatMap(({ name, kind }) => {
      const base = operations[name];
      return base === undefined ? [] : [{ name, kind, url: `${base}/metrics` }];
    }),
  };
}

/** @throws InvalidInputError if pages are given for nodes that nobody knows */
export function requireKnownNodes({ operations }: AttachedNetwork, nodes: readonly NamedNode[]): void {
  const names = nodes.map(({ name }) => name);
  const faults = Object.keys(operations)
    .filter((name) => !names.includes(name))
    .map((name) => ({
      path: `network.operations.${name}`,
      message: `is no node of the network: these are ${names.join(', ')}`,
    }));
  if (faults.length > 0) throw new InvalidInputError('configuration', faults);
}
