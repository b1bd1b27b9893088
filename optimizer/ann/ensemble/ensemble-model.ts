import type { ModelInput } from '../../dataset/columns.js';
import type { Interval, IntervalPrediction } from '../../domain/prediction.js';
import type { FittedQueue } from '../queue/queue-fit.js';
import type { QueueLayout } from '../queue/queue-layout.js';
import { widthAt, type Calibration, type Doubt } from './calibration.js';
import { featuresOf, nearness } from './features.js';
import { viewOf, type QueueView } from './queue-view.js';
import { runResiduals, type MemberView, type ResidualNetworks } from './residual-networks.js';
import { completed, type TypicalPoint } from './typical-point.js';
import { expectedTargets, LATENCY, SHARE, TAIL, told, type Targets } from './targets.js';

/** A trained ensemble: a queueing model, networks for what it leaves, and how far both together are off. */
export interface EnsembleModel {
  /** Stands in for what a question leaves out. */
  readonly typical: TypicalPoint;
  readonly layout: QueueLayout;
  readonly queue: FittedQueue;
  /** ln (p95 / mean latency) where nothing better is known; null where the rows had no p95. */
  readonly tail: number | null;
  /** Undefined where the queueing model alone does better. */
  readonly networks?: ResidualNetworks | undefined;
  /** Say of the networks in each target, 0 to 1; the rest is the queueing model's. */
  readonly shares: readonly number[];
  readonly calibrations: readonly Calibration[];
}

/** Name and shape, such as `queue + 6 x feed-forward 8-16-3`. */
export function ensembleName({ networks }: Pick<EnsembleModel, 'networks'>): string {
  if (!networks) return 'queue alone';
  const { members, inputs, hidden, outputs } = networks.shape;
  return `queue + ${members} x feed-forward ${[inputs, ...hidden, outputs].join('-')}`;
}

/** What a queueing model gives the networks. */
export function memberView(layout: QueueLayout, view: QueueView, tail: number | null): MemberView {
  return {
    features: featuresOf(layout, view),
    base: expectedTargets(view, tail ?? 0, tail === null ? 2 : 3),
  };
}

/** Element by element the mean over the members. */
export function meanTargets(members: readonly Targets[]): Targets {
  const [first = [], ...others] = members;
  return first.map((target, place) => {
    const sum = Float64Array.from(target);
    for (const other of others) {
      const values = other[place];
      for (let row = 0; row < sum.length; row += 1) sum[row] = (sum[row] ?? NaN) + (values?.[row] ?? NaN);
    }
    return sum.map((value) => value / members.length);
  });
}

/** `base` and `learnt`, each with its say. */
export function blended(base: Targets, learnt: Targets | undefined, shares: readonly number[]): Targets {
  return base.map((target, place) => {
    const other = learnt?.[place];
    const share = shares[place] ?? 0;
    return other && share > 0
      ? target.map((value, row) => value + share * ((other[row] ?? NaN) - value))
      : target;
  });
}

/** How much the networks' correction counts as disagreement. */
const CORRECTION_WEIGHT = 0.25;

/** @param near - of each row, for whoever has it: it is the same for every output. */
export function doubtOf(
  view: Pick<QueueView, 'variance' | 'utilisation'>,
  base: Float64Array | undefined,
  answer: Float64Array,
  near: Float64Array = view.utilisation.map(nearness),
): Doubt {
  return {
    nearness: near,
    disagreement: answer.map(
      (value, row) =>
        Math.sqrt(view.variance[row] ?? 0) + CORRECTION_WEIGHT * Math.abs(value - (base?.[row] ?? value)),
    ),
  };
}

