import type { Random } from '../../optimizer/domain/random.js';
import {
  simulateRound,
  type RoundFigures,
  type SimulatedLoad,
  type SimulatedNetwork,
} from './network-simulation.js';

/** What is recorded of a point beside count, timeout and rate. */
export interface Recorded {
  readonly preferredMaxBytes?: number;
  readonly txBytes?: number;
  readonly context?: Readonly<Record<string, number>>;
}

/** A place to measure, and how a round there turns out, noise left out. */
export interface SimulatedPoint extends Recorded {
  readonly maxMessageCount: number;
  readonly batchTimeoutMs: number;
  readonly sendRateTps: number;
  readonly run: (random: Random) => RoundFigures;
}

/** A kind of network, with the settings and loads that it is measured under. */
export interface Family {
  readonly name: string;
  /** Whoever tunes a predictor looks at `development` alone. */
  readonly half: 'development' | 'held back';
  readonly drawPoint: (random: Random) => SimulatedPoint;
  /** Rounds of a point are 1 to so many; 1 without. */
  readonly replicatesUpTo?: number;
  /** Of a point that is predicted: its figures are the medians of so many rounds; 1 without. */
  readonly testReplicates?: number;
}

type Range = readonly [low: number, high: number];

interface Ranges {
  readonly maxMessageCount: Range;
  readonly batchTimeoutMs: Range;
  readonly sendRateTps: Range;
}

const PLAIN: SimulatedNetwork = {
  arrivals: 'poisson',
  endorseMs: 120,
  consensusMs: 20,
  peers: 2,
  blockMs: 20,
  txMs: 2.5,
  endorseCpuMs: 0.4,
  txBytes: 4000,
  txBytesSpread: 0,
};

const NO_LIMIT = Number.MAX_SAFE_INTEGER;

function logUniform([low, high]: Range, random: Random): number {
  return Math.round(low * (high / low) ** random.next());
}

function oneOf(values: readonly [number, ...number[]], random: Random): number {
  return values[random.below(values.length)] ?? values[0];
}

function wholeFrom([low, high]: Range, random: Random): number {
  return low + random.below(high - low + 1);
}

function drawSettings(ranges: Ranges, random: Random): Omit<SimulatedLoad, 'preferredMaxBytes'> {
  return {
    maxMessageCount: logUniform(ranges.maxMessageCount, random),
    batchTimeoutMs: logUniform(ranges.batchTimeoutMs, random),
    sendRateTps: logUniform(ranges.sendRateTps, random),
  };
}

function pointOf(network: SimulatedNetwork, load: SimulatedLoad, recorded: Recorded = {}): SimulatedPoint {
  const { maxMessageCount, batchTimeoutMs, sendRateTps } = load;
  return {
    maxMessageCount,
    batchTimeoutMs,
    sendRateTps,
    ...recorded,
    run: (random) => simulateRound(network, load, random),
  };
}

/** Nothing but count, timeout and rate varies; a byte limit holds `capTransactions`, and nobody recorded it. */
function unrecordedCap(
  network: SimulatedNetwork,
  ranges: Ranges,
  capTransactions: number,
): Family['drawPoint'] {
  const preferredMaxBytes = capTransactions * network.txBytes;
  return (random) => pointOf(network, { ...drawSettings(ranges, random), preferredMaxBytes });
}

const TX_BYTES: Range = [1000, 20_000];

/** Larger transactions take longer to validate, and fill a block sooner. */
function sized(network: SimulatedNetwork, txBytes: number): SimulatedNetwork {
  return { ...network, txBytes, txBytesSpread: 0.05, txMs: network.txMs * (0.6 + txBytes / 12_000) };
}

/** Some rounds stall: the machine did something else meanwhile. */
function stalled(figures: RoundFigures, random: Random): RoundFigures {
  if (random.next() > 0.08) return figures;
  const factor = 2 * 10 ** random.next();
  return {
    ...figures,
    latencyMeanMs: figures.latencyMeanMs * factor,
    latencyP95Ms: figures.latencyP95Ms * factor,
  };
}

