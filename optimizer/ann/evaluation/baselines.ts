import type { DataRow, ModelInput } from '../../dataset/columns.js';
import { averagedPoints } from '../../dataset/averaged-points.js';
import { inputSpace } from '../../dataset/input-space.js';
import { NearestPlaces } from '../../dataset/nearest.js';
import { groupByPoint } from '../../dataset/rows.js';
import type { Prediction } from '../../domain/objective.js';
import { mean, median } from '../../domain/statistics.js';
import { blockWaitOf } from './block-wait.js';

/** What a baseline answers: the 95th percentile only where it learnt from rows that have it. */
export type BaselineAnswer = Prediction & { readonly latencyP95Ms?: number };
export type Baseline = (
  rows: readonly DataRow[],
) => (points: readonly ModelInput[]) => readonly BaselineAnswer[];

/**
 * What anybody could answer without a network. A score says little until it is seen beside these: where
 * everything sent commits, `throughput = share x rate` alone is nearly perfect.
 */
export const BASELINES = { trainingMean, nearestPoint, constantShare, cutModel } as const satisfies Record<
  string,
  Baseline
>;

/** The mean of the training rows, whatever is asked. */
function trainingMean(rows: readonly DataRow[]): ReturnType<Baseline> {
  const answer = meanOf(rows);
  return (points) => points.map(() => answer);
}

/** The mean throughput per offered transaction, times the rate; latencies as in {@link trainingMean}. */
function constantShare(rows: readonly DataRow[]): ReturnType<Baseline> {
  const share = shareOf(rows);
  const answer = meanOf(rows);
  return (points) => points.map(({ sendRateTps }) => ({ ...answer, throughputTps: share * sendRateTps }));
}

/**
 * The mean of what was measured at the training point nearest to the one asked about (see `inputSpace`); for
 * the 95th percentile at the nearest of those that have it.
 */
function nearestPoint(rows: readonly DataRow[]): ReturnType<Baseline> {
  const centres = averagedPoints(rows);
  const placeOf = inputSpace(centres);
  const known = [...groupByPoint(rows).values()].map((group, index) => ({
    place: centres[index] ? placeOf(centres[index]) : [],
    answer: meanOf(group),
  }));
  const nearest = nearestOf(known);
  const withP95 = known.filter(({ answer }) => answer.latencyP95Ms !== undefined);
  const nearestWithP95 = withP95.length === known.length ? nearest : nearestOf(withP95);
  return (points) =>
    points.map((point) => {
      const place = placeOf(point);
      const answer = nearest(place);
      if (!answer) throw new RangeError('the nearest of no points was asked for');
      const latencyP95Ms = nearestWithP95(place)?.latencyP95Ms;
      return latencyP95Ms === undefined ? answer : { ...answer, latencyP95Ms };
    });
}

interface KnownAnswer {
  readonly place: readonly number[];
  readonly answer: BaselineAnswer;
}

/** @returns the answer at the nearest place; undefined if there are none. */
function nearestOf(known: readonly KnownAnswer[]): (place: readonly number[]) => BaselineAnswer | undefined {
  const places = new NearestPlaces(known.map(({ place }) => place));
  return (place) => known[places.nearest(place, 1)[0] ?? 0]?.answer;
}

/**
 * The physics of block cutting alone: what is left of the training rows' latencies without the wait for a
 * block to be cut, and that wait under the settings asked about (`blockWaitOf`). What is left is the median of
 * measured - wait, at least 0; the 95th percentile has one of its own. Throughput as in {@link constantShare}.
 */
function cutModel(rows: readonly DataRow[]): ReturnType<Baseline> {
  const share = shareOf(rows);
  const waits = rows.map((row) => ({ row, wait: blockWaitOf(row) }));
  const meanRestMs = restOf(waits.map(({ row, wait }) => row.latencyMeanMs - wait.meanMs)) ?? 0;
  const p95RestMs = restOf(
    waits.flatMap(({ row: { latencyP95Ms }, wait }) =>
      latencyP95Ms === undefined ? [] : [latencyP95Ms - wait.p95Ms],
    ),
  );
  return (points) =>
    points.map((point) => {
      const { meanMs, p95Ms } = blockWaitOf(point);
      return {
        throughputTps: share * point.sendRateTps,
        latencyMeanMs: meanRestMs + meanMs,
        ...(p95RestMs === undefined ? {} : { latencyP95Ms: p95RestMs + p95Ms }),
      };
    });
}

function restOf(left: readonly number[]): number | undefined {
  return left.length === 0 ? undefined : Math.max(0, median(left));
}

function shareOf(rows: readonly DataRow[]): number {
  return mean(rows.map((row) => row.throughputTps / row.sendRateTps));
}

function meanOf(rows: readonly DataRow[]): BaselineAnswer {
  const p95 = rows.map((row) => row.latencyP95Ms).filter((value) => value !== undefined);
  return {
    throughputTps: mean(rows.map((row) => row.throughputTps)),
    latencyMeanMs: mean(rows.map((row) => row.latencyMeanMs)),
    ...(p95.length === 0 ? {} : { latencyP95Ms: mean(p95) }),
  };
}
