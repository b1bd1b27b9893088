import type { ModelInput, DataRow } from '../dataset/columns.js';
import { ASSUMED_TX_BYTES, expectedCut, type CutRule } from '../domain/block-cut.js';
import type { Interval, IntervalPrediction } from '../domain/prediction.js';
import { HARD_LIMITS, type OrdererSettings } from '../domain/settings.js';
import { median } from '../domain/statistics.js';
import { groundWarnings } from './prediction-warnings.js';
import type { OpenedModel } from './opened-models.js';

/** Whole values from `min` to `max` with equal ratios between neighbours. */
export interface AxisRequest {
  readonly min: number;
  readonly max: number;
  readonly steps: number;
}

export interface SurfaceRequest {
  readonly sendRateTps: number;
  readonly maxMessageCount: AxisRequest;
  readonly batchTimeoutMs: AxisRequest;
  readonly bytes: Pick<OrdererSettings, 'preferredMaxBytes' | 'absoluteMaxBytes'>;
  /** What stays as it is whatever the settings. */
  readonly ground: Pick<ModelInput, 'txBytes' | 'consensus' | 'context'>;
}

/** One figure of every cell, row by row of counts, each with one cell a timeout. */
export interface SurfaceFigure {
  readonly values: readonly number[];
  /** Width of the 90 % interval, in the figure's own unit: what is not known there. */
  readonly intervalWidths: readonly number[];
}

export interface MeasuredPoint {
  readonly maxMessageCount: number;
  readonly batchTimeoutMs: number;
  readonly preferredMaxBytes?: number | undefined;
  /** Medians over the rounds. */
  readonly sendRateTps: number;
  readonly throughputTps: number;
  readonly latencyMeanMs: number;
  readonly latencyP95Ms?: number | undefined;
  readonly rounds: number;
}

export interface PredictedGrid {
  readonly maxMessageCounts: readonly number[];
  readonly batchTimeoutsMs: readonly number[];
  readonly throughputTps: SurfaceFigure;
  readonly latencyMeanMs: SurfaceFigure;
  readonly latencyP95Ms?: SurfaceFigure | undefined;
  /** Which limit ends blocks in the steady state. */
  readonly binding: readonly CutRule[];
  readonly warnings: readonly string[];
}

/** Cells predicted at once before others get their turn. */
const AT_ONCE = 256;

/** What a model expects over a grid of counts and timeouts at one rate. */
export async function surfaceOf({ predictor }: OpenedModel, request: SurfaceRequest): Promise<PredictedGrid> {
  const { sendRateTps, bytes, ground } = request;
  const counts = axisOf(request.maxMessageCount);
  const timeouts = axisOf(request.batchTimeoutMs);
  const cells = counts.flatMap((maxMessageCount) =>
    timeouts.map((batchTimeoutMs) => ({ maxMessageCount, batchTimeoutMs, ...bytes })),
  );
  const inputs = cells.map((settings): ModelInput => ({ ...settings, ...ground, sendRateTps }));
  const predictions: IntervalPrediction[] = [];
  for (let start = 0; start < inputs.length; start += AT_ONCE) {
    predictions.push(...predictor.predict(inputs.slice(start, start + AT_ONCE)));
    await new Promise(setImmediate);
  }
  const ordered = {
    sendRateTps: sendRateTps * (1 - Math.min(1, ground.context?.['readShare'] ?? 0)),
    txBytes: ground.txBytes ?? ASSUMED_TX_BYTES,
    consensus: ground.consensus ?? 'raft',
  } as const;
  const ends = [inputs[0], inputs.at(-1)].filter((input) => input !== undefined);
  const warnings = ends.flatMap((input) =>
    predictions[0] ? groundWarnings(input, predictions[0], predictor.artifact.box) : [],
  );
  const tails = predictions.every(({ latencyP95Ms }) => latencyP95Ms !== undefined);
  return {
    maxMessageCounts: counts,
    batchTimeoutsMs: timeouts,
    throughputTps: figureOf(predictions, 'throughputTps'),
    latencyMeanMs: figureOf(predictions, 'latencyMeanMs'),
    ...(tails ? { latencyP95Ms: figureOf(predictions, 'latencyP95Ms') } : {}),
    binding: cells.map((settings) => expectedCut(settings, ordered).by),
    warnings: [...new Set(warnings)],
  };
}

type FigureName = 'throughputTps' | 'latencyMeanMs' | 'latencyP95Ms';

function figureOf(predictions: readonly IntervalPrediction[], name: FigureName): SurfaceFigure {
  const width = (interval: Interval | undefined): number =>
    interval ? rounded(interval.high - interval.low) : 0;
  return {
    values: predictions.map((each) => rounded(each[name] ?? 0)),
    intervalWidths: predictions.map(({ interval90 }) => width(interval90[name])),
  };
}

/** More digits than a drawing can show would only make the answer larger. */
function rounded(value: number): number {
  return Number(value.toPrecision(5));
}

function axisOf({ min, max, steps }: AxisRequest): number[] {
  if (steps === 1 || min === max) return [min];
  const values = Array.from({ length: steps }, (_, step) =>
    Math.round(min * (max / min) ** (step / (steps - 1))),
  );
  return [...new Set(values)];
}

/** An axis over what a model learnt from, as far as settings may go. */
export function learntAxis(
  { predictor }: OpenedModel,
  name: 'maxMessageCount' | 'batchTimeoutMs',
  steps: number,
): AxisRequest {
  const { min, max } = HARD_LIMITS[name];
  const range = predictor.artifact.box[name] ?? { min, max };
  return {
    min: Math.min(max, Math.max(min, Math.ceil(range.min))),
    max: Math.max(min, Math.min(max, Math.floor(range.max))),
    steps,
  };
}

/**
 * What was measured at about a rate, one point for all rounds of the same settings.
 * @param tolerance - by ratio: 0.1 lets in rates from 10 % below to 10 % above.
 */
export function measuredNear(
  rows: readonly DataRow[],
  sendRateTps: number,
  tolerance: number,
): MeasuredPoint[] {
  const near = rows.filter((row) => Math.abs(row.sendRateTps / sendRateTps - 1) <= tolerance);
  const points = new Map<string, DataRow[]>();
  for (const row of near) {
    const key = `${row.maxMessageCount}/${row.batchTimeoutMs}/${row.preferredMaxBytes}`;
    const point = points.get(key);
    if (point) point.push(row);
    else points.set(key, [row]);
  }
  return [...points.values()].map(pointOf);
}

function pointOf(rows: readonly DataRow[]): MeasuredPoint {
  const [first] = rows;
  if (!first) throw new RangeError('a point has at least one round');
  const { maxMessageCount, batchTimeoutMs, preferredMaxBytes } = first;
  const middle = (name: 'sendRateTps' | 'throughputTps' | 'latencyMeanMs'): number =>
    median(rows.map((row) => row[name]));
  const tails = rows.flatMap(({ latencyP95Ms }) => latencyP95Ms ?? []);
  return {
    maxMessageCount,
    batchTimeoutMs,
    preferredMaxBytes,
    sendRateTps: middle('sendRateTps'),
    throughputTps: middle('throughputTps'),
    latencyMeanMs: middle('latencyMeanMs'),
    ...(tails.length === 0 ? {} : { latencyP95Ms: median(tails) }),
    rounds: rows.length,
  };
}