/** From a formula without blocks: a constant share commits, up to a soft limit that more orderers lower. */
function smoothPoint(random: Random): SimulatedPoint {
  const settings = drawSettings(
    { maxMessageCount: [10, 1000], batchTimeoutMs: [200, 5000], sendRateTps: [20, 300] },
    random,
  );
  const orderers = wholeFrom([3, 7], random);
  const { maxMessageCount, batchTimeoutMs, sendRateTps } = settings;
  const softLimitTps = 180 / (1 + 0.12 * (orderers - 3));
  const load = sendRateTps / softLimitTps;
  const latencyMeanMs =
    250 +
    400 * Math.exp(-sendRateTps / 60) * Math.tanh(batchTimeoutMs / 1500) +
    1500 * Math.max(0, load - 1) ** 1.3 +
    3 * Math.min(maxMessageCount, 60) ** 0.8 +
    25 * (orderers - 3) ** 1.2 +
    60 * Math.sin(Math.log(batchTimeoutMs));
  const throughputTps = (0.89 * sendRateTps) / (1 + load ** 4) ** 0.25;
  return formulaPoint(settings, { orderers }, { throughputTps, latencyMeanMs, tail: 1.6 });
}

/** Another such formula: latency by powers, and a throughput that bends where latency does. */
function powerPoint(random: Random): SimulatedPoint {
  const settings = drawSettings(
    { maxMessageCount: [5, 500], batchTimeoutMs: [100, 3000], sendRateTps: [25, 500] },
    random,
  );
  const organisations = wholeFrom([2, 5], random);
  const { maxMessageCount, batchTimeoutMs, sendRateTps } = settings;
  const bend = 1 / (1 + Math.exp(-6 * Math.log(sendRateTps / (320 / organisations ** 0.4))));
  const latencyMeanMs =
    90 * organisations ** 0.5 * (batchTimeoutMs / 1000) ** 0.35 * (1 + maxMessageCount / 200) ** 0.25 +
    40 +
    1800 * bend ** 1.5;
  const throughputTps = 0.94 * sendRateTps * (1 - 0.35 * bend);
  return formulaPoint(settings, { organisations }, { throughputTps, latencyMeanMs, tail: 2.1 });
}

function formulaPoint(
  settings: Omit<SimulatedLoad, 'preferredMaxBytes'>,
  context: Readonly<Record<string, number>>,
  figures: { readonly throughputTps: number; readonly latencyMeanMs: number; readonly tail: number },
): SimulatedPoint {
  const { throughputTps, latencyMeanMs, tail } = figures;
  return {
    ...settings,
    context,
    run: () => ({
      achievedRateTps: settings.sendRateTps,
      throughputTps,
      latencyMeanMs,
      latencyP95Ms: tail * latencyMeanMs,
      durationS: 20,
    }),
  };
}

const GRID = {
  maxMessageCount: [10, 30, 100, 200, 500, 1000, 2000],
  batchTimeoutMs: [100, 250, 500, 1000, 2000],
  sendRateTps: [25, 50, 100, 150, 200, 250],
} as const;

/** The share of the rows in which another limit than the count rules: more messages change nothing there. */
const DEAD_SHARE = 0.85;

/** A grid on which the count is a dead axis nearly everywhere, as in sweeps that nobody planned with care. */
function gridPoint(network: SimulatedNetwork): Family['drawPoint'] {
  return (random) => {
    const dead = random.next() < DEAD_SHARE;
    for (;;) {
      const load = {
        maxMessageCount: oneOf(GRID.maxMessageCount, random),
        batchTimeoutMs: oneOf(GRID.batchTimeoutMs, random),
        sendRateTps: oneOf(GRID.sendRateTps, random),
        preferredMaxBytes: NO_LIMIT,
      };
      if (isCountDead(load) === dead) return pointOf(network, load);
    }
  };
}

/** Whether the timer rules, by a margin of a quarter. */
export function isCountDead(load: Omit<SimulatedLoad, 'preferredMaxBytes'>): boolean {
  return load.maxMessageCount > 1.25 * (1 + (load.sendRateTps * load.batchTimeoutMs) / 1000);
}

