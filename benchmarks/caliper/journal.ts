import type { ProcessUse } from '../../optimizer/domain/inside.js';
import type { RawTransaction } from '../../optimizer/domain/ports.js';
import { preciseNow } from '../../optimizer/domain/precise-time.js';
import type { Pace } from './paced-sending.js';
import { NONE, type ReportedId, type ReportedOutcome, type WorkerReport } from './worker-report.js';

/** A worker's own record of the round under way: what was sent, what is in flight, what is still to be told. */
export class Journal {
  readonly #inFlight = new Set<{ readonly createdMs: number }>();
  #round = NONE;
  #sequence = 0;
  #startedMs: number | undefined;
  #sendingEndedMs: number | undefined;
  #use: ProcessUse | undefined;
  #untold: ReportedOutcome[] = [];
  /** In the order of the outcomes; undefined where nobody wants them. */
  #untoldIds: ReportedId[] | undefined;
  #recording = false;
  #onDrained: () => void = () => undefined;
  #stopSending: () => void = () => undefined;

  begin(
    { roundIndex, tellIds = false }: Pick<Pace, 'roundIndex'> & Partial<Pick<Pace, 'tellIds'>>,
    startedMs: number,
    stopSending: () => void,
  ): void {
    this.#round = roundIndex;
    this.#untoldIds = tellIds ? [] : undefined;
    this.#sequence = 0;
    this.#startedMs = startedMs;
    this.#sendingEndedMs = undefined;
    this.#use = undefined;
    this.#untold = [];
    this.#recording = true;
    this.#stopSending = stopSending;
  }

  /** Called when the manager has seen enough. Without a round under way it does nothing. */
  stop(): void {
    this.#stopSending();
  }

  sendingEnded(atMs: number, use: ProcessUse): void {
    this.#sendingEndedMs = atMs;
    this.#use = use;
    this.#stopSending = () => undefined;
  }

  /**
   * Notes a transaction that is about to be sent. What a workload sends to prepare a round is not part of it.
   * @returns what to call with its outcome.
   */
  sent(createdMs: number): (outcome: RawTransaction) => void {
    if (!this.#recording) return () => undefined;
    const entry = { createdMs };
    this.#inFlight.add(entry);
    return ({ finishedMs, endorsedMs = NONE, block = NONE, failure = '', lostId = '', ...sent }) => {
      this.#inFlight.delete(entry);
      this.#untold.push([createdMs, finishedMs, endorsedMs, block, failure, lostId]);
      this.#untoldIds?.push([sent.id ?? '', sent.accepted ?? false]);
      if (this.#inFlight.size === 0) this.#onDrained();
    };
  }

  /** Resolves when every transaction has its outcome. The gateway's deadlines end each of them. */
  async drained(): Promise<void> {
    if (this.#inFlight.size > 0) {
      await new Promise<void>((resolve) => {
        this.#onDrained = resolve;
      });
    }
    this.#onDrained = () => undefined;
    this.#recording = false;
  }

  /** What happened since the last report. */
  takeReport(workerIndex: number): WorkerReport {
    const outcomes = this.#untold;
    this.#untold = [];
    const ids = this.#untoldIds;
    if (ids) this.#untoldIds = [];
    const sequence = this.#sequence;
    this.#sequence += 1;
    const [oldest] = this.#inFlight; // a set keeps the order of insertion
    return {
      workerIndex,
      nowMs: preciseNow(),
      round: this.#round,
      sequence,
      startedMs: this.#startedMs,
      sendingEndedMs: this.#sendingEndedMs,
      oldestInFlightMs: oldest?.createdMs,
      outcomes,
      ids,
      use: this.#use,
    };
  }
}
