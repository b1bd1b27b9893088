/** What a front is about: more of the one, less of the other. */
export interface TradeOff {
  readonly throughputTps: number;
  readonly latencyMs: number;
}

/**
 * The Pareto front: items that no other beats in one figure without losing in the other. In O(n log n), after
 * Kung, Luccio and Preparata (1975, On finding the maxima of a set of vectors): from the highest throughput
 * down, an item is on the front if its latency is below that of all before it.
 * @returns ascending in throughput, and so in latency. Of equal figures the first item stays; an item with a
 * figure that is not a number is left out.
 */
export function paretoFront<T>(items: readonly T[], of: (item: T) => TradeOff): T[] {
  const known = items
    .map((item, place) => ({ item, place, ...of(item) }))
    .filter(({ throughputTps, latencyMs }) => !Number.isNaN(throughputTps) && !Number.isNaN(latencyMs))
    // Where both are infinite the difference is NaN, and the next figure decides, as for equal ones.
    .toSorted((a, b) => b.throughputTps - a.throughputTps || a.latencyMs - b.latencyMs || a.place - b.place);
  const front: T[] = [];
  let leastMs: number | undefined;
  for (const { item, latencyMs } of known) {
    if (leastMs !== undefined && latencyMs >= leastMs) continue;
    leastMs = latencyMs;
    front.push(item);
  }
  return front.toReversed();
}
