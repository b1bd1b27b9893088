import { InvalidInputError } from '../../domain/errors.js';
import { describeLimit, type Limit } from '../../domain/goal.js';
import type { IntervalPrediction } from '../../domain/prediction.js';
import type { Batch } from './batches.js';
import { Bet } from './bet.js';
import type { FigureTest } from './figure-test.js';
import { ThroughputTest } from './throughput-test.js';

/** Chance that a watch of any length says that settings break a limit which they just keep. */
export const FALSE_ALARM = 0.01;
/** How much worse than the end of its interval a predicted figure may be before that counts. */
export const PREDICTION_TOLERANCE = 0.25;

/** What one batch says about a limit: how many transactions there are and the sum of their scores. */
type Score = (batch: Batch, limit: number) => { readonly count: number; readonly score: number };

const LARGEST_SHARE_ABOVE_P95 = 0.05;

/**
 * A score is 1 on average where a limit is just kept:
 * - 95th percentile: 20 for a latency above the limit, else 0: at most 5 % may lie above;
 * - mean latency: the latency over the limit;
 * - failed transactions: one over the share that may fail, else 0.
 * A latency that cannot be counts as 0: it never adds to the evidence.
 */
const SCORES: Readonly<Record<'latencyP95Ms' | 'latencyMeanMs' | 'failedPct', Score>> = {
  latencyP95Ms: (batch, limit) => {
    const latencies = latenciesOf(batch);
    const above = latencies.filter((latency) => latency > limit).length;
    return { count: latencies.length, score: above / LARGEST_SHARE_ABOVE_P95 };
  },
  latencyMeanMs: (batch, limit) => {
    const latencies = latenciesOf(batch);
    return {
      count: latencies.length,
      score: over(
        latencies.reduce((a, b) => a + b, 0),
        limit,
      ),
    };
  },
  failedPct: ({ transactions }, limit) => {
    const failed = transactions.filter(({ valid }) => !valid).length;
    return { count: transactions.length, score: over(100 * failed, limit) };
  },
};

/**
 * The tests of a watch.
 * @throws InvalidInputError for a limit that settings cannot break by being bad
 */
export function figureTests(
  limits: readonly Limit[],
  prediction: IntervalPrediction | undefined,
): FigureTest[] {
  refuseUnwatchable(limits);
  return [
    ...limits.map((limit) => testOf(limit, 'limit')),
    ...expectations(prediction).map((limit) => testOf(limit, 'prediction')),
  ];
}

/** @throws InvalidInputError */
export function refuseUnwatchable(limits: readonly Limit[]): void {
  const faults = limits
    .filter(({ figure, bound }) => (bound === '>=') !== (figure === 'throughputTps'))
    .map((limit) => ({
      path: '',
      message: `${describeLimit(limit)} cannot be watched: latencies and failures need <=, throughput needs >=`,
    }));
  if (faults.length > 0) throw new InvalidInputError('--limit', faults);
}

/** The bad end of each interval, with the tolerance; to be better than predicted is fine. */
function expectations(prediction: IntervalPrediction | undefined): Limit[] {
  if (!prediction) return [];
  const { latencyMeanMs, latencyP95Ms, throughputTps } = prediction.interval90;
  const most = (figure: Limit['figure'], high: number): Limit => ({
    figure,
    bound: '<=',
    value: rounded(high * (1 + PREDICTION_TOLERANCE)),
  });
  return [
    most('latencyMeanMs', latencyMeanMs.high),
    ...(latencyP95Ms ? [most('latencyP95Ms', latencyP95Ms.high)] : []),
    {
      figure: 'throughputTps',
      bound: '>=',
      value: rounded(Math.max(0, throughputTps.low * (1 - PREDICTION_TOLERANCE))),
    },
  ];
}

function testOf(limit: Limit, origin: FigureTest['origin']): FigureTest {
  const { figure, value } = limit;
  if (figure === 'throughputTps') return new ThroughputTest(limit, origin);
  const bet = new Bet();
  return {
    limit,
    origin,
    add: (batch) => {
      const { count, score } = SCORES[figure](batch, value);
      bet.add(count, score);
    },
    get evidence() {
      return bet.evidence;
    },
  };
}

/** Latencies of the transactions that succeeded. */
function latenciesOf({ transactions }: Batch): number[] {
  return transactions.filter(({ valid }) => valid).map(({ latencyMs }) => latencyMs ?? 0);
}

/** A limit of 0 is broken by anything above it. */
function over(value: number, limit: number): number {
  return value === 0 ? 0 : value / limit;
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
