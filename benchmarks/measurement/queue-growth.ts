import type { RawTransaction } from '../../optimizer/domain/ports.js';
import { median } from '../../optimizer/domain/statistics.js';
import { groupByBlock, latencyMs } from './cohort.js';

/** By how many seconds each second of load makes the queue longer, with its 99 % interval. */
export interface QueueGrowth {
  readonly perSecond: number;
  readonly low: number;
  readonly high: number;
}

const STEADY: QueueGrowth = { perSecond: 0, low: -Infinity, high: Infinity };
/** Slopes are taken over all pairs: this many points give 1,770 of them. */
const MOST_POINTS = 60;
/** Fewer points cannot tell a trend from a stall of the machine. */
const FEWEST_POINTS = 5;

/**
 * The trend of the time that a transaction spends queueing. Of each block the transaction that waited least is
 * looked at: it came last, so that hardly any of its latency is the wait for the block to be cut, and what is
 * left grows only if a queue does. The trend is the median of the slopes over all pairs of blocks (Theil-Sen),
 * its interval that of Sen, P. K. (1968), "Estimates of the regression coefficient based on Kendall's tau",
 * J. Am. Stat. Assoc. 63: a stall of a few hundred milliseconds moves neither.
 * @param successes - of a window, in order of creation. Blocks cut off by its edge count as well.
 */
export function queueGrowth(successes: readonly RawTransaction[]): QueueGrowth {
  const points = thinned(
    groupByBlock(successes).map((group): Point => {
      const least = group.reduce((a, b) => (latencyMs(b) < latencyMs(a) ? b : a));
      return { atMs: least.createdMs, waitMs: latencyMs(least) };
    }),
  );
  return points.length < FEWEST_POINTS ? STEADY : theilSen(points);
}

interface Point {
  readonly atMs: number;
  readonly waitMs: number;
}

/** The median point of each of at most {@link MOST_POINTS} equal shares. */
function thinned(points: readonly Point[]): Point[] {
  if (points.length <= MOST_POINTS) return [...points];
  return Array.from({ length: MOST_POINTS }, (_, index) => {
    const share = points.slice(
      Math.floor((index * points.length) / MOST_POINTS),
      Math.floor(((index + 1) * points.length) / MOST_POINTS),
    );
    return { atMs: median(share.map(({ atMs }) => atMs)), waitMs: median(share.map(({ waitMs }) => waitMs)) };
  });
}

function theilSen(points: readonly Point[]): QueueGrowth {
  const slopes = points
    .flatMap((a, index) =>
      points
        .slice(index + 1)
        .filter((b) => b.atMs !== a.atMs)
        .map((b) => (b.waitMs - a.waitMs) / (b.atMs - a.atMs)),
    )
    .toSorted((a, b) => a - b);
  if (slopes.length === 0) return STEADY;
  const n = points.length;
  // Half the width of the interval of Kendall's statistic, as a number of slopes.
  const reach = 2.575829 * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  const at = (place: number): number =>
    slopes[Math.min(slopes.length - 1, Math.max(0, Math.round(place)))] ?? Number.NaN;
  return {
    perSecond: median(slopes),
    low: at((slopes.length - reach) / 2 - 1),
    high: at((slopes.length + reach) / 2),
  };
}
