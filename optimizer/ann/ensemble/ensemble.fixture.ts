import type { DataRow, ModelInput } from '../../dataset/columns.js';
import type { IntervalPrediction } from '../../domain/prediction.js';
import { seededRandom } from '../../domain/random.js';

/**
 * Rows for tests, computed: nobody measured them. The formula is a neighbour of the queueing model, not that
 * model: transactions come evenly, latency bends sharply at saturation, a full queue drains after 8 s.
 */
const BASE_MS = 45;
const BLOCK_MS = 20;
const TRANSACTION_MS = 4;
const ROUND_MS = 8000;

interface Figures {
  readonly throughputTps: number;
  readonly latencyMeanMs: number;
  readonly latencyP95Ms: number;
}

/** Work that arrives per work that can be done. */
export function loadOf({ maxMessageCount, batchTimeoutMs, sendRateTps }: ModelInput): number {
  const transactions = Math.min(maxMessageCount, 1 + (sendRateTps * batchTimeoutMs) / 1000);
  return (sendRateTps / 1000) * (BLOCK_MS / transactions + TRANSACTION_MS);
}

/** What a round without any noise measures. */
export function truthAt(point: ModelInput): Figures {
  const { maxMessageCount, batchTimeoutMs, sendRateTps } = point;
  const transactions = Math.min(maxMessageCount, 1 + (sendRateTps * batchTimeoutMs) / 1000);
  const waitMs = (500 * (transactions - 1)) / sendRateTps;
  const serviceMs = BLOCK_MS + TRANSACTION_MS * transactions;
  const load = loadOf(point);
  const queueMs = Math.min((serviceMs * load) / (4 * Math.max(1e-3, 1 - load)), ROUND_MS / 8);
  const growingMs = (ROUND_MS / 2) * Math.max(0, 1 - 1 / load);
  const latencyMeanMs = BASE_MS + waitMs + serviceMs + queueMs + growingMs;
  return {
    throughputTps: sendRateTps * Math.min(0.995, 1 / load),
    latencyMeanMs,
    latencyP95Ms: latencyMeanMs * (1.25 + (0.5 * waitMs) / latencyMeanMs),
  };
}

export interface RowsOptions {
  readonly seed?: number;
  readonly replicates?: number;
  /** Standard deviation of a latency's logarithm; a third of it for throughput. */
  readonly noise?: number;
  readonly ratesTps?: readonly [least: number, most: number];
}

/** Points drawn evenly over the logarithms of 5 to 300 messages, 50 to 2,000 ms and the rates. */
export function drawnPoints(
  count: number,
  { seed = 1, ratesTps: [least, most] = [10, 240] }: RowsOptions = {},
): ModelInput[] {
  const random = seededRandom(seed);
  const between = (low: number, high: number): number => low * (high / low) ** random.next();
  return Array.from({ length: count }, () => ({
    maxMessageCount: Math.round(between(5, 300)),
    batchTimeoutMs: Math.round(between(50, 2000)),
    sendRateTps: between(least, most),
  }));
}

/** Rows of points, one a replicate, with noise. */
export function rowsAt(
  points: readonly ModelInput[],
  { seed = 1, replicates = 1, noise = 0.03 }: RowsOptions = {},
): DataRow[] {
  const random = seededRandom(seed + 1000);
  return points.flatMap((point, place) => {
    const pointId = `p${String(place).padStart(4, '0')}`;
    const truth = truthAt(point);
    return Array.from({ length: replicates }, (_, replicate) => {
      const factor = Math.exp(noise * random.normal());
      return {
        roundId: `${pointId}/${replicate + 1}`,
        pointId,
        ...point,
        throughputTps: truth.throughputTps * Math.min(1, Math.exp((noise / 3) * random.normal())),
        latencyMeanMs: truth.latencyMeanMs * factor,
        latencyP95Ms: truth.latencyP95Ms * factor * Math.exp((noise / 2) * random.normal()),
      };
    });
  });
}

export function drawnRows(count: number, options: RowsOptions = {}): DataRow[] {
  return rowsAt(drawnPoints(count, options), options);
}

/** The row without its 95th percentile. */
export function withoutP95(row: DataRow): DataRow {
  return { ...row, latencyP95Ms: undefined };
}

/** What of a prediction cannot be, by name; none of a sound one. */
export function faultsOf({ sendRateTps }: ModelInput, prediction: IntervalPrediction): string[] {
  const { throughputTps, latencyMeanMs, latencyP95Ms = Infinity, interval90 } = prediction;
  const inside = (['throughputTps', 'latencyMeanMs', 'latencyP95Ms'] as const).flatMap((name) => {
    const value = prediction[name];
    const interval = interval90[name];
    if (value === undefined || !interval) return value === interval ? [] : [`${name} has half of it`];
    const { low, high } = interval;
    if (![value, low, high].every(Number.isFinite)) return [`${name} is not finite`];
    return 0 <= low && low <= value && value <= high ? [] : [`${name} lies outside of its interval`];
  });
  return [
    ...inside,
    ...(throughputTps <= sendRateTps ? [] : ['more commits than is sent']),
    ...(latencyMeanMs > 0 ? [] : ['latency is not above 0']),
    ...(latencyP95Ms >= latencyMeanMs ? [] : ['p95 is below the mean']),
  ];
}
