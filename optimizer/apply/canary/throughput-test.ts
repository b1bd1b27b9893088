import type { Limit } from '../../domain/goal.js';
import type { Batch } from './batches.js';
import { Bet } from './bet.js';
import type { FigureTest } from './figure-test.js';

/**
 * A smallest throughput, judged only while enough is offered. Of what clients send only that is seen which is
 * committed, with the time it was created: `n` transactions created within `s` seconds were offered at `n / s` or
 * more. As soon as fewer than the limit were offered since the stretch under judgement began, nothing can be said
 * about it, and a new stretch begins. Where the network keeps up, what is committed follows what is created by no
 * more than a latency, so a stretch offered enough is committed enough; where it does not, the queue grows.
 *
 * The score of a transaction is the time it took, in units of what it may take; see {@link Bet}. The k-th stretch
 * has to bring k (k + 1) times the evidence: over all stretches that costs no more than one.
 */
export class ThroughputTest implements FigureTest {
  readonly limit: Limit;
  readonly origin: FigureTest['origin'];
  #stretch = 0;
  #bet = new Bet();
  #count = 0;
  #beganCreatedMs: number | undefined;

  constructor(limit: Limit, origin: FigureTest['origin']) {
    this.limit = limit;
    this.origin = origin;
  }

  add(batch: Batch): void {
    const { durationMs, committed, newestCreatedMs } = batch;
    const began = this.#beganCreatedMs;
    if (durationMs === undefined || began === undefined) {
      this.#begin(newestCreatedMs);
      return;
    }
    this.#count += committed;
    const offeredS = Math.max(0, newestCreatedMs - began) / 1000;
    if (this.#count < this.limit.value * offeredS) {
      this.#begin(newestCreatedMs);
      return;
    }
    this.#bet.add(committed, (this.limit.value * durationMs) / 1000);
  }

  get evidence(): number {
    return this.#bet.evidence / Math.max(1, this.#stretch * (this.#stretch + 1));
  }

  /** Whether enough is being offered to judge by. */
  get isJudged(): boolean {
    return this.#count > 0;
  }

  #begin(createdMs: number): void {
    this.#stretch += 1;
    this.#bet = new Bet();
    this.#count = 0;
    this.#beganCreatedMs = createdMs;
  }
}
