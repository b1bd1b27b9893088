import { describe, expect, it } from 'vitest';
import { minimise, type MinimiseOptions } from './least-squares.js';
import { entry } from './queue.fixture.js';

type Residuals = (place: Float64Array) => { readonly r: number[]; readonly jacobian: number[][] };

/** Minimises half the sum of squares; `seen` are the places at which it was linearised. */
function leastSquares(residuals: Residuals, start: number[], options: MinimiseOptions) {
  const seen: number[][] = [];
  const p = start.length;
  const result = minimise(
    Float64Array.from(start),
    (place) => {
      seen.push([...place]);
      const { r, jacobian } = residuals(place);
      const derivative = (row: number, of: number) => entry(jacobian[row] ?? [], of);
      const curvature = new Float64Array(p * p);
      const slope = new Float64Array(p);
      r.forEach((value, row) => {
        for (let a = 0; a < p; a += 1) {
          slope[a] = entry(slope, a) + derivative(row, a) * value;
          for (let b = 0; b < p; b += 1) {
            curvature[a * p + b] = entry(curvature, a * p + b) + derivative(row, a) * derivative(row, b);
          }
        }
      });
      return { curvature, slope };
    },
    (place) => residuals(place).r.reduce((sum, value) => sum + value ** 2 / 2, 0),
    options,
  );
  return { ...result, seen };
}

const rosenbrock: Residuals = ([x = NaN, y = NaN]) => ({
  r: [10 * (y - x ** 2), 1 - x],
  jacobian: [
    [-20 * x, 10],
    [-1, 0],
  ],
});

/** Residuals 3 (x - 2) and 5 (y + 4): uncoupled, so that the first step's damping is all that is missing. */
const linear: Residuals = ([x = NaN, y = NaN]) => ({
  r: [3 * (x - 2), 5 * (y + 4)],
  jacobian: [
    [3, 0],
    [0, 5],
  ],
});

/** sqrt(x) - 0.1: the step from 1 would go to -0.8. */
const root: Residuals = ([x = NaN]) => ({ r: [Math.sqrt(x) - 0.1], jacobian: [[0.5 / Math.sqrt(x)]] });

describe('minimise', () => {
  it("finds the end of Rosenbrock's valley", () => {
    const { place, cost } = leastSquares(rosenbrock, [-1.2, 1], { maxSteps: 100 });
    expect(place[0]).toBeCloseTo(1, 4);
    expect(place[1]).toBeCloseTo(1, 4);
    expect(cost).toBeLessThan(1e-8);
  });

  it('goes to the end of a linear problem in one step, but for the damping of 1 %', () => {
    const { place, cost } = leastSquares(linear, [0, 0], { maxSteps: 1 });
    expect(place[0]).toBeCloseTo(2 / 1.01, 10);
    expect(place[1]).toBeCloseTo(-4 / 1.01, 10);
    expect(cost).toBeCloseTo(((6 ** 2 + 20 ** 2) / 2) * (0.01 / 1.01) ** 2, 10);
  });

  it('enters no place whose cost is not a number', () => {
    const { place, seen } = leastSquares(root, [1], { maxSteps: 50 });
    expect(place[0]).toBeCloseTo(0.01, 4);
    expect(seen.every(([x = NaN]) => x > 0)).toBe(true);
  });

  it('never makes the cost greater', () => {
    const { seen } = leastSquares(rosenbrock, [-1.2, 1], { maxSteps: 100 });
    const costs = seen.map((place) =>
      rosenbrock(Float64Array.from(place)).r.reduce((sum, v) => sum + v ** 2, 0),
    );
    expect(costs.length).toBeGreaterThan(5);
    expect(costs).toEqual(costs.toSorted((a, b) => b - a));
  });

  it('takes as many steps as it may', () => {
    expect(leastSquares(rosenbrock, [-1.2, 1], { maxSteps: 3 }).seen).toHaveLength(3);
    expect([...leastSquares(rosenbrock, [-1.2, 1], { maxSteps: 0 }).place]).toEqual([-1.2, 1]);
  });

  it('ends when a step gains less than the tolerance', () => {
    // Of 18.5 at 0 nothing changes 0.5. The first step gains 97.3 %, the second 0.35 %, the third next to nothing.
    const rest: Residuals = ([x = NaN]) => ({ r: [3 * (x - 2), 1], jacobian: [[3], [0]] });
    const steps = (tolerance: number) => leastSquares(rest, [0], { maxSteps: 50, tolerance }).seen.length;
    expect([0.99, 0.01, 1e-6].map(steps)).toEqual([1, 2, 3]);
  });

  it('stays where no step helps', () => {
    let asked = 0;
    const { place, cost } = minimise(
      Float64Array.of(3),
      () => ({ curvature: Float64Array.of(1), slope: Float64Array.of(1) }),
      ([x = NaN]) => {
        asked += 1;
        return x === 3 ? 7 : NaN;
      },
      { maxSteps: 50 },
    );
    expect([...place]).toEqual([3]);
    expect(cost).toBe(7);
    expect(asked).toBeLessThan(30);
  });

  it('stays where the curvature is no number', () => {
    const nan = { curvature: Float64Array.of(NaN), slope: Float64Array.of(1) };
    expect([
      ...minimise(
        Float64Array.of(3),
        () => nan,
        ([x = NaN]) => x ** 2,
        { maxSteps: 5 },
      ).place,
    ]).toEqual([3]);
  });
});
