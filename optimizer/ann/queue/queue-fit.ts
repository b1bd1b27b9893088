import type { AveragedRow } from '../../dataset/averaged-points.js';
import { shuffled } from '../../domain/random.js';
import { quantile } from '../../domain/statistics.js';
import type { QueueLayout } from './queue-layout.js';
import { parametersOf, PLACE, type Parameter } from './queue-parameters.js';
import { QueuePosterior } from './queue-posterior.js';
import { EXPECTED_SPREAD, type QueueSpread } from './queue-spread.js';
import { drawsFrom } from './queue-walk.js';

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
  /** Each replaces what is believed of the parameter of its name: see `beliefsFrom`. Other names mean nothing. */
  readonly beliefs?: readonly Parameter[] | undefined;
}

/** Rows beyond which more only take time: there are a dozen parameters. */
const MAX_ROWS = 600;
const MAX_ROWS_OF_STARTS = 200;
const START_CAPS = [20, 60, 200, 1500];
const STEPS_OF_STARTS = 25;
const STEPS = 30;

/** Up to here the rows leave parameters open enough to be worth averaging over. */
const MAX_ROWS_OF_DRAWS = 40;

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
  { seed, start, beliefs = [] }: QueueFitOptions,
): FittedQueue {
  const order = shuffled(points, seed);
  const parameters = believed(parametersOf(layout), beliefs);
  const few = new QueuePosterior(layout, parameters, order.slice(0, MAX_ROWS_OF_STARTS));
  const all =
    order.length > MAX_ROWS_OF_STARTS
      ? new QueuePosterior(layout, parameters, order.slice(0, MAX_ROWS))
      : few;
  const starts = start
    ? [start]
    : placesToStart(parameters, order, {
        capsMatter: all.learnsCap,
        asBelieved: beliefs.length > 0,
      }).map((theta) => improve(few, { theta, spread: EXPECTED_SPREAD }, STEPS_OF_STARTS));
  let best = starts.reduce((a, b) => (few.cost(b.theta, a.spread) < few.cost(a.theta, a.spread) ? b : a));
  for (let round = 0; round < 2; round += 1) best = improve(all, best, STEPS);
  const draws =
    order.length > MAX_ROWS_OF_DRAWS ? [best.theta] : drawsFrom(all, best.theta, best.spread, seed);
  return { ...best, draws };
}

function believed(parameters: readonly Parameter[], beliefs: readonly Parameter[]): Parameter[] {
  const byName = new Map(beliefs.map((belief) => [belief.name, belief]));
  return parameters.map((parameter) => byName.get(parameter.name) ?? parameter);
}

/** Several caps, as the surface may have a valley for each; and where something is known already, that. */
function placesToStart(
  parameters: readonly Parameter[],
  points: readonly AveragedRow[],
  { capsMatter, asBelieved }: { readonly capsMatter: boolean; readonly asBelieved: boolean },
): number[][] {
  const quick = quantile(
    points.map(({ latencyMeanMs }) => latencyMeanMs),
    0.1,
  );
  const means = parameters.map(({ mean }) => mean);
  const quickBase = means.with(PLACE.baseMs, Math.log(Math.max(5, 0.6 * quick)));
  const places = capsMatter
    ? START_CAPS.map((cap) => quickBase.with(PLACE.capTransactions, Math.log(cap)))
    : [quickBase];
  return asBelieved ? [means, ...places] : places;
}

function improve(posterior: QueuePosterior, from: Found, steps: number): Found {
  const { place } = posterior.descend(from.theta, from.spread, steps);
  return { theta: [...place], spread: posterior.spreadAt(place, from.spread) };
}
