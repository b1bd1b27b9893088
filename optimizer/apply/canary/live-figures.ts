import type { CanaryVerdict } from '../../domain/canary.js';
import type { Batch } from './batches.js';

const P95 = 0.95;

/** Figures of the transactions that were created and committed during a watch. */
export class LiveFigures {
  readonly #latenciesMs: number[] = [];
  #sumMs = 0;
  #succeeded = 0;
  #failed = 0;
  #blocks = 0;
  /** Transactions that say they were created after their commit. */
  #impossible = 0;

  add({ transactions }: Batch): void {
    this.#blocks += 1;
    for (const { latencyMs, valid } of transactions) {
      if (!valid) {
        this.#failed += 1;
        continue;
      }
      this.#succeeded += 1;
      if (latencyMs === undefined) {
        this.#impossible += 1;
        continue;
      }
      this.#latenciesMs.push(latencyMs);
      this.#sumMs += latencyMs;
    }
  }

  get transactions(): number {
    return this.#succeeded + this.#failed;
  }

  get impossible(): number {
    return this.#impossible;
  }

  get batches(): number {
    return this.#blocks;
  }

  /** @param watchedS - above 0. The percentile is the nearest rank, as everywhere in measurements. */
  figures(
    watchedS: number,
  ): Pick<CanaryVerdict, 'throughputTps' | 'latencyMeanMs' | 'latencyP95Ms' | 'failedPct'> {
    const count = this.#latenciesMs.length;
    if (this.transactions === 0) return {};
    const counted = {
      throughputTps: rounded(this.#succeeded / watchedS),
      failedPct: rounded((100 * this.#failed) / this.transactions),
    };
    if (count === 0) return counted;
    const sorted = Float64Array.from(this.#latenciesMs).toSorted();
    return {
      ...counted,
      latencyMeanMs: rounded(this.#sumMs / count),
      latencyP95Ms: rounded(sorted[Math.ceil(P95 * count) - 1] ?? 0),
    };
  }
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
