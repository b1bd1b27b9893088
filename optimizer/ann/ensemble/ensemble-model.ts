import type { ModelInput } from '../../dataset/columns.js';
import { mean } from '../../domain/statistics.js';
import type { Interval, IntervalPrediction } from '../../domain/prediction.js';
import type { FittedQueue } from '../queue/queue-fit.js';
import type { QueueLayout } from '../queue/queue-layout.js';
import { widthAt, type Calibration, type Doubt } from './calibration.js';
import { featuresOf, nearness } from './features.js';
import { viewOf, type QueueView } from './queue-view.js';
import { runResiduals, type MemberView, type ResidualNetworks } from './residual-networks.js';
import { completed, type TypicalPoint } from './typical-point.js';
import { expectedTargets, LATENCY, SHARE, TAIL, type Targets } from './targets.js';

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
  return (members[0] ?? []).map((target, place) =>
    target.map((_, row) => mean(members.map((member) => member[place]?.[row] ?? NaN))),
  );
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

export function doubtOf(view: QueueView, base: Float64Array | undefined, answer: Float64Array): Doubt {
  return {
    nearness: view.utilisation.map(nearness),
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
  const doubts = answers.map((answer, place) => doubtOf(view, asked.base[place], answer));
  return points.map((point, row) => predictionOf(model, { point, row, answers, doubts, view }));
}

interface Asked {
  readonly point: ModelInput;
  readonly row: number;
  readonly answers: Targets;
  readonly doubts: readonly Doubt[];
  readonly view: QueueView;
}

function predictionOf(
  model: EnsembleModel,
  { point, row, answers, doubts, view }: Asked,
): IntervalPrediction {
  const at = (place: number): number => answers[place]?.[row] ?? NaN;
  /** Interval of the target itself, as factors of what it is the logarithm of. */
  const factors = (place: number): Interval => {
    const calibration = model.calibrations[place];
    const doubt = doubts[place];
    if (!calibration || !doubt) return { low: 1, high: 1 };
    const width = widthAt(calibration, doubt, row);
    return {
      low: Math.exp(Math.min(0, calibration.low * width)),
      high: Math.exp(Math.max(0, calibration.high * width)),
    };
  };
  // The point with the least expected relative error under a log-normal doubt: exp(mean - variance).
  const centre = Math.exp(at(LATENCY));
  const latencyMeanMs = centre * Math.exp(-(view.variance[row] ?? 0));
  const throughputTps = point.sendRateTps * Math.exp(Math.min(0, at(SHARE)));
  const interval = (value: number, { low, high }: Interval, shown = value): Interval => ({
    low: Math.min(shown, value * low),
    high: Math.max(shown, value * high),
  });
  const latency = factors(LATENCY);
  const prediction = {
    throughputTps,
    latencyMeanMs,
    interval90: {
      throughputTps: interval(throughputTps, factors(SHARE)),
      latencyMeanMs: interval(centre, latency, latencyMeanMs),
    },
  };
  if (model.tail === null) return prediction;
  const ratio = Math.exp(Math.max(0, at(TAIL)));
  const latencyP95Ms = latencyMeanMs * ratio;
  return {
    ...prediction,
    latencyP95Ms,
    interval90: {
      ...prediction.interval90,
      latencyP95Ms: interval(centre * ratio, factors(TAIL), latencyP95Ms),
    },
  };
}
