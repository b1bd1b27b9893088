import type { OrdererSettings, SettingsChange } from './settings.js';

/** Many updates of a live channel, one after the other, while clients go on sending: docs/soak.md. */

export interface SoakRequest {
  /** How many updates to make. */
  readonly updates: number;
  readonly sendRateTps: number;
  /** Put in force in turn; one alternates with what is in force, none with another batch timeout. */
  readonly settings: readonly SettingsChange[];
}

/** Nearest rank: the value at place ceil(p n) of the n sorted ones. */
export interface UpdateTimes {
  readonly p50Ms: number;
  readonly p95Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** What became of everything that clients sent, by their own accounts and the ledger's. */
export interface SoakTransactions {
  readonly sent: number;
  /** Told as committed to its client, and valid on the ledger. */
  readonly committed: number;
  /** Told as failed to its client, and not valid on the ledger. */
  readonly failed: number;
  readonly failedByReason: Readonly<Record<string, number>>;
  /** Valid on the ledger although its client was told of a failure. */
  readonly committedUntold: number;
  /** Neither valid on the ledger nor told as failed: ids. */
  readonly lost: readonly string[];
  /** Valid on the ledger more than once, or told by clients more than once: ids. */
  readonly duplicated: readonly string[];
  /** Valid ones in the same blocks that the soak did not send; its warm-up is among them. */
  readonly ofOthers: number;
  /** Those of them that were created while the load ran. */
  readonly ofOthersDuringLoad: number;
}

export interface SoakReport {
  readonly startedAt: string;
  /** Put in force in this order, again and again. */
  readonly settings: readonly OrdererSettings[];
  readonly updates: {
    readonly asked: number;
    /** Seen in a block and read back. */
    readonly done: number;
    /** How often somebody else's update came first, and this one was made again. */
    readonly lostRaces: number;
    /** Those after which some node did not answer. */
    readonly notOnEveryNode: number;
    /** Nodes that were read back after each. */
    readonly nodes: readonly string[];
    /** From reading the configuration until the last node reports the new settings; absent if none was done. */
    readonly times?: UpdateTimes | undefined;
    /** Why not all were made. */
    readonly stopped?: string | undefined;
  };
  readonly load: {
    readonly sendRateTps: number;
    /** Transactions a second that were sent. */
    readonly achievedRateTps: number;
    readonly seconds: number;
    /** Transactions that were due at this rate. */
    readonly due: number;
  };
  readonly blocks: {
    readonly first: number;
    readonly last: number;
    readonly ofConfig: number;
    readonly ofTransactions: number;
  };
  readonly transactions: SoakTransactions;
  /** What should not have happened; empty if the soak passed. */
  readonly faults: readonly string[];
}

/** An update takes longer than this in at most one of twenty cases. */
export const UPDATE_P95_LIMIT_MS = 5000;
