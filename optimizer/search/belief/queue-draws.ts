import type { AveragedRow } from '../../dataset/averaged-points.js';
import type { QueueLayout } from '../../ann/queue/queue-layout.js';
import { parametersOf } from '../../ann/queue/queue-parameters.js';
import { QueuePosterior } from '../../ann/queue/queue-posterior.js';
import { EXPECTED_SPREAD } from '../../ann/queue/queue-spread.js';
import type { Random } from '../../domain/random.js';

/** Sets of parameters that are drawn. */
const DRAWS = 24;
/** Steps of each of the two descents of a draw. */
const STEPS = 12;

/**
 * Parameters of the queueing model that may be behind the points, each drawn on its own: what is believed of the
 * parameters is drawn from the beliefs, every point weighs as an exponential draw says, and the most probable
 * parameters are taken (Newton, Polson and Xu 2021, Weighted Bayesian bootstrap).
 *
 * A random walk from the best fit stays beside it. Few noisy rounds often leave two stories, one in which a lucky
 * round was the exception and one in which a stall was; draws that start anew find both.
 */
export function queueDraws(
  layout: QueueLayout,
  points: readonly AveragedRow[],
  random: Random,
): Float64Array[] {
  const parameters = parametersOf(layout);
  return Array.from({ length: DRAWS }, () => {
    const believed = parameters.map((each) => ({ ...each, mean: each.mean + each.spread * random.normal() }));
    const weighted = points.map((point) => ({
      ...point,
      weight: point.weight * -Math.log(1 - random.next()),
    }));
    const posterior = new QueuePosterior(layout, believed, weighted);
    const start = believed.map(({ mean }) => mean);
    const first = posterior.descend(start, EXPECTED_SPREAD, STEPS).place;
    return posterior.descend(first, posterior.spreadAt(first, EXPECTED_SPREAD), STEPS).place;
  });
}
