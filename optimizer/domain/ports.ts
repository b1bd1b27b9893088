import type { ChannelConfig } from './channel-config.js';
import type { ChannelUpdates } from './channel-updates.js';
import type { Load } from './load.js';
import type { PlannedRound, Precision, RoundWindow } from './plan.js';
import type { ProcessUse } from './inside.js';
import type { Context, Round } from './round.js';

export type { AppliedChange, ChannelConfig, ChannelState } from './channel-config.js';
export type {
  ChannelClaim,
  ChannelClaims,
  Datasets,
  Repository,
  Store,
  VersionedRepository,
} from './store.js';
export type { NextRound, RoundSource } from './round-source.js';

/** What the program needs from outside. Adapters are built in `main.ts` alone; tests bring their own. */

/** Where the program tells a person what it is doing. Never written to stdout. */
export interface Progress {
  /**
   * A step that is about to start.
   * @param facts - what the words say, for programs that follow a job.
   */
  step(message: string, facts?: Readonly<Record<string, unknown>>): void;
  /** `done` of `total` parts of the step under way. */
  advance(done: number, total: number, message: string): void;
  /** Something that deserves attention but stops nothing. */
  warn(message: string): void;
}

/** One node as it answers now. */
export interface NodeStatus {
  readonly name: string;
  readonly kind: 'orderer' | 'peer' | 'chaincode';
  readonly address: string;
  readonly healthy: boolean;
  /** Blocks on the node's copy of the channel, where it keeps one. */
  readonly height?: number | undefined;
  /** Why it is not healthy. */
  readonly problem?: string | undefined;
}

/** A network to measure and tune. */
export interface Network {
  readonly id: string;
  readonly channelName: string;
  readonly channel: ChannelConfig;
  /** The same channel, changed step by step. */
  readonly updates: ChannelUpdates;
  /** Every node, probed now. */
  status(): Promise<NodeStatus[]>;
  context(): Promise<Context>;
  /** Follows the channel from its next block on. @throws NetworkDownError if no orderer delivers. */
  watchBlocks(): Promise<BlockWatch>;
  /** Where the use of resources can be read. Both lists may be empty, on a network of other hosts. */
  observables(): Promise<Observables>;
}

/** A block as the ordering service and the client's peer delivered it. Times as `preciseNow` gives them. */
export interface SeenBlock {
  readonly number: number;
  readonly kind: 'transactions' | 'config';
  /** Bytes of each transaction as the block cutter counts them: payload and signature. */
  readonly messageBytes: readonly number[];
  readonly orderedMs: number;
  /** Undefined until the peer delivered the block. */
  readonly committedMs?: number | undefined;
  /** Ids of the transactions that the peer found valid. */
  readonly validIds?: readonly string[] | undefined;
}

/** A view on a channel while a round runs. */
export interface BlockWatch {
  /**
   * Waits until block `last` was seen on both sides and the transactions `ids` were seen valid, at most
   * `deadlineMs`, and ends the watch. A side that stopped delivering is a problem to report, never an error:
   * the round stands without it. Ids that do not come may never have been ordered, and are no problem.
   */
  finish(until: {
    readonly last?: number | undefined;
    readonly ids?: readonly string[];
    readonly deadlineMs: number;
  }): Promise<{ readonly blocks: readonly SeenBlock[]; readonly problems: readonly string[] }>;
}

export interface Observables {
  /** Processes of the network on this machine. */
  readonly processes: readonly {
    readonly name: string;
    readonly kind: 'orderer' | 'peer' | 'chaincode';
    readonly pid: number;
  }[];
  /** Prometheus pages of the nodes. */
  readonly metrics: readonly {
    readonly name: string;
    readonly kind: 'orderer' | 'peer';
    readonly url: string;
  }[];
}

/** How clients reach a network: plain values, so that they can be handed to worker processes. */
export interface ClientAccess {
  readonly mspId: string;
  /** Folder with the client's certificate in `signcerts` and its key in `keystore`. */
  readonly mspDirectory: string;
  readonly peerAddress: string;
  /** Name in the peer's TLS certificate. */
  readonly peerName: string;
  /** Undefined where the peer is reached without TLS. */
  readonly tlsCaFile?: string | undefined;
  /** Files shown to peers that ask for a client certificate. */
  readonly clientTls?: { readonly certificate: string; readonly privateKey: string } | undefined;
  readonly channel: string;
  /** Empty where none is configured: the client can read the ledger then and send nothing. */
  readonly chaincode: string;
}

/** One round to run, ready for the load generator. */
export interface RoundRequest {
  readonly label: string;
  readonly load: Load;
  readonly window: RoundWindow;
  /** Asked a few times a second while the load runs; true ends the sending before the window's end. */
  readonly shouldEnd?: (soFar: RoundSoFar) => boolean;
  /** Whether each transaction is told with its id, so that it can be looked up on the ledger. */
  readonly tellIds?: boolean | undefined;
  /** Called once, when the last transaction was sent; what is in flight is still awaited. */
  readonly onSendingEnded?: () => void;
}

/** A round under way, as far as its outcomes are known. */
export interface RoundSoFar {
  readonly startedMs: number;
  /** Every transaction created before this has its outcome. */
  readonly completeUntilMs: number;
  readonly nowMs: number;
  /** Transactions with an outcome, in no particular order. */
  readonly transactions: readonly RawTransaction[];
}

/** Sends load and returns the raw times of every transaction, warm-up included. */
export interface LoadGenerator {
  /**
   * @throws LoadGeneratorError if a worker ended, hung or could not start; DeadlineError; CancelledError
   */
  run(request: RoundRequest, signal: AbortSignal): Promise<RawRound>;
  /** Stops the workers. Calling it twice is harmless. */
  stop(): Promise<void>;
}

/** Times in milliseconds since the epoch. */
export interface RawTransaction {
  readonly createdMs: number;
  readonly finishedMs: number;
  /** Undefined for a read and for a transaction that was not committed. */
  readonly block?: number | undefined;
  /** Undefined on success. */
  readonly failure?: string | undefined;
  /** Id of a transaction that was endorsed and whose fate its client does not know. */
  readonly lostId?: string | undefined;
  /** Told only where the round asks for it, and not of a read. */
  readonly id?: string | undefined;
  /** Told with the id: whether the ordering service took it, as its client was told. */
  readonly accepted?: boolean | undefined;
  /** When the endorsed transaction was there; undefined for a read and where endorsement failed. */
  readonly endorsedMs?: number | undefined;
}

export interface RawRound {
  /** When the first transaction was due. */
  readonly startedMs: number;
  /** When the first transaction that was not sent any more would have been due. */
  readonly sendingEndedMs: number;
  readonly transactions: readonly RawTransaction[];
  /** What the load workers used while they sent. */
  readonly workers: readonly ProcessUse[];
}

/** Measures single rounds on the live network and stores them; whoever calls it holds the channel. */
export interface RoundRunner {
  /**
   * Puts the round's settings in force, sends its load, stores the outcome.
   * @returns the round, measured or failed with its reason.
   * @throws StoreUnreachableError, CancelledError, NetworkDownError if a node is down after the round
   */
  run(
    planned: PlannedRound,
    options: {
      readonly sweepId: string;
      readonly window: RoundWindow;
      readonly precision?: Precision | undefined;
      readonly signal: AbortSignal;
    },
  ): Promise<Round>;
  /** Whether transactions are committed now: tried with a few, from the client to the ledger. */
  commits(signal: AbortSignal): Promise<boolean>;
  /** Ends the load workers. */
  stop(): Promise<void>;
}
