import type { DataRow } from '../../dataset/columns.js';
import type { Interval } from '../../domain/prediction.js';
import type { Answer } from '../recipe.js';

/** What is scored, in the order in which scores are told. */
export const SCORED_OUTPUTS = ['throughputTps', 'latencyMeanMs', 'latencyP95Ms'] as const;
export type ScoredOutput = (typeof SCORED_OUTPUTS)[number];

/** One value an output; the 95th percentile may be missing. */
export type PerOutput<T> = Readonly<Record<'throughputTps' | 'latencyMeanMs', T>> & {
  readonly latencyP95Ms?: T;
};

/** One measured value beside its prediction. */
export interface Pair {
  readonly measured: number;
  readonly predicted: number;
  /** Undefined where the predictor does not know its error. */
  readonly interval90: Interval | undefined;
}

/**
 * The rows that have this output, beside what was answered. None where an answer to such a row lacks it: a
 * score over some of the rows would not be of the same rows as the others.
 */
export function pairsOf(
  output: ScoredOutput,
  measured: readonly DataRow[],
  answers: readonly Answer[],
): Pair[] {
  const pairs: Pair[] = [];
  for (const [place, row] of measured.entries()) {
    const value = row[output];
    if (value === undefined) continue;
    const answer = answers[place];
    const predicted = answer?.[output];
    if (answer === undefined || predicted === undefined) return [];
    pairs.push({ measured: value, predicted, interval90: intervalOf(output, answer) });
  }
  return pairs;
}

function intervalOf(output: ScoredOutput, answer: Answer): Interval | undefined {
  return 'interval90' in answer ? answer.interval90[output] : undefined;
}
