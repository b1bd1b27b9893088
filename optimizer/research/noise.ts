import { mean } from '../domain/statistics.js';
import type { MeasuredRound, Measurement } from '../domain/round.js';
import { studentT975 } from '../domain/student-t.js';
import { groupBy } from './group-by.js';

/** The figures whose scatter and drift are told. */
export const NOISE_METRICS = [
  { name: 'throughputTps', title: 'Throughput', inSentence: 'throughput', unit: 'tps' },
  { name: 'latencyMeanMs', title: 'Mean latency', inSentence: 'mean latency', unit: 'ms' },
  { name: 'latencyP95Ms', title: 'p95 latency', inSentence: 'p95 latency', unit: 'ms' },
] as const satisfies readonly {
  name: keyof Measurement;
  title: string;
  inSentence: string;
  unit: string;
}[];
export type NoiseMetric = (typeof NOISE_METRICS)[number]['name'];

/** How far rounds of one point lie from their mean. */
export interface Spread {
  /** Pooled coefficient of variation within points, in %. */
  readonly cvPct: number;
  /** Points that were measured more than once. */
  readonly points: number;
  /** Rounds of those points. */
  readonly rounds: number;
}
export type NoiseFloor = Readonly<Record<NoiseMetric, Spread | undefined>>;

/** How a figure moved with time while nothing else changed. */
export interface Drift {
  /** Change in % an hour. */
  readonly pctPerHour: number;
  /** Ends of its 95 % interval. */
  readonly low: number;
  readonly high: number;
  readonly n: number;
}
export type DriftByMetric = Readonly<Record<NoiseMetric, Drift | undefined>>;

/**
 * Scatter of rounds that should agree: `100 · sqrt(Σ ((x - m) / m)² / Σ (n - 1))` in %, over every point of
 * `n >= 2` rounds with mean `m`. Undefined where no point was repeated or a mean is zero.
 */
export function noiseFloor(rounds: readonly MeasuredRound[]): NoiseFloor {
  const points = [...groupBy(rounds, ({ pointId }) => pointId).values()].filter(({ length }) => length > 1);
  return ofEach((metric) => spreadOf(points.map((point) => point.map((round) => round.measurement[metric]))));
}

function spreadOf(points: readonly (readonly number[])[]): Spread | undefined {
  const usable = points.filter((values) => mean(values) > 0);
  if (usable.length === 0) return undefined;
  const rounds = usable.reduce((sum, { length }) => sum + length, 0);
  const squares = usable.flatMap((values) => {
    const centre = mean(values);
    return values.map((value) => ((value - centre) / centre) ** 2);
  });
  const variance = squares.reduce((sum, square) => sum + square, 0) / (rounds - usable.length);
  return { cvPct: 100 * Math.sqrt(variance), points: usable.length, rounds };
}

/**
 * Trend of each figure over the anchors: ordinary least squares of `ln(figure)` on the hour at which a round
 * started, with the Student t interval of the slope `b`, both told as `100 · (exp(b) - 1)` %. Where several
 * points serve as anchors, each has a level of its own and they share the slope.
 * Undefined for fewer than three anchors, a figure of zero, or anchors that all started at once.
 */
export function drift(anchors: readonly MeasuredRound[]): DriftByMetric {
  const points = [...groupBy(anchors, ({ pointId }) => pointId).values()];
  return ofEach((metric) => trendOf(points, metric));
}

function trendOf(points: readonly (readonly MeasuredRound[])[], metric: NoiseMetric): Drift | undefined {
  const n = points.reduce((sum, { length }) => sum + length, 0);
  const degrees = n - points.length - 1;
  const figures = points.flat().map(({ measurement }) => measurement[metric]);
  if (degrees < 1 || figures.some((figure) => figure <= 0)) return undefined;
  const places = points.flatMap((point) => centred(point, metric));
  const sum = (of: (place: { hours: number; log: number }) => number): number =>
    places.reduce((total, place) => total + of(place), 0);
  const hoursSquared = sum(({ hours }) => hours ** 2);
  if (hoursSquared === 0) return undefined;
  const slope = sum(({ hours, log }) => hours * log) / hoursSquared;
  const residual = sum(({ hours, log }) => (log - slope * hours) ** 2);
  const half = studentT975(degrees) * Math.sqrt(residual / degrees / hoursSquared);
  const percent = (logPerHour: number): number => 100 * Math.expm1(logPerHour);
  return { pctPerHour: percent(slope), low: percent(slope - half), high: percent(slope + half), n };
}

/** Hours and logarithms as differences from the means of their own point. */
function centred(point: readonly MeasuredRound[], metric: NoiseMetric): { hours: number; log: number }[] {
  const hours = point.map(hourOf);
  const logs = point.map(({ measurement }) => Math.log(measurement[metric]));
  const [meanHours, meanLog] = [mean(hours), mean(logs)];
  return point.map((_, index) => ({
    hours: (hours[index] ?? meanHours) - meanHours,
    log: (logs[index] ?? meanLog) - meanLog,
  }));
}

/** Hours since the epoch at which a round started. */
export function hourOf({ startedAt }: Pick<MeasuredRound, 'startedAt'>): number {
  return Date.parse(startedAt) / 3_600_000;
}

function ofEach<T>(of: (metric: NoiseMetric) => T): Record<NoiseMetric, T> {
  return {
    throughputTps: of('throughputTps'),
    latencyMeanMs: of('latencyMeanMs'),
    latencyP95Ms: of('latencyP95Ms'),
  };
}
