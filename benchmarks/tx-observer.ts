import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { TxStatus } from './caliper-core.js';
import { OUTCOME, type Outcome } from './connector.js';
import { preciseNow } from '../optimizer/domain/precise-time.js';

/** What a worker saw of one round, as it is written for the session to read. */
export interface WorkerRecord {
  readonly startedMs: number;
  readonly outcomes: readonly Outcome[];
}

export function recordFile(directory: string, roundIndex: number, workerIndex: number): string {
  return path.join(directory, `round-${roundIndex}-worker-${workerIndex}.json`);
}

/** Caliper's TxObserver, loaded in every worker: keeps the raw times of every transaction of a round. */
class RawTimesObserver {
  readonly #directory: string;
  readonly #workerIndex: number;
  #roundIndex = 0;
  #startedMs = 0;
  #outcomes: Outcome[] = [];

  constructor(directory: string, workerIndex: number) {
    this.#directory = directory;
    this.#workerIndex = workerIndex;
  }

  async activate(roundIndex: number): Promise<void> {
    this.#roundIndex = roundIndex;
    this.#startedMs = preciseNow();
    this.#outcomes = [];
  }

  txSubmitted(): void {
    // Nothing to keep: a transaction is recorded when its fate is known.
  }

  txFinished(results: TxStatus | readonly TxStatus[]): void {
    for (const status of [results].flat()) {
      const outcome = status.Get(OUTCOME);
      if (isOutcome(outcome)) this.#outcomes.push(outcome);
    }
  }

  async deactivate(): Promise<void> {
    mkdirSync(this.#directory, { recursive: true });
    const file = recordFile(this.#directory, this.#roundIndex, this.#workerIndex);
    const record: WorkerRecord = { startedMs: this.#startedMs, outcomes: this.#outcomes };
    writeFileSync(`${file}.tmp`, JSON.stringify(record));
    renameSync(`${file}.tmp`, file); // a reader never sees half a file
  }
}

function isOutcome(value: unknown): value is Outcome {
  return typeof value === 'object' && value !== null && 'createdMs' in value && 'finishedMs' in value;
}

/** Called by Caliper. @param options - as written into the benchmark file. */
export function createTxObserver(
  options: { readonly directory: string },
  _messenger: unknown,
  workerIndex: number,
): RawTimesObserver {
  return new RawTimesObserver(options.directory, workerIndex);
}