/** @returns one prediction a point, in order. */
export function predictEnsemble(model: EnsembleModel, points: readonly ModelInput[]): IntervalPrediction[] {
  if (points.length === 0) return [];
  const whole = points.map((point) => completed(point, model.typical));
  const view = viewOf(model.layout, model.queue, whole);
  const asked = memberView(model.layout, view, model.tail);
  const learnt = model.networks && meanTargets(runResiduals(model.networks, [asked]));
  const answers = blended(asked.base, learnt, model.shares);
  return predictionsOf(
    model,
    view,
    asked.base,
    answers.map((answer, place) => (place === SHARE ? capped(answer) : answer)),
  );
}

/** What was never sent cannot commit. */
function capped(logShare: Float64Array): Float64Array {
  return logShare.map((value) => Math.min(0, value));
}

interface Told {
  readonly point: Float64Array;
  readonly median: Float64Array;
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/**
 * Turns logarithms into values with their intervals.
 * @param shift - added to the point alone.
 */
function valuesOf(
  centre: Float64Array,
  shift: (row: number) => number,
  calibration: Calibration | undefined,
  doubt: Doubt,
): Told {
  const n = centre.length;
  const column = (): Float64Array => new Float64Array(n);
  const values: Told = { point: column(), median: column(), low: column(), high: column() };
  for (let row = 0; row < n; row += 1) {
    const at = centre[row] ?? NaN;
    const point = at + shift(row);
    const width = calibration ? widthAt(calibration, doubt, row) : 0;
    values.point[row] = Math.exp(point);
    values.median[row] = Math.exp(at);
    values.low[row] = Math.exp(Math.min(point, at + (calibration?.low ?? 0) * width));
    values.high[row] = Math.exp(Math.max(point, at + (calibration?.high ?? 0) * width));
  }
  return values;
}

/** Latency is never told as less than half of its middle, however open the parameters are. */
const MOST_SHIFT = Math.LN2;

/**
 * The throughput of a point never exceeds its rate, its p95 never lies below its mean. Latency is the point with
 * the least expected relative error under a log-normal doubt: exp(mean - variance).
 */
function predictionsOf(
  model: EnsembleModel,
  view: QueueView,
  base: Targets,
  answers: Targets,
): IntervalPrediction[] {
  const shown = told(answers);
  const near = view.utilisation.map(nearness);
  const below = (row: number): number => -Math.min(MOST_SHIFT, view.variance[row] ?? 0);
  const of = (place: number, shift: (row: number) => number): Told => {
    const answer = answers[place] ?? new Float64Array(view.columns.n);
    const doubt = doubtOf(view, base[place], answer, near);
    return valuesOf(shown[place] ?? answer, shift, model.calibrations[place], doubt);
  };
  const share = of(SHARE, () => 0);
  const latency = of(LATENCY, below);
  const tail = model.tail === null ? undefined : of(TAIL, below);
  const interval = ({ low, high }: Told, row: number, unit = 1): Interval => ({
    low: unit * (low[row] ?? NaN),
    high: unit * (high[row] ?? NaN),
  });
  const predictions: IntervalPrediction[] = [];
  for (let row = 0; row < view.columns.n; row += 1) {
    const rateTps = view.columns.rateTps[row] ?? NaN;
    const throughputTps = rateTps * Math.min(1, share.point[row] ?? NaN);
    const latencyMeanMs = latency.point[row] ?? NaN;
    const shareInterval = interval(share, row, rateTps);
    const latencyInterval = interval(latency, row);
    const latencyMedian = latency.median[row] ?? NaN;
    predictions.push(
      tail
        ? {
            throughputTps,
            latencyMeanMs,
            latencyP95Ms: tail.point[row] ?? NaN,
            interval90: {
              throughputTps: shareInterval,
              latencyMeanMs: latencyInterval,
              latencyP95Ms: interval(tail, row),
            },
            median: { latencyMeanMs: latencyMedian, latencyP95Ms: tail.median[row] ?? NaN },
          }
        : {
            throughputTps,
            latencyMeanMs,
            interval90: { throughputTps: shareInterval, latencyMeanMs: latencyInterval },
            median: { latencyMeanMs: latencyMedian },
          },
    );
  }
  return predictions;
}
