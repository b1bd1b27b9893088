/** What a block may take beyond the batch timeout: endorsement, agreement, delivery, a busy machine. */
const MARGIN_MS = 5000;
/** Blocks after which transactions count as coming steadily. */
const STEADY_BLOCKS = 20;
/** A pause this many times as long as the longest before it is no chance of the arrivals. */
const LONGEST_PAUSE_FACTOR = 5;

/** Notices that nothing is committed any more although there is something to commit. */
export class StallWatch {
  #lastCommitMs: number;
  #longestPauseMs = 0;
  #blocks = 0;

  constructor(startedMs: number) {
    this.#lastCommitMs = startedMs;
  }

  /** A block of transactions. */
  committed(atMs: number): void {
    if (this.#blocks > 0) this.#longestPauseMs = Math.max(this.#longestPauseMs, atMs - this.#lastCommitMs);
    this.#blocks += 1;
    this.#lastCommitMs = atMs;
  }

  /**
   * @param oldestProbeMs - when the oldest probe was sent that has no outcome yet; undefined if there is none.
   * Without probes a load that has ended looks like a stall: then transactions must have come steadily before,
   * and the pause must be far longer than any so far.
   * @returns why the channel has stalled, if it has.
   */
  look(nowMs: number, batchTimeoutMs: number, oldestProbeMs: number | undefined): string | undefined {
    const allowedMs = batchTimeoutMs + MARGIN_MS;
    const pauseMs = nowMs - this.#lastCommitMs;
    if (oldestProbeMs !== undefined) {
      const waitedMs = nowMs - Math.max(oldestProbeMs, this.#lastCommitMs);
      if (waitedMs > allowedMs)
        return `a probe transaction has been waiting and nothing was committed for ${seconds(waitedMs)}`;
      return undefined;
    }
    const isSteady = this.#blocks >= STEADY_BLOCKS;
    if (isSteady && pauseMs > allowedMs && pauseMs > LONGEST_PAUSE_FACTOR * this.#longestPauseMs) {
      return `nothing was committed for ${seconds(pauseMs)}, after at most ${seconds(this.#longestPauseMs)} between the blocks before`;
    }
    return undefined;
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
