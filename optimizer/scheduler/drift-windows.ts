import { LiveFigures } from '../apply/canary/live-figures.js';
import { Batcher, type Batch } from '../apply/canary/batches.js';
import type { LiveBlock } from '../domain/live-transactions.js';

/** A stretch of live transactions, about as long as a round. Latencies in ms, rates a second. */
export interface LiveWindow {
  readonly transactions: number;
  /** What clients offered, by when they created what was committed. */
  readonly offeredRateTps: number;
  readonly throughputTps: number;
  /** Undefined where no transaction has a latency that can be. */
  readonly latencyMeanMs: number | undefined;
  readonly latencyP95Ms: number | undefined;
  /** Share of transactions that say they were created after they were committed. */
  readonly impossibleShare: number;
}

/** Share of a window's length that the last one of a watch has to have. */
const NEARLY = 0.8;

/** Cuts live blocks into windows that each begin and end with a block, so that none is counted by halves. */
export class WindowCutter {
  readonly #lengthMs: number;
  readonly #batcher = new Batcher(Number.NEGATIVE_INFINITY);
  #batches: Batch[] = [];
  /** Creation of the newest transaction before the window. */
  #createdBeforeMs: number | undefined;
  readonly windows: LiveWindow[] = [];

  constructor(lengthMs: number) {
    this.#lengthMs = lengthMs;
  }

  add(block: LiveBlock): void {
    const batch = this.#batcher.add(block);
    if (batch) this.#addBatch(batch);
    this.#closeAfter(this.#lengthMs);
  }

  /** Ends the window under way, if it is nearly as long as one has to be. */
  end(): void {
    const batch = this.#batcher.close();
    if (batch) this.#addBatch(batch);
    this.#closeAfter(this.#lengthMs * NEARLY);
  }

  #addBatch(batch: Batch): void {
    // The first batch only says when counting begins.
    if (batch.durationMs === undefined) this.#createdBeforeMs = batch.newestCreatedMs;
    else this.#batches.push(batch);
  }

  #closeAfter(leastMs: number): void {
    const lengthMs = sum(this.#batches.map(({ durationMs = 0 }) => durationMs));
    if (lengthMs > 0 && lengthMs >= leastMs) this.#close(lengthMs);
  }

  #close(lengthMs: number): void {
    const figures = new LiveFigures();
    for (const batch of this.#batches) figures.add(batch);
    const newestMs = this.#batches.reduce((a, b) => Math.max(a, b.newestCreatedMs), -Infinity);
    const createdMs = newestMs - (this.#createdBeforeMs ?? newestMs);
    const committed = sum(this.#batches.map((batch) => batch.committed));
    const { throughputTps = 0, latencyMeanMs, latencyP95Ms } = figures.figures(lengthMs / 1000);
    this.windows.push({
      transactions: figures.transactions,
      offeredRateTps: createdMs > 0 ? (1000 * committed) / createdMs : 0,
      throughputTps,
      latencyMeanMs,
      latencyP95Ms,
      impossibleShare: figures.transactions > 0 ? figures.impossible / figures.transactions : 0,
    });
    this.#createdBeforeMs = newestMs;
    this.#batches = [];
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((a, b) => a + b, 0);
}
