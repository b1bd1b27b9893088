import type { Quality } from '../../optimizer/domain/inside.js';
import type { Precision, RoundWindow } from '../../optimizer/domain/plan.js';
import type { RoundSoFar } from '../../optimizer/domain/ports.js';
import { alignedToBlocks, cohortOf, isSuccess, windowOf } from './cohort.js';
import { latencyIntervals, type Intervals } from './intervals.js';
import { queueGrowth } from './queue-growth.js';

export interface StopRuleOptions {
  readonly window: RoundWindow;
  /** Undefined: only the window's length and a hopeless course end the round. */
  readonly precision: Precision | undefined;
  readonly sendRateTps: number;
  readonly batchTimeoutMs: number;
}

/** More than this share of failures says nothing about settings any more. */
const HOPELESS_FAILURES = 0.5;
/** So many outcomes have to be known before a share of failures means anything. */
const FEWEST_OUTCOMES = 20;
/** A queue that surely grows by so many seconds a second is not going to settle. */
const HOPELESS_GROWTH = 0.05;
/** No round is called hopeless for its queue sooner: the throughput of an overloaded network needs some commits. */
const HOPELESS_AFTER_S = 5;
/** A transaction that has waited this long beyond its batch timeout stands in a queue without end. */
const HOPELESS_WAIT_MS = 8000;
/** Intervals are looked at this often: looking at every outcome would end a round on a lucky streak. */
const LOOK_EVERY_MS = 350;
/** Intervals have to be narrow enough so many looks in a row, for the same reason. */
const LOOKS_IN_A_ROW = 2;

type Ending = Quality['endedBy'];

/**
 * Decides when a round has shown enough. Asked with what is known so far; once it gave an answer, that stands.
 */
export class StopRule {
  readonly #options: StopRuleOptions;
  #lookedMs = -Infinity;
  #narrowLooks = 0;
  #ending: Ending | undefined;
  #shownUntilMs: number | undefined;

  constructor(options: StopRuleOptions) {
    this.#options = options;
  }

  /** What ended the window; `length` as long as nothing else did. */
  get endedBy(): Ending {
    return this.#ending ?? 'length';
  }

  /**
   * Until when the transactions count that the round was ended for. What was sent while they were judged would
   * change the figures that were found good enough. Undefined unless the round ended by `precision`.
   */
  get shownUntilMs(): number | undefined {
    return this.#shownUntilMs;
  }

  shouldEnd(soFar: RoundSoFar): boolean {
    if (this.#ending === undefined && soFar.nowMs - this.#lookedMs >= LOOK_EVERY_MS) {
      this.#lookedMs = soFar.nowMs;
      this.#ending = this.#judge(soFar);
    }
    return this.#ending !== undefined;
  }

  #judge(soFar: RoundSoFar): Ending | undefined {
    const { window, sendRateTps, batchTimeoutMs } = this.#options;
    // Failures come back sooner than successes: only a time of which all is known tells their share.
    const known = soFar.transactions
      .filter(({ createdMs }) => createdMs < soFar.completeUntilMs)
      .toSorted((a, b) => a.createdMs - b.createdMs);
    const failures = known.filter((transaction) => !isSuccess(transaction)).length;
    if (known.length >= FEWEST_OUTCOMES && failures > HOPELESS_FAILURES * known.length) return 'failures';
    if (soFar.nowMs - soFar.completeUntilMs > batchTimeoutMs + HOPELESS_WAIT_MS) return 'backlog';
    const sending = { startedMs: soFar.startedMs, sendingEndedMs: soFar.completeUntilMs };
    const complete = windowOf(sending, window, sendRateTps);
    if (soFar.nowMs - complete.opensMs < window.minS * 1000) return undefined;
    const successes = cohortOf(known, alignedToBlocks(known, complete, sendRateTps)).filter(isSuccess);
    const openS = (soFar.nowMs - complete.opensMs) / 1000;
    if (openS >= HOPELESS_AFTER_S && queueGrowth(successes).low > HOPELESS_GROWTH) return 'backlog';
    this.#narrowLooks = this.#isNarrow(latencyIntervals(successes)) ? this.#narrowLooks + 1 : 0;
    if (this.#narrowLooks < LOOKS_IN_A_ROW) return undefined;
    this.#shownUntilMs = soFar.completeUntilMs;
    return 'precision';
  }

  #isNarrow({ meanHalfWidthPct, p95HalfWidthPct }: Intervals): boolean {
    const { precision } = this.#options;
    if (!precision || meanHalfWidthPct === undefined || p95HalfWidthPct === undefined) return false;
    return meanHalfWidthPct <= precision.meanPct && p95HalfWidthPct <= precision.p95Pct;
  }
}
