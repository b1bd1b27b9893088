import type { LiveBlock } from '../../domain/live-transactions.js';

/**
 * Blocks that are judged together last at least this long. A hiccup of a node makes the transactions of several
 * blocks late at once, which is one event and not many.
 */
export const BATCH_MS = 1000;

export interface LiveLatency {
  /** Undefined for a transaction that says it was created after it was committed. */
  readonly latencyMs: number | undefined;
  readonly valid: boolean;
}

/** Neighbouring blocks that are one observation. */
export interface Batch {
  readonly lastBlock: number;
  /** From the end of the batch before to the end of this one; undefined for the first. */
  readonly durationMs: number | undefined;
  /** Everything committed, also what was created before the watch. */
  readonly committed: number;
  /** Creation of the newest transaction, by its client's clock. */
  readonly newestCreatedMs: number;
  /** Transactions that were created during the watch. */
  readonly transactions: readonly LiveLatency[];
  /** Transactions that say they were created before it. */
  readonly earlier: number;
}

/** Puts blocks into batches. */
export class Batcher {
  readonly #startedMs: number;
  #endOfLastMs: number | undefined;
  #openedMs: number | undefined;
  #blocks: LiveBlock[] = [];

  /** @param startedMs - transactions that were created before this were not sent under what is watched */
  constructor(startedMs: number) {
    this.#startedMs = startedMs;
  }

  /** @returns the batch that this block completes. */
  add(block: LiveBlock): Batch | undefined {
    if (block.kind === 'config') return undefined;
    this.#openedMs ??= block.committedMs;
    this.#blocks.push(block);
    return block.committedMs - this.#openedMs >= BATCH_MS ? this.close() : undefined;
  }

  /** Ends the batch under way, however short it is. @returns undefined if there is none. */
  close(): Batch | undefined {
    const last = this.#blocks.at(-1);
    if (!last) return undefined;
    const all = this.#blocks.flatMap(({ transactions, committedMs }) =>
      transactions.map((transaction) => ({ ...transaction, committedMs })),
    );
    const during = all.filter(({ createdMs }) => createdMs >= this.#startedMs);
    const batch: Batch = {
      lastBlock: last.number,
      durationMs: this.#endOfLastMs === undefined ? undefined : last.committedMs - this.#endOfLastMs,
      committed: all.length,
      newestCreatedMs: all.reduce(
        (newest, { createdMs, committedMs }) => Math.max(newest, Math.min(createdMs, committedMs)),
        Number.NEGATIVE_INFINITY,
      ),
      transactions: during.map(({ createdMs, committedMs, valid }) => ({
        latencyMs: committedMs >= createdMs ? committedMs - createdMs : undefined,
        valid,
      })),
      earlier: all.length - during.length,
    };
    this.#blocks = [];
    this.#endOfLastMs = last.committedMs;
    this.#openedMs = last.committedMs;
    return batch;
  }
}
