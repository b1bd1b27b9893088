import { GridtuneError, messageOf } from '../../domain/errors.js';
import type { Progress } from '../../domain/ports.js';
import type { Prober, ProbeOutcome } from '../../domain/prober.js';

/** A probe that is not committed this long after the batch timeout is lost. */
const COMMIT_MARGIN_MS = 10_000;

export interface ProbingServices {
  readonly progress: Progress;
  readonly openProber?: (() => Promise<Prober>) | undefined;
}

/** The probes under way, and how the others ended. */
export class Probing {
  readonly #now: () => number;
  readonly #services: ProbingServices;
  readonly #underWay = new Map<number, number>();
  #prober: Prober | undefined;
  #outcomes: ProbeOutcome[] = [];
  #sent = 0;
  #hasToldUnsent = false;

  constructor(now: () => number, services: ProbingServices) {
    this.#now = now;
    this.#services = services;
  }

  /** A change is in force by now: a prober that cannot be opened is told of and stops nothing. */
  async open(): Promise<void> {
    const { openProber, progress } = this.#services;
    try {
      this.#prober = await openProber?.();
      if (!openProber) progress.warn('no probe transactions are sent: no client of this network is known');
    } catch (error) {
      if (!(error instanceof GridtuneError)) throw error;
      progress.warn(`no probe transactions are sent: ${error.message}`);
    }
  }

  /** When the oldest probe without an outcome was sent. */
  get oldestMs(): number | undefined {
    return this.#underWay.values().next().value;
  }

  /** Sends a probe and does not wait for it. */
  send(batchTimeoutMs: number): void {
    if (!this.#prober) return;
    const id = this.#sent;
    this.#sent += 1;
    this.#underWay.set(id, this.#now());
    this.#prober.send(batchTimeoutMs + COMMIT_MARGIN_MS).then(
      (outcome) => this.#ended(id, outcome),
      (error: unknown) => this.#ended(id, { kind: 'lost', reason: messageOf(error) }),
    );
  }

  /** Outcomes since the last call. */
  takeOutcomes(): readonly ProbeOutcome[] {
    const outcomes = this.#outcomes;
    this.#outcomes = [];
    return outcomes;
  }

  close(): void {
    this.#prober?.close();
  }

  #ended(id: number, outcome: ProbeOutcome): void {
    this.#underWay.delete(id);
    this.#outcomes.push(outcome);
    if (outcome.kind !== 'unsent' || this.#hasToldUnsent) return;
    this.#hasToldUnsent = true;
    this.#services.progress.warn(`probe transactions find no endorsement: ${outcome.reason}`);
  }
}
