import type { CanaryVerdict } from '../../domain/canary.js';
import { describeLimit, type LimitedFigure } from '../../domain/goal.js';
import type { FigureTest } from './figure-test.js';
import { FALSE_ALARM, PREDICTION_TOLERANCE } from './figure-tests.js';
import type { OfferedLoad } from './offered-load.js';
import { ThroughputTest } from './throughput-test.js';

type Seen = Pick<CanaryVerdict, LimitedFigure>;

const UNITS: Readonly<Record<LimitedFigure, string>> = {
  latencyMeanMs: 'ms',
  latencyP95Ms: 'ms',
  throughputTps: 'tps',
  failedPct: '%',
};

/** `480 transactions, 39.8 tps, mean 131 ms, p95 250 ms, 0 % failed` */
export function figuresLine(transactions: number, seen: Seen): string {
  const parts = [
    `${transactions} transactions`,
    ...(seen.throughputTps === undefined ? [] : [`${seen.throughputTps} tps`]),
    ...(seen.latencyMeanMs === undefined ? [] : [`mean ${Math.round(seen.latencyMeanMs)} ms`]),
    ...(seen.latencyP95Ms === undefined ? [] : [`p95 ${Math.round(seen.latencyP95Ms)} ms`]),
    ...(seen.failedPct === undefined ? [] : [`${seen.failedPct} % failed`]),
  ];
  return parts.join(', ');
}

export function brokenReason({ limit, origin }: FigureTest, transactions: number, seen: Seen): string {
  const found = `${seen[limit.figure] ?? 'none'} ${UNITS[limit.figure]} over ${transactions} transactions`;
  const luck = `by luck such evidence comes in at most ${100 * FALSE_ALARM} of 100 watches`;
  if (origin === 'limit') return `${describeLimit(limit)} is broken: ${found}; ${luck}`;
  return `${limit.figure} is worse than predicted: ${found}, expected ${describeLimit(limit)} (the end of its interval and ${100 * PREDICTION_TOLERANCE} % more); ${luck}`;
}

export function keptReason(tests: readonly FigureTest[], load: OfferedLoad, transactions: number): string {
  const unjudged = tests
    .filter((test) => !isJudged(test, load))
    .map(({ limit, origin }) =>
      origin === 'limit' ? describeLimit(limit) : `the predicted ${limit.figure}`,
    );
  const judged = tests.length - unjudged.length;
  const held = `${transactions} transactions show nothing against ${judged} of ${tests.length} limits and predicted figures`;
  if (unjudged.length === 0) return held;
  const rate = load.tps === undefined ? 'too little' : `${Math.round(load.tps * 10) / 10} tps`;
  return `${held}; not judged, as ${rate} came: ${unjudged.join(', ')}`;
}

function isJudged(test: FigureTest, load: OfferedLoad): boolean {
  if (test instanceof ThroughputTest && !test.isJudged) return false;
  return test.origin === 'limit' || load.isAsPredicted;
}
