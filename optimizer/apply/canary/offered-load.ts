import type { Interval, IntervalPrediction } from '../../domain/prediction.js';
import type { Batch } from './batches.js';

/** How far the load may lie outside the predicted throughput for latencies to be comparable. */
const LOAD_TOLERANCE = 0.25;

/** What clients send, by when they say they created what was committed. */
export class OfferedLoad {
  readonly #expected: Interval | undefined;
  #beganMs: number | undefined;
  #newestMs = 0;
  #count = 0;

  constructor(prediction: IntervalPrediction | undefined) {
    this.#expected = prediction?.interval90.throughputTps;
  }

  add({ newestCreatedMs, committed }: Batch): void {
    this.#newestMs = Math.max(this.#newestMs, newestCreatedMs);
    if (this.#beganMs === undefined) this.#beganMs = newestCreatedMs;
    else this.#count += committed;
  }

  /** Undefined before the second batch. */
  get tps(): number | undefined {
    const seconds = (this.#newestMs - (this.#beganMs ?? this.#newestMs)) / 1000;
    return seconds > 0 ? this.#count / seconds : undefined;
  }

  /** A prediction is for one load: under another its figures say nothing about the settings. */
  get isAsPredicted(): boolean {
    const { tps } = this;
    if (this.#expected === undefined || tps === undefined) return false;
    return (
      tps >= this.#expected.low * (1 - LOAD_TOLERANCE) && tps <= this.#expected.high * (1 + LOAD_TOLERANCE)
    );
  }
}
