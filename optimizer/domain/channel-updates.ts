import type { LiveBlock } from './live-transactions.js';
import type { OrdererSettings } from './settings.js';
import type { UpdateStanding } from './update-inspection.js';

/** A change made against one configuration of the channel, not signed yet. */
export interface PreparedUpdate {
  readonly channel: string;
  readonly before: OrdererSettings;
  readonly after: OrdererSettings;
  /** Config sequence that it was made against. */
  readonly configSequence: number;
  /** First block that can carry it. */
  readonly fromBlock: number;
  /** The ConfigUpdate message: what administrators sign. */
  readonly update: Uint8Array;
}

/** One administrator's signature over a ConfigUpdate, as Fabric's ConfigSignature holds it. */
export interface UpdateSignature {
  /** SignatureHeader: who signed (MSP id and certificate), and a number used once. */
  readonly header: Uint8Array;
  /** Low-S ECDSA over SHA-256 of header and update. */
  readonly signature: Uint8Array;
}

/** A change as the ordering service takes it. */
export interface SignedUpdate extends PreparedUpdate {
  readonly envelope: Uint8Array;
  /** Hex. The block that carries this payload is the proof that the change was ordered. */
  readonly payloadSha256: string;
  readonly transactionId: string;
}

export interface CommittedUpdate {
  readonly blockNumber: number;
  readonly configSequence: number;
}

/** Whose name stands under what this program sends. */
export interface Administrator {
  readonly mspId: string;
  /** Common name in the certificate. */
  readonly name: string;
}

/** What the nodes say about the settings in force. */
export interface ReadBack {
  /** Names of the nodes that report them. */
  readonly nodes: readonly string[];
  /** Nodes that did not answer: they take the settings over with the chain once they are back. */
  readonly unreachable: readonly { readonly name: string; readonly problem: string }[];
}

/** Changes of the ordering settings step by step, so that each step can be recorded before the next. */
export interface ChannelUpdates {
  /** Administrators whose keys this installation holds; may be fewer than the channel asks for. */
  readonly administrators: readonly Administrator[];
  /** @returns undefined if these settings are in force already. @throws NetworkDownError */
  prepare(settings: OrdererSettings): Promise<PreparedUpdate | undefined>;
  /** One signature of each own administrator over a ConfigUpdate, in the order of `administrators`. Sends nothing. */
  ownSignatures(update: Uint8Array): Promise<readonly UpdateSignature[]>;
  /**
   * Puts a change and its signatures together and signs the whole as the first own administrator. Sends nothing.
   * @param signatures - those gathered for a proposal, and no others then: nobody signs one by sending it.
   * Left out, the own administrators sign.
   */
  sign(prepared: PreparedUpdate, signatures?: readonly UpdateSignature[]): Promise<SignedUpdate>;
  /**
   * Sends a change and waits for the block that carries it.
   * @param after - number of a block that is known to be there: the change is sent without asking for the newest
   * @throws StaleConfigError if another update came first, UpdateRejectedError, NetworkDownError, DeadlineError
   */
  submit(signed: SignedUpdate, after?: number): Promise<CommittedUpdate>;
  /** Looks for a change that was sent earlier. @returns undefined if no block from `fromBlock` on carries it. */
  findCommitted(payloadSha256: string, fromBlock: number): Promise<CommittedUpdate | undefined>;
  /**
   * Asks every node until it reports the settings. A node that does not answer at all is named and stops
   * nothing as long as a majority of the orderers, and one peer where peers are asked, report them.
   * @throws ReadBackError if a node that answers goes on reporting others; NetworkDownError if too few answer
   */
  readBack(settings: OrdererSettings, nodes: 'orderers' | 'all'): Promise<ReadBack>;
  /** Judges an update and its signatures against the channel as it is now. @throws NetworkDownError */
  inspect(update: Uint8Array, signatures: readonly UpdateSignature[]): Promise<UpdateStanding>;
  /**
   * Blocks as a peer commits them, until `signal` aborts.
   * @param from - number of the first block; without it the next one
   * @throws NetworkDownError
   */
  liveBlocks(signal: AbortSignal, from?: number): AsyncIterable<LiveBlock>;
}
