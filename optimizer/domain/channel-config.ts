import type { Consensus } from './consensus.js';
import type { OrdererSettings } from './settings.js';

/** Settings in force and where they were read. */
export interface ChannelState {
  readonly settings: OrdererSettings;
  /** Config sequence of the channel. */
  readonly sequence: number;
  /** Block that made this configuration. */
  readonly configBlock: number;
  /** Blocks on the channel. */
  readonly height: number;
  readonly consensus: Consensus;
  /** Bytes of the transaction that carries the whole configuration: no block limit may be near it. */
  readonly configTransactionBytes: number;
}

/** Proof of a change. */
export interface AppliedChange {
  readonly before: OrdererSettings;
  readonly after: OrdererSettings;
  /** False if the settings were in force already and nothing was sent. */
  readonly changed: boolean;
  /** Block that carries the update; the latest config block if nothing was sent. */
  readonly blockNumber: number;
  readonly elapsedMs: number;
  /** Nodes that were read back and reported `after`. */
  readonly nodes: readonly string[];
}

/** The ordering settings of one live channel. */
export interface ChannelConfig {
  /** Reads from the ordering service. @throws NetworkDownError if it does not answer. */
  read(): Promise<ChannelState>;
  /**
   * Puts `settings` in force and proves it on the orderers, and on every peer too when `readBack` is `all`.
   * @throws UpdateRejectedError, StaleConfigError, ReadBackError, NetworkDownError, DeadlineError
   */
  apply(
    settings: OrdererSettings,
    options?: { readonly readBack?: 'orderers' | 'all' },
  ): Promise<AppliedChange>;
  close(): void;
}
