import { NetworkDownError } from '../../optimizer/domain/errors.js';
import type {
  LoadGenerator,
  Network,
  NodeStatus,
  Progress,
  RawRound,
  RoundRequest,
  SeenBlock,
} from '../../optimizer/domain/ports.js';
import type { OrdererSettings } from '../../optimizer/domain/settings.js';
import { ChannelDouble, initialSettings } from './channel.js';

export { initialSettings };

/** A network in memory: keeps the settings it is given and every change that was made. */
export class NetworkDouble implements Network {
  readonly id = 'net';
  readonly channelName = 'exchange';
  readonly channel = new ChannelDouble();
  readonly updates = this.channel;
  down: NodeStatus[] = [];
  /** What a watch of the channel sees. */
  blocks: SeenBlock[] = [];

  get changes(): OrdererSettings[] {
    return this.channel.changes;
  }

  get settings(): OrdererSettings {
    return this.channel.settings;
  }

  set settings(settings: OrdererSettings) {
    this.channel.settings = settings;
  }

  /** Set to have the next changes refused. */
  get refusal(): Error | undefined {
    return this.channel.refusal;
  }

  set refusal(refusal: Error | undefined) {
    this.channel.refusal = refusal;
  }

  async status(): Promise<NodeStatus[]> {
    return [{ name: 'orderer0', kind: 'orderer', address: '127.0.0.1:1', healthy: true }, ...this.down];
  }

  async watchBlocks() {
    return { finish: async () => ({ blocks: this.blocks, problems: [] }) };
  }

  async observables() {
    return { processes: [], metrics: [] };
  }

  async context() {
    return {
      networkId: this.id,
      channel: this.channelName,
      consensus: 'raft' as const,
      orderers: 1,
      organisations: 3,
      peers: 3,
      stateDatabase: 'goleveldb',
      host: { name: 'h', cpus: 2, memoryBytes: 1, platform: 'p' },
      versions: {},
    };
  }
}

/** A generator whose transactions take the latency that `latencyOf` gives for the settings in force. */
export class GeneratorDouble implements LoadGenerator {
  readonly requests: RoundRequest[] = [];
  stopped = 0;
  readonly #latencyMs: () => number;
  /** Called before each round; may throw as a real generator would. */
  before: (round: number) => void = () => undefined;

  constructor(latencyMs: () => number) {
    this.#latencyMs = latencyMs;
  }

  async run(request: RoundRequest): Promise<RawRound> {
    this.requests.push(request);
    this.before(this.requests.length);
    const { load, window } = request;
    const gapMs = 1000 / load.sendRateTps;
    const count = Math.round(load.sendRateTps * (window.warmupS + window.maxS + 1));
    const transactions = Array.from({ length: count }, (_, index) => {
      const createdMs = index * gapMs;
      return { createdMs, finishedMs: createdMs + this.#latencyMs(), block: Math.floor(index / 5) };
    });
    return { startedMs: 0, sendingEndedMs: count * gapMs, transactions, workers: [] };
  }

  async stop(): Promise<void> {
    this.stopped += 1;
  }
}

/** Keeps what was told. */
export class ProgressDouble implements Progress {
  readonly steps: string[] = [];
  readonly warnings: string[] = [];
  /** What came with steps, for programs. */
  readonly facts: Readonly<Record<string, unknown>>[] = [];

  step(message: string, facts?: Readonly<Record<string, unknown>>): void {
    this.steps.push(message);
    if (facts) this.facts.push(facts);
  }

  advance(done: number, total: number): void {
    this.steps.push(`${done}/${total}`);
  }

  warn(message: string): void {
    this.warnings.push(message);
  }
}

export const deadPeer: NodeStatus = {
  name: 'peer0.dso1.test',
  kind: 'peer',
  address: '127.0.0.1:2',
  healthy: false,
  problem: 'does not answer /healthz',
};
export const noOrderer = new NetworkDownError('orderer0 does not answer');
