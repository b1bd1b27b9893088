import type { DriftFinding, LiveFigure } from '../domain/drift.js';
import type { Interval, IntervalPrediction } from '../domain/prediction.js';
import { LIVE_FIGURES } from '../domain/drift.js';
import { median } from '../domain/statistics.js';
import type { Expect } from './champion-expectation.js';
import type { LiveWindow } from './drift-windows.js';

/** With fewer transactions the figures of a window say nothing. */
const FEWEST_TRANSACTIONS = 30;
/** Share of transactions from the future from which on a client's clock is wrong. */
const MOST_IMPOSSIBLE = 0.05;
/** Windows that have to be there, and how many of them may disagree. */
export const FEWEST_WINDOWS = 4;
const MAY_DISAGREE = 1;
/**
 * How far beyond an end of the 90 % interval a figure has to lie, as a factor: live traffic is not a benchmark, and
 * clocks of clients on other hosts are not this machine's.
 */
const CLEARLY = 1.1;
/** And by this share of the interval's own half width, on a log scale: one in ten places lies outside of it by itself. */
const WIDER = 0.25;

export type LiveVerdict =
  | { readonly kind: 'not-judged'; readonly reason: string }
  | {
      readonly kind: 'judged';
      readonly live: NonNullable<DriftFinding['live']>;
      /** Why the champion is wrong here; undefined if it is not. */
      readonly drift?: string | undefined;
    };

interface Judged {
  readonly window: LiveWindow;
  readonly prediction: IntervalPrediction;
}

/**
 * Holds live figures against the champion: each window against the 90 % interval at the rate that was offered in it.
 * It is wrong only if all windows but one lie clearly beyond the same end of the interval of the same figure, at least
 * four: a hiccup, a burst or a bad minute is not drift. docs/schedules.md tells how often that errs.
 */
export function judgeLive(windows: readonly LiveWindow[], expect: Expect): LiveVerdict {
  const judged: Judged[] = [];
  const reasons = new Set<string>();
  for (const window of windows) {
    const reason = unusable(window);
    const expected = reason === undefined ? expect(window.offeredRateTps) : undefined;
    if (expected?.kind === 'expected') judged.push({ window, prediction: expected.prediction });
    else reasons.add(reason ?? expected?.reason ?? '');
  }
  if (judged.length < FEWEST_WINDOWS) {
    const why = [...reasons].slice(0, 3);
    const few = `${judged.length} of at least ${FEWEST_WINDOWS} windows could be compared`;
    return { kind: 'not-judged', reason: [few, ...why].join('; ') };
  }
  const figures = LIVE_FIGURES.flatMap((name) => compared(name, judged));
  const least = Math.max(FEWEST_WINDOWS, judged.length - MAY_DISAGREE);
  const beyond = figures.filter(({ below, above }) => below >= least || above >= least);
  return {
    kind: 'judged',
    live: {
      windows: judged.length,
      offeredRateTps: rounded(median(judged.map(({ window }) => window.offeredRateTps))),
      figures,
    },
    ...(beyond.length > 0
      ? { drift: beyond.map((figure) => describe(figure, judged.length)).join('; ') }
      : {}),
  };
}

function unusable({ transactions, impossibleShare }: LiveWindow): string | undefined {
  if (transactions < FEWEST_TRANSACTIONS) return `fewer than ${FEWEST_TRANSACTIONS} transactions in a window`;
  if (impossibleShare > MOST_IMPOSSIBLE)
    return `${Math.round(100 * impossibleShare)} % of the transactions say they were created after they were committed`;
  return undefined;
}

type ComparedFigure = NonNullable<DriftFinding['live']>['figures'][number];

function compared(name: LiveFigure, judged: readonly Judged[]): ComparedFigure[] {
  const pairs = judged.flatMap(({ window, prediction }) => {
    const [live, interval] = [window[name], prediction.interval90[name]];
    return live === undefined || interval === undefined ? [] : [{ live, interval }];
  });
  if (pairs.length < FEWEST_WINDOWS) return [];
  return [
    {
      name,
      live: rounded(median(pairs.map(({ live }) => live))),
      low: rounded(median(pairs.map(({ interval }) => interval.low))),
      high: rounded(median(pairs.map(({ interval }) => interval.high))),
      below: pairs.filter(isBelow).length,
      above: pairs.filter(isAbove).length,
    },
  ];
}

interface Pair {
  readonly live: number;
  readonly interval: Interval;
}

function isBelow({ live, interval }: Pair): boolean {
  return live < interval.low / marginOf(interval);
}

function isAbove({ live, interval }: Pair): boolean {
  return live > interval.high * marginOf(interval);
}

function marginOf({ low, high }: Interval): number {
  const halfWidth = low > 0 ? Math.sqrt(high / low) : 1;
  return CLEARLY * halfWidth ** WIDER;
}

const WORDS: Readonly<Record<LiveFigure, readonly [string, string]>> = {
  throughputTps: ['throughput', 'tps'],
  latencyMeanMs: ['mean latency', 'ms'],
  latencyP95Ms: ['95th percentile of latency', 'ms'],
};

function describe({ name, live, low, high, below, above }: ComparedFigure, windows: number): string {
  const [words, unit] = WORDS[name];
  const where = above > below ? 'above' : 'below';
  return (
    `${words} is ${live} ${unit}, ${where} the champion's ${low} to ${high} ${unit} ` +
    `in ${Math.max(above, below)} of ${windows} windows`
  );
}

function rounded(value: number): number {
  return Math.round(value * 10) / 10;
}
