import type { Consensus } from '../domain/consensus.js';
import { GridtuneError } from '../domain/errors.js';
import type { ChannelState, Network, NodeStatus } from '../domain/ports.js';
import type { OrdererSettings } from '../domain/settings.js';
import type { Services } from './services.js';

/** The network as it answers now; what could not be asked is null, and `problem` says why. */
export interface NetworkState {
  readonly id: string | null;
  readonly channel: string | null;
  readonly consensus: Consensus | null;
  /** In force. */
  readonly settings: OrdererSettings | null;
  readonly configSequence: number | null;
  /** Blocks on the channel. */
  readonly height: number | null;
  readonly nodes: readonly NodeStatus[];
  /** Every node answers, and the channel can be read. */
  readonly healthy: boolean;
  /** What is wrong and what to do. */
  readonly problem: string | null;
}

/** Asks every node and reads the channel. A network that is down is an answer and no error. */
export async function networkState({ network: open }: Pick<Services, 'network'>): Promise<NetworkState> {
  const opened = await answered(open());
  if ('problem' in opened) return { ...NOTHING, problem: opened.problem };
  const network = opened.value;
  const [nodes, channel] = await Promise.all([answered(network.status()), answered(network.channel.read())]);
  const asked = 'value' in nodes ? nodes.value : [];
  const down = asked.filter(({ healthy }) => !healthy);
  const problem = problemOf(nodes, channel, down);
  return {
    ...NOTHING,
    ...{ id: network.id, channel: network.channelName },
    ...('value' in channel ? factsOf(channel.value) : {}),
    ...{ nodes: asked, healthy: problem === null, problem },
  };
}

const NOTHING: NetworkState = {
  ...{ id: null, channel: null, consensus: null, settings: null, configSequence: null, height: null },
  ...{ nodes: [], healthy: false, problem: null },
};

type Answered<T> = { readonly value: T } | { readonly problem: string };

async function answered<T>(asked: Promise<T>): Promise<Answered<T>> {
  try {
    return { value: await asked };
  } catch (error) {
    if (error instanceof GridtuneError) return { problem: error.message };
    throw error;
  }
}

function factsOf({ consensus, settings, sequence, height }: ChannelState) {
  return { consensus, settings, configSequence: sequence, height };
}

function problemOf(
  nodes: Answered<unknown>,
  channel: Answered<unknown>,
  down: Awaited<ReturnType<Network['status']>>,
): string | null {
  if ('problem' in nodes) return nodes.problem;
  const [first] = down;
  if (first) {
    const others = down.length > 1 ? `, and ${down.length - 1} more` : '';
    return `${first.name} does not answer (${first.problem ?? 'no reason given'})${others}: "gridtune network up" starts the nodes of the embedded network`;
  }
  return 'problem' in channel ? channel.problem : null;
}
