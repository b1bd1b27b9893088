import type { RawTransaction } from '../../optimizer/domain/ports.js';
import { isSuccess, type Window } from './cohort.js';
import { queueGrowth, type QueueGrowth } from './queue-growth.js';

/** Commits per second of a window, and whether the network kept up. */
export interface Throughput {
  readonly perSecond: number;
  /** By how many seconds a second of load lengthened the queue; 0 unless that is sure and worth reckoning with. */
  readonly growth: number;
  readonly saturated: boolean;
}

/** A queue that surely grows by so many seconds a second: the network commits under 98 % of what comes in. */
const SATURATED_GROWTH = 0.02;
/** A queue that changes by less shifts the throughput by less than counting commits would. */
const NEGLIGIBLE_GROWTH = 0.005;
/** Fewer commits give no usable rate: one that comes 100 ms late shifts it by 100 ms over all of their time. */
const FEWEST_COMMITS = 6;
/** A round cut off while its queue shrinks fast says that much and no more. */
const STRONGEST_RECOVERY = -0.5;

/**
 * Successes a second, of writes or of reads. In a steady state what comes in goes out: the successes created
 * inside the window over its length, which no block that falls in or out at its edges can shift. While the
 * queue grows or shrinks it is what comes out that counts: the successes of the blocks that committed inside
 * the window, but for the first, over the time from the first commit to the last.
 * @param created - successes created inside the window, in order of creation
 * @param all - every transaction of the round of the same kind
 * @param overloaded - the round was ended because its queue grew, whatever its trend says in the end
 */
export function throughput(
  created: readonly RawTransaction[],
  all: readonly RawTransaction[],
  window: Window,
  overloaded = false,
): Throughput {
  const lengthS = (window.closesMs - window.opensMs) / 1000;
  const trend = queueGrowth(created);
  const growth = significant(trend);
  const steady = created.length / lengthS;
  return {
    perSecond: growth === 0 && !overloaded ? steady : (commitRate(all, window) ?? steady / (1 + growth)),
    growth,
    saturated: overloaded || trend.low > SATURATED_GROWTH,
  };
}

function significant({ perSecond, low, high }: QueueGrowth): number {
  const isReal = (low > 0 || high < 0) && Math.abs(perSecond) >= NEGLIGIBLE_GROWTH;
  return isReal ? Math.max(STRONGEST_RECOVERY, perSecond) : 0;
}

/** A block is committed for its clients when the first of them hears of it; reads and few blocks give nothing. */
function commitRate(all: readonly RawTransaction[], { opensMs, closesMs }: Window): number | undefined {
  const blocks = new Map<number, { committedMs: number; transactions: number }>();
  for (const { block, finishedMs } of all.filter(isSuccess)) {
    if (block === undefined) continue;
    const known = blocks.get(block) ?? { committedMs: Infinity, transactions: 0 };
    blocks.set(block, {
      committedMs: Math.min(known.committedMs, finishedMs),
      transactions: known.transactions + 1,
    });
  }
  const inside = [...blocks.values()]
    .filter(({ committedMs }) => committedMs >= opensMs && committedMs < closesMs)
    .toSorted((a, b) => a.committedMs - b.committedMs);
  const [first, last] = [inside[0], inside.at(-1)];
  if (!first || !last || inside.length < FEWEST_COMMITS) return undefined;
  const committed = inside.reduce((sum, { transactions }) => sum + transactions, -first.transactions);
  return (1000 * committed) / (last.committedMs - first.committedMs);
}
