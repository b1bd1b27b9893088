import { setImmediate as yieldToOthers } from 'node:timers/promises';
import { averagedPoints, type AveragedRow } from '../../dataset/averaged-points.js';
import type { DataRow } from '../../dataset/columns.js';
import { inCanonicalOrder } from '../../dataset/rows.js';
import { MIN_POINTS } from '../../dataset/split.js';
import { NotEnoughDataError } from '../../domain/errors.js';
import { throwIfCancelled } from '../../domain/wait.js';
import { prepareBackend } from '../backend.js';
import { fitQueue, type FittedQueue } from '../queue/queue-fit.js';
import type { Parameter } from '../queue/queue-parameters.js';
import { layoutOf, type QueueLayout } from '../queue/queue-layout.js';
import type { FitOptions } from '../recipe.js';
import { calibrate, type Calibration, type Doubt } from './calibration.js';
import { blended, doubtOf, memberView, type EnsembleModel } from './ensemble-model.js';
import { parted, partsFor } from './parts.js';
import { helpfulBeliefs, type PriorModel } from './prior.js';
import { viewOf, type QueueView } from './queue-view.js';
import { runResiduals, trainResiduals, type MemberRows } from './residual-networks.js';
import { stackingShares } from './stacking.js';
import { typicalPoint } from './typical-point.js';
import { middleTail, TAIL, targetsOf, told, type Targets } from './targets.js';

/** Networks of the delivered ensemble. */
const MEMBERS = 4;

/** Share of the work that the parts take, and that their queueing models take of it. */
const QUEUE_SHARE = 0.2;
const PARTS_SHARE = 0.7;

/**
 * Fits an ensemble to rows.
 *
 * 1. A queueing model is fitted to the points, robustly.
 * 2. The points are parted; for each part a queueing model and a network of what that leaves are fitted to
 *    the others and asked about the part: errors at points not seen.
 * 3. These errors decide how much say the networks have, and calibrate the intervals: those of single rounds,
 *    so that replicates spread as they do.
 * 4. The networks are fitted anew to all points.
 *
 * @param rows - usable rows (see `checkRows`), in any order.
 * @param prior - what it found is believed until the rows say otherwise.
 * @throws NotEnoughDataError under 3 points; CancelledError
 */
export async function fitEnsemble(
  rows: readonly DataRow[],
  options: FitOptions,
  prior?: PriorModel,
): Promise<EnsembleModel> {
  const all = inCanonicalOrder(rows);
  const points = averagedPoints(all);
  if (points.length < MIN_POINTS) {
    throw new NotEnoughDataError(
      `training needs usable rounds of at least ${MIN_POINTS} different points, got ${points.length}: ` +
        'measure more settings or send rates',
    );
  }
  await prepareBackend();
  const { seed, signal, onProgress } = options;
  const step = (from: number, to: number): FitOptions => ({
    seed,
    signal,
    onProgress: (share) => onProgress?.(from + share * (to - from)),
  });
  const targets = targetsOf(points);
  const layout = layoutOf(points);
  const beliefs = prior && helpfulBeliefs(prior, points, layout, seed);
  const rowsOf: Learnt = {
    points,
    targets,
    layout,
    tail: tailOf(targets),
    weights: Float64Array.from(points, ({ weight }) => Math.sqrt(weight)),
    queue: fitQueue(layout, points, { seed, beliefs }),
    beliefs,
  };
  const { base, learnt, view } = await crossFit(rowsOf, step(0, PARTS_SHARE));
  const shares = targets.map((target, place) => {
    const errors = [base, learnt].map((each) =>
      target.map((value, row) => value - (each[place]?.[row] ?? NaN)),
    );
    return stackingShares(errors)[1] ?? 0;
  });
  const answers = blended(base, learnt, shares);
  const model = {
    typical: typicalPoint(points),
    layout,
    queue: rowsOf.queue,
    tail: rowsOf.tail,
    shares,
    calibrations: calibrateAll(all, points, answers, (place, answer) => doubtOf(view, base[place], answer)),
  };
  if (shares.every((share) => share === 0)) {
    onProgress?.(1);
    return model;
  }
  return { ...model, networks: await fitAll(rowsOf, step(PARTS_SHARE, 1)) };
}

