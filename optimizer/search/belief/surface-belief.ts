import { at } from '../../ann/queue/at.js';
import { columnsOf, layoutOf, type QueueColumns, type QueueLayout } from '../../ann/queue/queue-layout.js';
import { PLACE } from '../../ann/queue/queue-parameters.js';
import { cutColumns, respond, type CutColumns } from '../../ann/queue/queue-response.js';
import { nearness } from '../../ann/ensemble/features.js';
import { averagedPoints, type AveragedRow } from '../../dataset/averaged-points.js';
import { seededRandom } from '../../domain/random.js';
import type { SearchTask, Trial } from '../strategy.js';
import { aspectsOf, type Aspect } from './aspects.js';
import { FieldSampler } from './field-sampler.js';
import { likenessOf } from './likeness.js';
import { queueDraws } from './queue-draws.js';
import type { SeenRounds, Suspicion } from './seen-rounds.js';

/** What is believed of one aspect of every candidate, as draws: samples x candidates, row-major. */
export interface AspectBelief {
  readonly name: Aspect['name'];
  /** Logarithms of what the median of three more rounds would show. */
  readonly values: Float64Array;
  /** Standard deviation of what one more round tells about that. */
  readonly noise: Float64Array;
}

/** Surfaces that may be behind the rounds, each as probable as the others. */
export interface SurfaceBelief {
  readonly samples: number;
  readonly candidates: number;
  readonly aspects: readonly AspectBelief[];
}

const SAMPLES = 384;
/** Sweeps of each sampler that are thrown away. */
const BURN_IN = 6;
/** Keeps trials of one seed from drawing the same numbers again. */
const TRIAL_STRIDE = 7919;

/**
 * Draws surfaces: parameters of the queueing model ({@link queueDraws}), and for each of them fields of what the
 * model leaves ({@link FieldSampler}).
 * @param trials - at least one.
 */
export function believe(task: SearchTask, trials: readonly Trial[]): SurfaceBelief {
  const { candidates, seed } = task;
  const random = seededRandom(seed + TRIAL_STRIDE * trials.length);
  const points = pointsOf(task, trials);
  const layout = layoutOf([...points, ...candidates]);
  const draws = queueDraws(layout, points, random);
  const columns = columnsOf(layout, candidates);
  const aspects = aspectsOf(task);
  const belief = aspects.map(({ name }) => ({
    name,
    values: new Float64Array(SAMPLES * candidates.length),
    noise: new Float64Array(SAMPLES * candidates.length),
  }));
  const likeness = likenessOf(placesOf(columns, cutOf(columns, draws[0])));
  draws.forEach((theta, draw) => {
    const expected = expectationOf(layout, theta, columns);
    const rows = { from: shareOf(draw, draws.length), to: shareOf(draw + 1, draws.length) };
    aspects.forEach((aspect, place) => {
      const into = belief[place];
      const middles = expected.of(aspect);
      const seen = seenRounds(task, trials, aspect, middles);
      const sampler = new FieldSampler(likeness, aspect.beliefs, seen, expected.suspicion, random);
      if (into) fill(into, rows, middles, sampler);
    });
  });
  return { samples: SAMPLES, candidates: candidates.length, aspects: belief };
}

function shareOf(draw: number, draws: number): number {
  return Math.floor((draw * SAMPLES) / draws);
}

function fill(
  { values, noise }: AspectBelief,
  { from, to }: { readonly from: number; readonly to: number },
  expected: Float64Array,
  sampler: FieldSampler,
): void {
  for (let sweep = 0; sweep < BURN_IN; sweep += 1) sampler.next();
  for (let sample = from; sample < to; sample += 1) {
    const field = sampler.next();
    values.set(
      field.residuals.map((residual, candidate) => at(expected, candidate) + residual),
      sample * expected.length,
    );
    noise.set(field.noise, sample * expected.length);
  }
}

