import { factorise, solve } from './cholesky.js';

/** Weighted residuals and their derivatives at one place. */
export interface Linearised {
  /** What is minimised. */
  readonly cost: number;
  /** J'WJ, row-major, p x p. */
  readonly curvature: Float64Array;
  /** J'Wr, p. */
  readonly slope: Float64Array;
}

export interface Minimised {
  readonly place: Float64Array;
  readonly cost: number;
}

const FIRST_DAMPING = 1e-2;
const MAX_DAMPING = 1e8;

/**
 * Levenberg-Marquardt: steps of `(J'WJ + damping * diagonal)^-1 J'Wr`, damped more where a step does not help
 * and less where it does (Marquardt 1963). Ends after `maxSteps`, or when a step no longer gains `tolerance`
 * of the cost.
 * @param linearise - at a place of p numbers; not finite where the place makes no sense, which no step enters.
 * @param costAt - the cost alone, which is cheaper.
 */
export function minimise(
  start: Float64Array,
  linearise: (place: Float64Array) => Linearised,
  costAt: (place: Float64Array) => number,
  { maxSteps, tolerance = 1e-6 }: { readonly maxSteps: number; readonly tolerance?: number },
): Minimised {
  let place = start;
  let cost = costAt(start);
  let damping = FIRST_DAMPING;
  for (let step = 0; step < maxSteps; step += 1) {
    const before = cost;
    const local = linearise(place);
    while (damping < MAX_DAMPING) {
      const lower = factorise(local.curvature, local.slope.length, damping);
      const move = lower && solve(lower, local.slope);
      const next = move && place.map((value, i) => value - (move[i] ?? 0));
      const nextCost = next ? costAt(next) : NaN;
      if (next && nextCost <= cost) {
        place = next;
        cost = nextCost;
        damping = Math.max(damping / 5, 1e-9);
        break;
      }
      damping *= 4;
    }
    if (damping >= MAX_DAMPING || before - cost <= tolerance * Math.abs(before)) break;
  }
  return { place, cost };
}
