import { z } from 'zod';
import { LoadGeneratorError } from '../../optimizer/domain/errors.js';
import type { ProcessUse } from '../../optimizer/domain/inside.js';
import type { RawRound, RawTransaction, RoundSoFar } from '../../optimizer/domain/ports.js';
import {
  NONE,
  REPORT,
  workerReportSchema,
  type ReportedId,
  type ReportedOutcome,
  type WorkerReport,
} from './worker-report.js';

/** A worker reports five times a second; after this long without a word it is lost. */
const LOST_AFTER_MS = 4000;

const updateSchema = z.looseObject({ [REPORT]: workerReportSchema });

interface View {
  readonly index: number;
  lastHeardMs: number;
  /** What has to be added to the worker's clock to get ours. */
  offsetMs: number;
  nextSequence: number;
  startedMs: number | undefined;
  sendingEndedMs: number | undefined;
  completeUntilMs: number;
  use: ProcessUse | undefined;
}

/**
 * What the manager knows of its workers from their reports. Workers may run on other machines: their times are
 * moved to the manager's clock. The quickest report tells by how much, since a report can only arrive late:
 * the error is the shortest time that a report takes, well under a millisecond on one machine.
 */
export class WorkerViews {
  readonly #views = new Map<string, View>();
  /** The round under way. */
  #round: number | undefined;
  #transactions: RawTransaction[] = [];

  /** Opens the books of a round: earlier reports are no part of it. */
  begin(round: number): void {
    this.#round = round;
    this.#transactions = [];
    for (const view of this.#views.values()) Object.assign(view, blankRound());
  }

  /**
   * @param content - of an update message; those of Caliper's own observers are passed over.
   * @returns whether it was a report of the round under way
   * @throws LoadGeneratorError if a report before this one got lost
   */
  hear(sender: string, content: unknown, receivedMs: number): boolean {
    const parsed = updateSchema.safeParse(content);
    if (!parsed.success) return false;
    const report = parsed.data[REPORT];
    const view = this.#viewOf(sender, report.workerIndex, receivedMs);
    view.lastHeardMs = receivedMs;
    view.offsetMs = Math.min(view.offsetMs, receivedMs - report.nowMs);
    if (report.round !== this.#round) return false;
    this.#enter(view, report);
    return true;
  }

  /** Workers that have not reported for so long that they must be gone. */
  lost(nowMs: number): string[] {
    return [...this.#views.values()]
      .filter(({ lastHeardMs }) => nowMs - lastHeardMs > LOST_AFTER_MS)
      .map(({ index, lastHeardMs }) => `${index} (silent for ${Math.round(nowMs - lastHeardMs)} ms)`);
  }

  /** Undefined until every one of `workers` workers has begun. */
  soFar(workers: number, nowMs: number): RoundSoFar | undefined {
    const views = [...this.#views.values()];
    const started = views.flatMap(({ startedMs }) => startedMs ?? []);
    if (started.length < workers) return undefined;
    return {
      startedMs: Math.min(...started),
      completeUntilMs: Math.min(...views.map(({ completeUntilMs }) => completeUntilMs)),
      nowMs,
      transactions: this.#transactions,
    };
  }

  sendingEnded(workers: number): boolean {
    return (
      [...this.#views.values()].filter(({ sendingEndedMs }) => sendingEndedMs !== undefined).length >= workers
    );
  }

  /** The round as a whole, once its workers are done. @throws LoadGeneratorError if a worker told nothing. */
  finish(): RawRound {
    const views = [...this.#views.values()];
    const silent = views.find(({ startedMs, sendingEndedMs }) => (startedMs ?? sendingEndedMs) === undefined);
    if (views.length === 0 || silent)
      throw new LoadGeneratorError(`load worker ${silent?.index ?? 0} ended its round without a report`);
    this.#round = undefined;
    return {
      startedMs: Math.min(...views.flatMap(({ startedMs }) => startedMs ?? [])),
      // From the first place that any worker left out the load is no longer what was asked.
      sendingEndedMs: Math.min(...views.flatMap(({ sendingEndedMs }) => sendingEndedMs ?? [])),
      transactions: this.#transactions.toSorted((a, b) => a.createdMs - b.createdMs),
      workers: views.flatMap(({ use }) => use ?? []),
    };
  }

  #viewOf(sender: string, index: number, receivedMs: number): View {
    const known = this.#views.get(sender);
    if (known) return known;
    const view: View = { index, lastHeardMs: receivedMs, offsetMs: Infinity, ...blankRound() };
    this.#views.set(sender, view);
    return view;
  }

  #enter(view: View, report: WorkerReport): void {
    if (report.sequence !== view.nextSequence) {
      throw new LoadGeneratorError(
        `report ${view.nextSequence} of load worker ${view.index} got lost on the way: the round's outcomes are incomplete`,
      );
    }
    const ours = (ms: number): number => ms + view.offsetMs;
    view.nextSequence += 1;
    view.startedMs = report.startedMs === undefined ? undefined : ours(report.startedMs);
    view.sendingEndedMs = report.sendingEndedMs === undefined ? undefined : ours(report.sendingEndedMs);
    view.completeUntilMs = ours(report.oldestInFlightMs ?? report.nowMs);
    view.use = report.use;
    for (const [index, outcome] of report.outcomes.entries())
      this.#transactions.push({ ...transactionOf(outcome, ours), ...sentOf(report.ids?.[index]) });
  }
}

function blankRound() {
  return {
    nextSequence: 0,
    startedMs: undefined,
    sendingEndedMs: undefined,
    completeUntilMs: 0,
    use: undefined,
  };
}

function sentOf([id, accepted]: ReportedId | readonly [] = []): Pick<RawTransaction, 'id' | 'accepted'> {
  return id === undefined || id === '' ? {} : { id, accepted };
}

function transactionOf(
  [created, finished, endorsed, block, failure, lostId]: ReportedOutcome,
  ours: (ms: number) => number,
): RawTransaction {
  return {
    createdMs: ours(created),
    finishedMs: ours(finished),
    ...(endorsed === NONE ? {} : { endorsedMs: ours(endorsed) }),
    ...(block === NONE ? {} : { block }),
    ...(failure === '' ? {} : { failure }),
    ...(lostId === '' ? {} : { lostId }),
  };
}
