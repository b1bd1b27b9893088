import { messageOf } from '../../domain/errors.js';
import type { Prober } from './prober.js';

/** A probe that is not committed this long after the batch timeout is lost. */
const COMMIT_MARGIN_MS = 10_000;

/** The probes under way, and how the others ended. */
export class Probing {
  readonly #now: () => number;
  readonly #underWay = new Map<number, number>();
  #outcomes: (string | undefined)[] = [];
  #sent = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** When the oldest probe without an outcome was sent. */
  get oldestMs(): number | undefined {
    return this.#underWay.values().next().value;
  }

  /** Sends a probe and does not wait for it. */
  send(prober: Prober, batchTimeoutMs: number): void {
    const id = this.#sent;
    this.#sent += 1;
    this.#underWay.set(id, this.#now());
    const end = (failure: string | undefined): void => {
      this.#underWay.delete(id);
      this.#outcomes.push(failure);
    };
    prober.send(batchTimeoutMs + COMMIT_MARGIN_MS).then(
      ({ failure }) => end(failure),
      (error: unknown) => end(messageOf(error)),
    );
  }

  /** Outcomes since the last call: why a probe failed, or undefined. */
  takeOutcomes(): readonly (string | undefined)[] {
    const outcomes = this.#outcomes;
    this.#outcomes = [];
    return outcomes;
  }
}
