import { factorise, solve } from './cholesky.js';

/** Weighted residuals and their derivatives at one place, multiplied out. */
export interface Linearised {
  /** J'WJ, row-major, p x p; only the lower triangle is read. */
  readonly curvature: Float64Array;
  /** J'Wr, p. */
  readonly slope: Float64Array;
}

export interface Minimised {
  readonly place: Float64Array;
  readonly cost: number;
}

export interface MinimiseOptions {
  readonly maxSteps: number;
  /** Share of the cost that a step must gain for another to follow. */
  readonly tolerance?: number;
}

const FIRST_DAMPING = 1e-2;
const MIN_DAMPING = 1e-9;
const MAX_DAMPING = 1e8;

interface Damped extends Minimised {
  readonly damping: number;
}

/**
 * Levenberg-Marquardt: steps of `(J'WJ + damping * diagonal)^-1 J'Wr`, damped more where a step does not help
 * and less where it does (Marquardt 1963). Ends after `maxSteps`, when a step no longer gains `tolerance` of
 * the cost, or where no step helps.
 * @param linearise - at a place of p numbers.
 * @param costAt - what is minimised. NaN where a place makes no sense: no step enters it.
 */
export function minimise(
  start: Float64Array,
  linearise: (place: Float64Array) => Linearised,
  costAt: (place: Float64Array) => number,
  { maxSteps, tolerance = 1e-6 }: MinimiseOptions,
): Minimised {
  let best: Damped = { place: start, cost: costAt(start), damping: FIRST_DAMPING };
  for (let step = 0; step < maxSteps; step += 1) {
    const next = stepFrom(best, linearise(best.place), costAt);
    if (!next) break;
    const gain = best.cost - next.cost;
    const enough = tolerance * Math.abs(best.cost);
    best = next;
    if (gain <= enough) break;
  }
  return { place: best.place, cost: best.cost };
}

/** @returns undefined where even the shortest step makes the cost greater. */
function stepFrom(
  { place, cost, damping: first }: Damped,
  { curvature, slope }: Linearised,
  costAt: (place: Float64Array) => number,
): Damped | undefined {
  for (let damping = first; damping < MAX_DAMPING; damping *= 4) {
    const lower = factorise(curvature, slope.length, damping);
    if (!lower) continue;
    const move = solve(lower, slope);
    const next = place.map((value, i) => value - (move[i] ?? NaN));
    const nextCost = costAt(next);
    if (nextCost <= cost) return { place: next, cost: nextCost, damping: Math.max(damping / 5, MIN_DAMPING) };
  }
  return undefined;
}
