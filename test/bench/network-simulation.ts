import { simulateRaft, type Arrival } from '../../optimizer/cutmodel/orderer-simulation.fixture.js';
import type { Random } from '../../optimizer/domain/random.js';
import { mean } from '../../optimizer/domain/statistics.js';

/** What a simulated network is made of. Durations are means; each is spread evenly around it. */
export interface SimulatedNetwork {
  /** When clients send: at random moments or at nearly even intervals. */
  readonly arrivals: 'poisson' | 'paced';
  /** From created to the arrival of the endorsed transaction at the orderer. */
  readonly endorseMs: number;
  /** From the cut of a block to its arrival at the peers. */
  readonly consensusMs: number;
  /** Peers that clients listen to, in turn; each validates every block. */
  readonly peers: number;
  /** What a peer's validator needs for a block, and for each transaction in it. */
  readonly blockMs: number;
  readonly txMs: number;
  /** What an endorsement takes from a validator at work, since both share the cores. */
  readonly endorseCpuMs: number;
  /** Mean size of a transaction; single ones differ by up to `txBytesSpread` of it. */
  readonly txBytes: number;
  readonly txBytesSpread: number;
}

/** What the orderer is told, and the load. */
export interface SimulatedLoad {
  readonly maxMessageCount: number;
  readonly batchTimeoutMs: number;
  readonly preferredMaxBytes: number;
  readonly sendRateTps: number;
}

/** The figures of a round, as docs/measurement.md defines them. */
export interface RoundFigures {
  readonly achievedRateTps: number;
  readonly throughputTps: number;
  readonly latencyMeanMs: number;
  readonly latencyP95Ms: number;
  readonly durationS: number;
}

const WARM_UP_MS = 2000;
const WINDOW_MS = 20_000;
/** Half of the range that durations are spread over, as a share of their mean. */
const ENDORSE_SPREAD = 0.15;
const CONSENSUS_SPREAD = 0.3;
const SERVICE_SPREAD = 0.2;
/** The share of a gap by which a paced client may be late. */
const PACED_LATENESS = 0.3;
/** A queue that grows by less, in seconds a second, counts as steady. */
const LEAST_GROWTH = 0.01;
/** Commits of which a rate can be told. */
const MIN_COMMITS = 6;

/**
 * One round of an open loop: clients create transactions, peers endorse them, the orderer cuts blocks by
 * Fabric's rules (`simulateRaft`), consensus takes its time, and each peer validates one block after the other.
 * No noise is added but that of the events themselves.
 */
export function simulateRound(network: SimulatedNetwork, load: SimulatedLoad, random: Random): RoundFigures {
  const createdMs = creationTimes(network.arrivals, load, random);
  const endorsed = createdMs
    .map((created, client) => ({
      created,
      client,
      atMs: created + spread(network.endorseMs, ENDORSE_SPREAD, random),
      bytes: spread(network.txBytes, network.txBytesSpread, random),
    }))
    .toSorted((a, b) => a.atMs - b.atMs);
  const blocks = blocksOf(endorsed, load);
  const ordered = blocks.map((block) => ({
    ...block,
    atMs: block.cutMs + spread(network.consensusMs, CONSENSUS_SPREAD, random),
  }));
  const commits = Array.from({ length: network.peers }, () => validate(network, ordered, createdMs, random));
  const finished = blocks.map(({ first, size }, block) =>
    endorsed.slice(first, first + size).map(({ created, client }) => ({
      created,
      finished: commits[client % network.peers]?.[block] ?? Number.NaN,
    })),
  );
  return figuresOf(finished);
}

function spread(average: number, share: number, random: Random): number {
  return average * (1 + share * (2 * random.next() - 1));
}

/**
 * As many as the rate asks in warm-up, window and the time after it, which lasts until what was sent in the
 * window is cut: a Poisson process of which the number of events is given.
 */
function creationTimes(
  arrivals: SimulatedNetwork['arrivals'],
  { sendRateTps, batchTimeoutMs }: SimulatedLoad,
  random: Random,
): number[] {
  const afterMs = batchTimeoutMs + 1000;
  if (arrivals === 'paced') {
    const gapMs = 1000 / sendRateTps;
    const count = Math.floor((WARM_UP_MS + WINDOW_MS + afterMs) / gapMs);
    return Array.from({ length: count }, (_, k) => (k + PACED_LATENESS * random.next()) * gapMs);
  }
  const within = (fromMs: number, lengthMs: number): number[] =>
    Array.from(
      { length: Math.round((sendRateTps * lengthMs) / 1000) },
      () => fromMs + lengthMs * random.next(),
    );
  return [
    ...within(0, WARM_UP_MS),
    ...within(WARM_UP_MS, WINDOW_MS),
    ...within(WARM_UP_MS + WINDOW_MS, afterMs),
  ].toSorted((a, b) => a - b);
}

interface CutBlock {
  /** Place of its first transaction in the order of arrival. */
  readonly first: number;
  readonly size: number;
  readonly cutMs: number;
}

