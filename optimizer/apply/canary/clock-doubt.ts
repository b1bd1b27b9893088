import type { Batch } from './batches.js';

/** Time in which transactions sent before the watch may still be committed. */
const GRACE_MS = 10_000;
/** Share of transactions with impossible times from which latencies cannot be trusted. */
const DOUBTFUL_SHARE = 0.1;

/**
 * Latencies are only as good as the clocks of the clients. An offset cannot be told from a latency, so none is
 * corrected; what can be noticed is a time of creation after the commit, or before a watch that has gone on for
 * long.
 */
export class ClockDoubt {
  readonly #startedMs: number;
  #late = 0;
  #lateAndEarlier = 0;

  constructor(startedMs: number) {
    this.#startedMs = startedMs;
  }

  add({ committed, earlier }: Batch, atMs: number): void {
    if (atMs - this.#startedMs < GRACE_MS) return;
    this.#late += committed;
    this.#lateAndEarlier += earlier;
  }

  /** @returns why latencies cannot be trusted, if so. */
  doubt(impossible: number, transactions: number): string | undefined {
    if (impossible > DOUBTFUL_SHARE * transactions)
      return `the clocks of the clients differ from this machine's: ${impossible} of ${transactions} transactions say they were created after their commit`;
    if (this.#lateAndEarlier > DOUBTFUL_SHARE * this.#late)
      return `the clocks of the clients differ from this machine's, or the channel is far behind: ${this.#lateAndEarlier} of ${this.#late} transactions say they were created before the watch, ${GRACE_MS / 1000} s or more after it began`;
    return undefined;
  }
}