/** What is learnt from, point by point. */
interface Learnt {
  readonly points: readonly AveragedRow[];
  readonly targets: Targets;
  readonly layout: QueueLayout;
  readonly tail: number | null;
  /** A point measured four times weighs twice. */
  readonly weights: Float64Array;
  readonly queue: FittedQueue;
  readonly beliefs: readonly Parameter[] | undefined;
}

/** Null where no row has a 95th percentile. @param use - the rows that may be known. */
function tailOf(targets: Targets, use: (row: number) => boolean = () => true): number | null {
  return targets.length > TAIL
    ? middleTail(targets.map((target) => target.filter((_, row) => use(row))))
    : null;
}

/** The answers about each point of those fitted without it. */
interface CrossFitted {
  readonly base: Targets;
  readonly learnt: Targets;
  readonly view: Pick<QueueView, 'variance' | 'utilisation'>;
}

async function crossFit(
  { points, targets, layout, weights, beliefs }: Learnt,
  { seed, signal, onProgress }: FitOptions,
): Promise<CrossFitted> {
  const partOf = parted(points.length, seed);
  const views: QueueView[] = [];
  const members: MemberRows[] = [];
  const parts = partsFor(points.length);
  for (let part = 0; part < parts; part += 1) {
    const isOther = (row: number): boolean => partOf[row] !== part;
    const others = points.filter((_, row) => isOther(row));
    // Not from where the fit of all points ended: these would show in it.
    const view = viewOf(layout, fitQueue(layout, others, { seed, beliefs }), points);
    views.push(view);
    members.push({
      ...memberView(layout, view, tailOf(targets, isOther)),
      weights: weights.map((weight, row) => (isOther(row) ? weight : 0)),
    });
    await yieldToOthers();
    throwIfCancelled(signal);
    onProgress?.((QUEUE_SHARE * (part + 1)) / parts);
  }
  const networks = await trainResiduals(targets, members, {
    seed,
    signal,
    onProgress: (share) => onProgress?.(QUEUE_SHARE + share * (1 - QUEUE_SHARE)),
  });
  const own = (columns: readonly (Float64Array | undefined)[]): Float64Array =>
    Float64Array.from(partOf, (part, row) => columns[part]?.[row] ?? NaN);
  const ownTargets = (each: readonly Targets[]): Targets =>
    targets.map((_, place) => own(each.map((found) => found[place])));
  return {
    base: ownTargets(members.map((member) => member.base)),
    learnt: ownTargets(runResiduals(networks, members)),
    view: {
      variance: own(views.map(({ variance }) => variance)),
      utilisation: own(views.map(({ utilisation }) => utilisation)),
    },
  };
}

/** Networks of all points, alike but for the weights that they start from. */
function fitAll({ points, targets, layout, tail, weights, queue }: Learnt, options: FitOptions) {
  const whole: MemberRows = { ...memberView(layout, viewOf(layout, queue, points), tail), weights };
  return trainResiduals(
    targets,
    Array.from({ length: MEMBERS }, () => whole),
    {
      ...options,
      seed: options.seed + 1,
    },
  );
}

/** From the errors of single rounds against what was answered about their points. */
function calibrateAll(
  rows: readonly DataRow[],
  points: readonly AveragedRow[],
  answers: Targets,
  doubtAt: (place: number, answer: Float64Array) => Doubt,
): Calibration[] {
  const placeOf = new Map(points.map(({ pointId }, place) => [pointId, place]));
  const pointOf = rows.map(({ pointId }) => placeOf.get(pointId) ?? 0);
  const measured = told(targetsOf(rows));
  const shown = told(answers);
  return answers.map((answer, place) => {
    const doubt = doubtAt(place, answer);
    const errors = pointOf.map(
      (point, row) => (measured[place]?.[row] ?? NaN) - (shown[place]?.[point] ?? NaN),
    );
    return calibrate(errors, {
      nearness: pointOf.map((point) => doubt.nearness[point] ?? NaN),
      disagreement: pointOf.map((point) => doubt.disagreement[point] ?? NaN),
    });
  });
}