function blocksOf(arrivals: readonly Arrival[], limits: SimulatedLoad): CutBlock[] {
  // One more, long after, so that the timer ends what is pending. If that one fills a block, it is no block of ours.
  const { waitsMs, blocks } = simulateRaft([...arrivals, { atMs: Number.MAX_VALUE, bytes: 0 }], limits);
  let first = 0;
  return blocks.flatMap((size) => {
    const arrival = arrivals[first];
    if (!arrival) return [];
    const block = { first, size, cutMs: arrival.atMs + (waitsMs[first] ?? Number.NaN) };
    first += size;
    return [block];
  });
}

/**
 * One validator, first come first served. Transactions created while it works are endorsed on the same cores
 * and put it back by `endorseCpuMs` each.
 * @returns when each block was committed.
 */
function validate(
  { blockMs, txMs, endorseCpuMs }: SimulatedNetwork,
  blocks: readonly { readonly atMs: number; readonly size: number }[],
  createdMs: readonly number[],
  random: Random,
): number[] {
  let doneMs = 0;
  let next = 0;
  return blocks.map(({ atMs, size }) => {
    const startMs = Math.max(doneMs, atMs);
    doneMs = startMs + spread(blockMs + txMs * size, SERVICE_SPREAD, random);
    while ((createdMs[next] ?? Infinity) < startMs) next += 1;
    while ((createdMs[next] ?? Infinity) < doneMs) {
      doneMs += endorseCpuMs;
      next += 1;
    }
    return doneMs;
  });
}

interface Finished {
  readonly created: number;
  readonly finished: number;
}

/** The window in whole blocks: from the first block that begins inside to the last one that does. */
function figuresOf(blocks: readonly (readonly Finished[])[]): RoundFigures {
  const beginOf = (block: readonly Finished[]): number => block[0]?.created ?? Number.NaN;
  const inside = blocks.filter((block) => {
    const begin = beginOf(block);
    return begin >= WARM_UP_MS && begin < WARM_UP_MS + WINDOW_MS;
  });
  const [first, last] = [inside[0], inside.at(-1)];
  const whole = inside.length > 2 && first && last;
  const opensMs = whole ? beginOf(first) : WARM_UP_MS;
  const closesMs = whole ? beginOf(last) : WARM_UP_MS + WINDOW_MS;
  const offered = blocks.flat().filter(({ created }) => created >= opensMs && created < closesMs);
  const latencies = offered.map(({ created, finished }) => finished - created).toSorted((a, b) => a - b);
  const windowS = (closesMs - opensMs) / 1000;
  const achievedRateTps = offered.length / windowS;
  return {
    achievedRateTps,
    throughputTps: committedRate(blocks, achievedRateTps, { opensMs, closesMs }),
    latencyMeanMs: mean(latencies),
    latencyP95Ms: latencies[Math.ceil(0.95 * latencies.length) - 1] ?? Number.NaN,
    durationS: windowS,
  };
}

/** What comes in goes out while no queue grows; otherwise what comes out counts. */
function committedRate(
  blocks: readonly (readonly Finished[])[],
  achievedRateTps: number,
  { opensMs, closesMs }: { readonly opensMs: number; readonly closesMs: number },
): number {
  const growth = queueGrowth(blocks, opensMs, closesMs);
  if (growth < LEAST_GROWTH) return achievedRateTps;
  const commits = blocks
    .map((block) => ({ size: block.length, atMs: block[0]?.finished ?? Number.NaN }))
    .filter(({ atMs }) => atMs >= opensMs && atMs < closesMs);
  const [first, last] = [commits[0], commits.at(-1)];
  if (commits.length < MIN_COMMITS || !first || !last) return achievedRateTps / (1 + growth);
  const counted = commits.slice(1).reduce((sum, { size }) => sum + size, 0);
  return Math.min(achievedRateTps, (1000 * counted) / (last.atMs - first.atMs));
}

/** By how much the least latency of a block grows between the first and the last quarter of the window. */
function queueGrowth(blocks: readonly (readonly Finished[])[], opensMs: number, closesMs: number): number {
  const quarterMs = (closesMs - opensMs) / 4;
  const leastLatencies = (fromMs: number): number[] =>
    blocks
      .filter((block) => {
        const begin = block[0]?.created ?? Number.NaN;
        return begin >= fromMs && begin < fromMs + quarterMs;
      })
      .map((block) => Math.min(...block.map(({ created, finished }) => finished - created)));
  const [early, late] = [leastLatencies(opensMs), leastLatencies(closesMs - quarterMs)];
  if (early.length === 0 || late.length === 0) return 0;
  return (mean(late) - mean(early)) / (3 * quarterMs);
}

/** How far replicates of a round differ beyond what its own events do: standard deviations of logarithms. */
export const NOISE = { throughput: 0.015, latencyMean: 0.025, latencyP95: 0.04 } as const;

/** The figures as another run of the same round would give them: each times its own log-normal factor. */
export function withNoise(figures: RoundFigures, random: Random): RoundFigures {
  const factor = (deviation: number): number => Math.exp(deviation * random.normal());
  return {
    ...figures,
    throughputTps: figures.throughputTps * factor(NOISE.throughput),
    latencyMeanMs: figures.latencyMeanMs * factor(NOISE.latencyMean),
    latencyP95Ms: figures.latencyP95Ms * factor(NOISE.latencyP95),
  };
}
