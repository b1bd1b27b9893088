import type { DataRow, ModelInput } from '../dataset/columns.js';
import type { Goal } from '../domain/goal.js';
import type { IntervalPrediction } from '../domain/prediction.js';

/** One round that a search has seen. */
export interface Trial {
  /** Which of the task's candidates was measured. */
  readonly candidate: number;
  readonly figures: Pick<DataRow, 'throughputTps' | 'latencyMeanMs' | 'latencyP95Ms'> & {
    /** Failed transactions, % of those sent. */
    readonly failedPct?: number | undefined;
    /** The rate that was really offered; the task's where nobody recorded it. */
    readonly achievedRateTps?: number | undefined;
  };
}

/** What is looked for, and among which settings, at one send rate. */
export interface SearchTask {
  /** Different settings, all at `sendRateTps`. */
  readonly candidates: readonly ModelInput[];
  readonly sendRateTps: number;
  readonly goal: Goal;
  /** Rounds that may be measured in all. */
  readonly budget: number;
  readonly seed: number;
  /** Rounds of the same network known before the search, at any rate. */
  readonly known?: readonly DataRow[] | undefined;
  /** Whether a search may end before its budget is spent; one that is compared with others may not. */
  readonly mayEndEarly?: boolean | undefined;
}

export type NextTrial =
  | { readonly kind: 'measure'; readonly candidate: number }
  /** The search is over before its budget is. */
  | { readonly kind: 'stop'; readonly reason: string };

/** What a strategy believes after some trials. Every number is finite; what cannot be told is left out. */
export interface Belief {
  /** As `recommend` gives it; undefined where it is not sure enough that its limits hold. */
  readonly recommended: number | undefined;
  /** What a round of the recommended candidate is expected to measure; undefined where there is none. */
  readonly expected?: IntervalPrediction | undefined;
  /** Probability that the recommended candidate keeps every limit, 0 to 1. */
  readonly limitsHold?: number | undefined;
  /** Probability that no other candidate that keeps the limits is better, 0 to 1. */
  readonly probabilityBest?: number | undefined;
  /** By how much one more round is expected to improve the objective of what is recommended, in % of it. */
  readonly expectedImprovementPct?: number | undefined;
}

/**
 * A way to spend a budget of rounds. It keeps nothing: what it does next follows from the task and the trials so
 * far, so that a search is resumed by being asked again.
 */
export interface Strategy {
  readonly name: string;
  next(task: SearchTask, trials: readonly Trial[]): Promise<NextTrial>;
  /**
   * The candidate that would be recommended now.
   * @param trials - at least one.
   * @returns undefined where nothing acceptable is known
   */
  recommend(task: SearchTask, trials: readonly Trial[]): Promise<number | undefined>;
  /**
   * What is believed now, for strategies that have more to tell than what they recommend. On a live network the
   * claim on the channel is renewed meanwhile: whatever computes for more than a few seconds lets the event loop run.
   * @param trials - at least one.
   */
  describe?(task: SearchTask, trials: readonly Trial[]): Promise<Belief>;
}