/**
 * The rounds as the queueing model reads them, each on its own, so that one odd replicate is told from the others;
 * together the replicates of a setting weigh as the root of their number, as they share what is the setting's own.
 */
function pointsOf({ candidates, sendRateTps, known }: SearchTask, trials: readonly Trial[]): AveragedRow[] {
  const replicates = new Map<number, number>();
  for (const { candidate } of trials) replicates.set(candidate, (replicates.get(candidate) ?? 0) + 1);
  const own = trials.flatMap(({ candidate, figures }, trial): AveragedRow[] => {
    const settings = candidates[candidate];
    if (!settings || !(figures.latencyMeanMs > 0) || !(figures.throughputTps > 0)) return [];
    return [
      {
        ...settings,
        sendRateTps: figures.achievedRateTps ?? sendRateTps,
        throughputTps: figures.throughputTps,
        latencyMeanMs: figures.latencyMeanMs,
        roundId: `trial/${trial}`,
        roundIds: [`trial/${trial}`],
        pointId: `trial/${trial}`,
        weight: (replicates.get(candidate) ?? 1) ** -0.5,
      },
    ];
  });
  return [...averagedPoints(known ?? []), ...own];
}

function cutOf(columns: QueueColumns, theta: Float64Array | undefined): CutColumns {
  return cutColumns(columns, Math.exp(theta?.[PLACE.capTransactions] ?? NaN));
}

/** Added to the wait before its logarithm: below that, differences do not matter. */
const WAIT_OFFSET_MS = 5;

/**
 * Where candidates stand beside each other: logarithms of the wait for a block and of its size. A knob that makes no
 * difference moves a setting nowhere.
 */
function placesOf({ n }: QueueColumns, { waitMs, blockTransactions }: CutColumns): number[][] {
  return Array.from({ length: n }, (_, i) => [
    Math.log(at(waitMs, i) + WAIT_OFFSET_MS),
    Math.log(at(blockTransactions, i)),
  ]);
}

/** What one set of parameters expects of the candidates. */
interface Expectation {
  /** Logarithms, one a candidate. */
  readonly of: (aspect: Aspect) => Float64Array;
  readonly suspicion: Suspicion;
}

function expectationOf(layout: QueueLayout, theta: Float64Array, columns: QueueColumns): Expectation {
  const { logLatency, logThroughput, utilisation } = respond(layout, theta, columns, cutOf(columns, theta));
  const logShare = logThroughput.map((value, i) => value - Math.log(at(columns.rateTps, i)));
  return {
    of: ({ name, middle }) => {
      if (name === 'latency') return logLatency;
      return name === 'share' ? logShare : new Float64Array(columns.n).fill(middle);
    },
    suspicion: suspicionOf(utilisation),
  };
}

/** Far below saturation and beyond it: how rounds scatter, and how often rounds and settings are odd. */
function suspicionOf(utilisation: Float64Array): Suspicion {
  const between = (far: number, near: number): Float64Array =>
    utilisation.map((u) => far + (near - far) * nearness(u));
  return {
    noiseFactor: between(1, 3),
    oddRound: between(0.05, 0.4),
    oddSetting: between(0.01, 0.31),
  };
}

function seenRounds(
  { sendRateTps }: SearchTask,
  trials: readonly Trial[],
  { measured }: Aspect,
  expected: Float64Array,
): SeenRounds {
  const told = trials.flatMap(({ candidate, figures }) => {
    const value = measured(figures, sendRateTps);
    return value === undefined ? [] : [{ candidate, residual: value - at(expected, candidate) }];
  });
  const tried = [...new Set(told.map(({ candidate }) => candidate))];
  const placeOf = new Map(tried.map((candidate, place) => [candidate, place]));
  return {
    tried: Float64Array.from(tried),
    places: Float64Array.from(told, ({ candidate }) => placeOf.get(candidate) ?? NaN),
    residuals: Float64Array.from(told, ({ residual }) => residual),
  };
}
