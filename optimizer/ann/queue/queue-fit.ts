import type { AveragedRow } from '../../dataset/averaged-points.js';
import { seededRandom, shuffled } from '../../domain/random.js';
import { quantile } from '../../domain/statistics.js';
import { factorise, solveUpper } from './cholesky.js';
import type { QueueLayout } from './queue-layout.js';
import { parametersOf, PLACE, type Parameter } from './queue-parameters.js';
import { EXPECTED_SPREAD, QueuePosterior, type QueueSpread } from './queue-posterior.js';

export interface FittedQueue {
  /** Most probable parameters, in the order of `parametersOf`. */
  readonly theta: readonly number[];
  readonly spread: QueueSpread;
  /** Parameters that the rows leave possible, drawn from what is believed of them; `theta` alone where rows are many. */
  readonly draws: readonly (readonly number[])[];
}

export interface QueueFitOptions {
  readonly seed: number;
  /** To start from alone; without it the fit starts from several places and keeps the best. */
  readonly start?: Pick<FittedQueue, 'theta' | 'spread'> | undefined;
}

/** Rows beyond which more only take time: there are a dozen parameters. */
const MAX_ROWS = 600;
const MAX_ROWS_OF_STARTS = 200;
const START_CAPS = [20, 60, 200, 1500];
const STEPS_OF_STARTS = 25;
const STEPS = 30;

/** Up to here the rows leave parameters open enough to be worth averaging over. */
const MAX_ROWS_OF_DRAWS = 40;
const DRAWS = 16;
/** Likelihoods of single rows that the draws may cost. */
const WALK_BUDGET = 60_000;
const MAX_WALK = 4000;

type Found = Pick<FittedQueue, 'theta' | 'spread'>;

/**
 * The most probable parameters, given the points and the beliefs: damped least squares on logarithms,
 * reweighted as Student's t asks, so that a stalled round does not bend the whole surface. Spread and
 * parameters are estimated in turn.
 * @param points - at least one, every latency and throughput above 0.
 */
export function fitQueue(
  layout: QueueLayout,
  points: readonly AveragedRow[],
  { seed, start }: QueueFitOptions,
): FittedQueue {
  const order = shuffled(points, seed);
  const parameters = parametersOf(layout);
  const few = new QueuePosterior(layout, parameters, order.slice(0, MAX_ROWS_OF_STARTS));
  const starts = start ? [start] : startsOf(few, parameters, order);
  const all =
    order.length > MAX_ROWS_OF_STARTS
      ? new QueuePosterior(layout, parameters, order.slice(0, MAX_ROWS))
      : few;
  let best = starts.reduce((a, b) => (few.cost(b.theta, a.spread) < few.cost(a.theta, a.spread) ? b : a));
  for (let round = 0; round < 2; round += 1) best = improve(all, best, STEPS);
  const draws =
    order.length > MAX_ROWS_OF_DRAWS
      ? [best.theta]
      : drawsOf(all, [best, ...starts], best.spread, seed, order.length);
  return { ...best, draws };
}

function startsOf(
  few: QueuePosterior,
  parameters: readonly Parameter[],
  points: readonly AveragedRow[],
): Found[] {
  const quick = quantile(
    points.map(({ latencyMeanMs }) => latencyMeanMs),
    0.1,
  );
  return START_CAPS.map((cap) => {
    const theta = parameters.map(({ mean }) => mean);
    theta[PLACE.capTransactions] = Math.log(cap);
    theta[PLACE.baseMs] = Math.log(Math.max(5, 0.6 * quick));
    return improve(few, { theta, spread: EXPECTED_SPREAD }, STEPS_OF_STARTS);
  });
}

function improve(posterior: QueuePosterior, from: Found, steps: number): Found {
  const { place } = posterior.descend(from.theta, from.spread, steps);
  return { theta: [...place], spread: posterior.spreadAt(place, from.spread) };
}

/** A random walk from each start (Metropolis et al. 1953), its steps shaped by the curvature there. */
function drawsOf(
  posterior: QueuePosterior,
  starts: readonly Found[],
  spread: QueueSpread,
  seed: number,
  rows: number,
): number[][] {
  const random = seededRandom(seed);
  const steps = Math.min(MAX_WALK, Math.ceil(WALK_BUDGET / rows));
  const kept: { theta: number[]; cost: number }[] = [];
  let at = Float64Array.from(starts[0]?.theta ?? []);
  let cost = posterior.cost(at, spread);
  const p = at.length;
  const lower = factorise(posterior.linearise(at, spread).curvature, p) ?? new Float64Array(p * p).fill(1);
  const stride = 2.4 / Math.sqrt(p);
  for (let step = 0; step < steps; step += 1) {
    const move = solveUpper(
      lower,
      Float64Array.from({ length: p }, () => random.normal()),
    );
    // Now and then a long or a short one, and a jump of the cap alone: several caps may explain few rows.
    const scale = stride * (step % 3 === 0 ? 0.3 : 1);
    const next = at.map((value, i) => value + scale * (move[i] ?? 0));
    if (step % 5 === 4) {
      next.set(at);
      next[PLACE.capTransactions] = (at[PLACE.capTransactions] ?? 0) + 1.2 * random.normal();
    }
    const nextCost = posterior.cost(next, spread);
    if (Math.log(1 - random.next()) < cost - nextCost) {
      at = next;
      cost = nextCost;
    }
    if (step >= steps / 4) kept.push({ theta: [...at], cost });
  }
  return Array.from(
    { length: DRAWS },
    (_, i) => kept[Math.floor(((i + 0.5) * kept.length) / DRAWS)]?.theta ?? [...at],
  );
}
