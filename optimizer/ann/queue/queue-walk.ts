import { seededRandom, type Random } from '../../domain/random.js';
import { at } from './at.js';
import { factorise, solveUpper } from './cholesky.js';
import { PLACE } from './queue-parameters.js';
import type { QueuePosterior } from './queue-posterior.js';
import type { QueueSpread } from './queue-spread.js';

const DRAWS = 16;
/** Likelihoods of single rows that the draws may cost. */
const WALK_BUDGET = 60_000;
const MAX_WALK = 4000;
/** Share of the walk that only leads away from where it began. */
const BURN_IN = 1 / 4;

/** Best length of a step, times the root of the number of parameters (Gelman, Roberts and Gilks 1996). */
const STRIDE = 2.4;
const SHORT = 0.3;
/** Standard deviation of a jump of the cap alone: several caps may explain few rows. */
const CAP_JUMP = 1.2;

/**
 * Parameters drawn from what the rows leave possible, by a random walk (Metropolis et al. 1953) whose steps
 * are shaped by the curvature where it begins.
 * @param start - the most probable parameters.
 */
export function drawsFrom(
  posterior: Pick<QueuePosterior, 'rows' | 'cost' | 'linearise'>,
  start: readonly number[],
  spread: QueueSpread,
  seed: number,
): number[][] {
  const random = seededRandom(seed);
  const steps = Math.min(MAX_WALK, Math.ceil(WALK_BUDGET / posterior.rows));
  const kept: Float64Array[] = [];
  let place: Float64Array = Float64Array.from(start);
  let cost = posterior.cost(place, spread);
  const lower = factorise(posterior.linearise(place, spread).curvature, place.length);
  if (!lower) return [[...start]];
  for (let step = 0; step < steps; step += 1) {
    const next = proposal(place, lower, step, random);
    const nextCost = posterior.cost(next, spread);
    if (Math.log(1 - random.next()) < cost - nextCost) {
      place = next;
      cost = nextCost;
    }
    if (step >= steps * BURN_IN) kept.push(place);
  }
  return Array.from({ length: DRAWS }, (_, i) => [
    ...(kept[Math.floor(((i + 0.5) * kept.length) / DRAWS)] ?? start),
  ]);
}

/** As likely from one place to another as back, as the acceptance above requires. */
function proposal(place: Float64Array, lower: Float64Array, step: number, random: Random): Float64Array {
  const move = solveUpper(
    lower,
    Float64Array.from(place, () => random.normal()),
  );
  if (step % 5 === 4) {
    const next = Float64Array.from(place);
    next[PLACE.capTransactions] = at(place, PLACE.capTransactions) + CAP_JUMP * random.normal();
    return next;
  }
  const scale = (STRIDE / Math.sqrt(place.length)) * (step % 3 === 0 ? SHORT : 1);
  return place.map((value, i) => value + scale * at(move, i));
}
