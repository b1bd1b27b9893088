import { GridtuneError } from '../../domain/errors.js';
import type { Network, NodeStatus } from '../../domain/ports.js';

/** Looks in a row: one alone may be a node that was busy. */
const LOOKS = 2;

/** Notices nodes that worked when the watch began and do not any more. */
export class NodeLooks {
  #worked: ReadonlySet<string> | undefined;
  readonly #failures = new Map<string, number>();

  /** @returns which node has failed and why, if one has. */
  look(nodes: readonly NodeStatus[]): string | undefined {
    this.#worked ??= new Set(nodes.filter(({ healthy }) => healthy).map(({ name }) => name));
    for (const { name, healthy, problem } of nodes) {
      const failures = healthy ? 0 : (this.#failures.get(name) ?? 0) + 1;
      this.#failures.set(name, failures);
      if (failures >= LOOKS && this.#worked.has(name))
        return `${name} worked when the watch began and does not any more (${problem ?? 'no reason given'})`;
    }
    return undefined;
  }
}

/** Notices that the orderers have lost their leader. */
export class LeaderLooks {
  #hadLeader = false;
  #without = 0;

  /** @param hasLeader - undefined if nobody could tell. @returns why that is bad, if it is. */
  look(hasLeader: boolean | undefined): string | undefined {
    if (hasLeader === undefined) return undefined;
    this.#hadLeader ||= hasLeader;
    this.#without = hasLeader ? 0 : this.#without + 1;
    if (!this.#hadLeader || this.#without < LOOKS) return undefined;
    return `the orderers had a leader when the watch began and have none any more`;
  }
}

/** Asks every node, and the orderers for their leader. @returns looks that tell why the network is not well. */
export function nodeLooks({
  network,
  hasLeader,
}: {
  readonly network: Pick<Network, 'status'>;
  readonly hasLeader?: (() => Promise<boolean | undefined>) | undefined;
}): () => Promise<string | undefined> {
  const nodes = new NodeLooks();
  const leader = new LeaderLooks();
  return async () => {
    try {
      return nodes.look(await network.status()) ?? leader.look(await hasLeader?.());
    } catch (error) {
      // Nodes that do not answer are in the status; this is about being unable to ask.
      if (error instanceof GridtuneError) return undefined;
      throw error;
    }
  };
}
