import type { AveragedRow } from '../../dataset/averaged-points.js';
import { mean } from '../../domain/statistics.js';
import { beliefsFrom } from '../queue/queue-beliefs.js';
import { fitQueue } from '../queue/queue-fit.js';
import type { QueueLayout } from '../queue/queue-layout.js';
import type { Parameter } from '../queue/queue-parameters.js';
import type { EnsembleModel } from './ensemble-model.js';
import { parted, partsFor } from './parts.js';
import { viewOf } from './queue-view.js';
import { expectedTargets, targetsOf } from './targets.js';

/** What a new model may start from: an older one of this network, or of one like it. */
export type PriorModel = Pick<EnsembleModel, 'layout' | 'queue'>;

/** Points beyond which the rows say all that a prior could. */
const MAX_POINTS = 200;

/**
 * What an older model makes one believe, if that brings the queueing model closer to points that it has not
 * seen than the beliefs about any network do; a prior of a network that is not alike misleads for dozens of rows.
 * @returns undefined if the prior is of no help.
 */
export function helpfulBeliefs(
  prior: PriorModel,
  points: readonly AveragedRow[],
  layout: QueueLayout,
  seed: number,
): readonly Parameter[] | undefined {
  if (points.length > MAX_POINTS) return undefined;
  const beliefs = beliefsFrom(prior.layout, prior.queue.theta, layout);
  const error = (believed: readonly Parameter[] | undefined): number =>
    unseenError(points, layout, seed, believed);
  return error(beliefs) < error(undefined) ? beliefs : undefined;
}

/** Mean absolute error of logarithms, latency and throughput, at points left out part by part. */
function unseenError(
  points: readonly AveragedRow[],
  layout: QueueLayout,
  seed: number,
  beliefs: readonly Parameter[] | undefined,
): number {
  const partOf = parted(points.length, seed);
  const errors = Array.from({ length: partsFor(points.length) }, (_, part) => {
    const others = points.filter((__, row) => partOf[row] !== part);
    const left = points.filter((__, row) => partOf[row] === part);
    const view = viewOf(layout, fitQueue(layout, others, { seed, beliefs }), left);
    const measured = targetsOf(left);
    return expectedTargets(view, 0, 2).flatMap((target, place) =>
      Array.from(target, (value, row) => Math.abs(value - (measured[place]?.[row] ?? NaN))),
    );
  });
  return mean(errors.flat());
}