const DEVELOPMENT: readonly Omit<Family, 'half'>[] = [
  {
    name: 'plain',
    drawPoint: unrecordedCap(
      PLAIN,
      { maxMessageCount: [5, 500], batchTimeoutMs: [100, 3000], sendRateTps: [20, 300] },
      NO_LIMIT / PLAIN.txBytes,
    ),
  },
  {
    name: 'cap of 60 not recorded',
    drawPoint: unrecordedCap(
      { ...PLAIN, endorseMs: 50, consensusMs: 10, blockMs: 8, txMs: 3.4, endorseCpuMs: 0.2 },
      { maxMessageCount: [1, 1000], batchTimeoutMs: [50, 2000], sendRateTps: [10, 250] },
      60,
    ),
  },
  {
    name: 'sizes recorded, limit not',
    drawPoint: (random) => {
      const txBytes = logUniform(TX_BYTES, random);
      const load = {
        ...drawSettings(
          { maxMessageCount: [5, 500], batchTimeoutMs: [100, 2000], sendRateTps: [20, 400] },
          random,
        ),
        preferredMaxBytes: 256 * 1024,
      };
      const network = { ...PLAIN, endorseMs: 80, consensusMs: 10, blockMs: 12, txMs: 1.8 };
      return pointOf(sized(network, txBytes), load, { txBytes });
    },
  },
  {
    name: 'orderers and organisations',
    drawPoint: (random) => {
      const [orderers, organisations] = [wholeFrom([3, 7], random), wholeFrom([2, 4], random)];
      const network = {
        ...PLAIN,
        endorseMs: 100 * (1 + 0.15 * (organisations - 2)),
        consensusMs: 10 * (1 + 0.6 * (orderers - 3)),
        blockMs: 15,
        txMs: 2 * (1 + 0.25 * (organisations - 2)),
        peers: organisations,
      };
      const load = drawSettings(
        { maxMessageCount: [5, 500], batchTimeoutMs: [100, 2000], sendRateTps: [20, 400] },
        random,
      );
      return pointOf(
        network,
        { ...load, preferredMaxBytes: NO_LIMIT },
        { context: { orderers, organisations } },
      );
    },
  },
  { name: 'smooth formula', drawPoint: smoothPoint },
  {
    name: 'stalls',
    replicatesUpTo: 3,
    testReplicates: 5,
    drawPoint: (random) => {
      const load = drawSettings(
        { maxMessageCount: [5, 500], batchTimeoutMs: [100, 2000], sendRateTps: [20, 250] },
        random,
      );
      const network = { ...PLAIN, endorseMs: 60, blockMs: 25, txMs: 2, endorseCpuMs: 0.6 };
      const point = pointOf(network, { ...load, preferredMaxBytes: NO_LIMIT });
      return { ...point, run: (inner) => stalled(point.run(inner), inner) };
    },
  },
];

const HELD_BACK: readonly Omit<Family, 'half'>[] = [
  {
    name: 'cap of 45 not recorded',
    drawPoint: unrecordedCap(
      { ...PLAIN, endorseMs: 200, blockMs: 10, txMs: 1, endorseCpuMs: 0.3, peers: 3 },
      { maxMessageCount: [10, 500], batchTimeoutMs: [500, 2500], sendRateTps: [50, 400] },
      45,
    ),
  },
  {
    name: 'limit and size recorded',
    drawPoint: (random) => {
      const txBytes = logUniform(TX_BYTES, random);
      const preferredMaxBytes = logUniform([32 * 1024, 2048 * 1024], random);
      const load = drawSettings(
        { maxMessageCount: [10, 1000], batchTimeoutMs: [100, 3000], sendRateTps: [20, 300] },
        random,
      );
      const network = { ...PLAIN, endorseMs: 40, consensusMs: 15, blockMs: 18, txMs: 1.6, endorseCpuMs: 0.5 };
      return pointOf(sized(network, txBytes), { ...load, preferredMaxBytes }, { txBytes, preferredMaxBytes });
    },
  },
  {
    name: 'paced arrivals',
    drawPoint: unrecordedCap(
      { ...PLAIN, arrivals: 'paced', endorseMs: 30, consensusMs: 8, blockMs: 14, txMs: 3, endorseCpuMs: 0.8 },
      { maxMessageCount: [2, 400], batchTimeoutMs: [50, 2000], sendRateTps: [10, 220] },
      NO_LIMIT / PLAIN.txBytes,
    ),
  },
  {
    name: 'grid with a dead axis',
    drawPoint: gridPoint({ ...PLAIN, endorseMs: 90, consensusMs: 25, blockMs: 30, txMs: 2.8 }),
  },
  { name: 'formula of powers', drawPoint: powerPoint },
  {
    name: 'slow orderers, 1 to 6 peers',
    drawPoint: (random) => {
      const peers = wholeFrom([1, 6], random);
      const network = {
        ...PLAIN,
        endorseMs: 300,
        consensusMs: 50,
        blockMs: 30,
        txMs: 1.5,
        peers,
        endorseCpuMs: 0.1 * peers,
      };
      const load = drawSettings(
        { maxMessageCount: [10, 1000], batchTimeoutMs: [250, 4000], sendRateTps: [25, 500] },
        random,
      );
      return pointOf(network, { ...load, preferredMaxBytes: NO_LIMIT }, { context: { peers } });
    },
  },
];

export const FAMILIES: readonly Family[] = [
  ...DEVELOPMENT.map((family) => ({ ...family, half: 'development' as const })),
  ...HELD_BACK.map((family) => ({ ...family, half: 'held back' as const })),
];
