import { CancelledError } from '../domain/errors.js';
import type { Clock } from '../domain/wait.js';

interface Sleeper {
  readonly atMs: number;
  readonly wake: () => void;
}

/** Time that passes when a test says so. */
export class FakeClock implements Clock {
  #nowMs: number;
  #sleepers: Sleeper[] = [];

  constructor(iso: string) {
    this.#nowMs = Date.parse(iso);
  }

  now(): number {
    return this.#nowMs;
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) throw new CancelledError('cancelled');
    await new Promise<void>((resolve, reject) => {
      const cancel = (): void => {
        this.#sleepers = this.#sleepers.filter((each) => each !== sleeper);
        reject(new CancelledError('cancelled'));
      };
      const wake = (): void => {
        signal?.removeEventListener('abort', cancel);
        resolve();
      };
      const sleeper: Sleeper = { atMs: this.#nowMs + ms, wake };
      this.#sleepers.push(sleeper);
      signal?.addEventListener('abort', cancel);
    });
  }

  /** Lets everything that is due by then happen, one after the other. */
  async advanceTo(iso: string): Promise<void> {
    const endMs = Date.parse(iso);
    await settle();
    for (;;) {
      const [next] = this.#sleepers.toSorted((a, b) => a.atMs - b.atMs);
      if (!next || next.atMs > endMs) break;
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      // Those that wake at the same time are in each other's way.
      const due = this.#sleepers.filter(({ atMs }) => atMs <= this.#nowMs);
      this.#sleepers = this.#sleepers.filter((each) => !due.includes(each));
      for (const { wake } of due) wake();
      await settle();
    }
    this.#nowMs = endMs;
    await settle();
  }

  async advance(ms: number): Promise<void> {
    await this.advanceTo(new Date(this.#nowMs + ms).toISOString());
  }
}

/** Until nothing that needs no time is left to do. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}
