import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../domain/random.js';
import { layoutOf } from './queue-layout.js';
import { parametersOf, PLACE } from './queue-parameters.js';
import { QueuePosterior } from './queue-posterior.js';
import { entry, drawnInputs, PLAIN, pointsOf, thetaWith } from './queue.fixture.js';

const TRUE = thetaWith({ baseMs: 120, capTransactions: 60, blockMs: 20, transactionMs: 2.5 });
const SPREAD = { latency: 0.1, throughput: 0.05 };

describe('QueuePosterior', () => {
  it('has the gradient that finite differences of its cost have', () => {
    const random = seededRandom(3);
    const inputs = drawnInputs(40, 2).map((input) => ({
      ...input,
      txBytes: 1000 + 4000 * random.next(),
      context: { peers: 2 + random.below(4) },
    }));
    const layout = layoutOf(inputs);
    const parameters = parametersOf(layout);
    const truth = parameters.map(({ mean, spread }) => mean + 0.3 * spread * random.normal());
    const points = pointsOf(truth, inputs, { noise: 0.2, layout }).map((point, i) => ({
      ...point,
      weight: 1 + (i % 3),
    }));
    const posterior = new QueuePosterior(layout, parameters, points);
    const theta = Float64Array.from(parameters, ({ mean, spread }) => mean + 0.2 * spread * random.normal());
    // A cap that rules: where it does not, a stale one would not show.
    theta[PLACE.capTransactions] = Math.log(40);
    const { slope } = posterior.linearise(theta, SPREAD);
    const step = 1e-4;
    const moved = (place: number, by: number) => theta.map((value, i) => (i === place ? value + by : value));
    parameters.forEach((_, place) => {
      const difference =
        (posterior.cost(moved(place, step), SPREAD) - posterior.cost(moved(place, -step), SPREAD)) /
        (2 * step);
      expect(Math.abs(entry(slope, place) - difference)).toBeLessThan(2e-3 * (1 + Math.abs(difference)));
    });
  });

  it('has a symmetric problem to solve: the lower triangle holds the squares of derivatives and beliefs', () => {
    // One point by hand: latency moves with baseMs by base / latency, throughput not at all.
    const points = pointsOf(TRUE, [{ maxMessageCount: 1, batchTimeoutMs: 1000, sendRateTps: 0.01 }]);
    const parameters = parametersOf(PLAIN);
    const { curvature } = new QueuePosterior(PLAIN, parameters, points).linearise(
      Float64Array.from(TRUE),
      SPREAD,
    );
    // No error: Student's weight is (3 + 1) / 3.
    const derivative = 120 / (120 + 20 + 2.5) / SPREAD.latency;
    expect(entry(curvature, 0) / ((4 / 3) * derivative ** 2 + 1.3 ** -2)).toBeCloseTo(1, 3);
    const share = PLACE.share * parameters.length + PLACE.share;
    expect(entry(curvature, share) / (4 / 3 / SPREAD.throughput ** 2 + 0.05 ** -2)).toBeCloseTo(1, 3);
  });

  it('costs what is not believed even where the points agree', () => {
    const posterior = new QueuePosterior(PLAIN, parametersOf(PLAIN), pointsOf(TRUE, drawnInputs(10, 1)));
    const expected = parametersOf(PLAIN).reduce(
      (sum, { mean, spread }, place) => sum + ((entry(TRUE, place) - mean) / spread) ** 2 / 2,
      0,
    );
    expect(posterior.cost(TRUE, SPREAD)).toBeCloseTo(expected, 9);
  });

  it('counts a point as often as it was measured', () => {
    const points = pointsOf(TRUE, drawnInputs(5, 1), { noise: 0.3 });
    const cost = (rows: typeof points) =>
      new QueuePosterior(PLAIN, parametersOf(PLAIN), rows).cost(TRUE, SPREAD);
    expect(cost(points.map((point) => ({ ...point, weight: 2 })))).toBeCloseTo(
      cost([...points, ...points]),
      9,
    );
  });

  it('is moved by little by one row of 30 that is a thousand times too large', () => {
    const points = pointsOf(TRUE, drawnInputs(30, 4), { noise: 0.02 });
    const fit = (rows: typeof points) =>
      new QueuePosterior(PLAIN, parametersOf(PLAIN), rows).descend(TRUE, SPREAD, 50).place;
    const [clean, bent] = [
      fit(points),
      fit(points.map((row, i) => (i === 7 ? { ...row, latencyMeanMs: 1000 * row.latencyMeanMs } : row))),
    ];
    // Of least squares it would be ln(1000) = 6.9 over 30, and more where few rows say anything.
    for (const name of ['baseMs', 'capTransactions', 'transactionMs', 'waitFactor'] as const) {
      expect(Math.abs(entry(bent, PLACE[name]) - entry(clean, PLACE[name]))).toBeLessThan(0.05);
    }
  });

  it('knows whether any blocks depend on the learnt cap', () => {
    const of = (txBytes: number | undefined) => {
      const inputs = drawnInputs(3, 1).map((input, i) => ({
        ...input,
        preferredMaxBytes: 1e6,
        txBytes: i === 1 ? txBytes : 1000,
      }));
      return new QueuePosterior(PLAIN, parametersOf(PLAIN), pointsOf(TRUE, inputs));
    };
    expect([of(1000).learnsCap, of(undefined).learnsCap, of(1000).rows]).toEqual([false, true, 3]);
  });

  it('finds the spread of noise', () => {
    const inputs = drawnInputs(400, 6);
    const posterior = new QueuePosterior(PLAIN, parametersOf(PLAIN), pointsOf(TRUE, inputs, { noise: 0.2 }));
    let spread = SPREAD;
    for (let step = 0; step < 50; step += 1) spread = posterior.spreadAt(TRUE, spread);
    // The scale of Student's t with 3 degrees of freedom that is nearest to a normal one of 0.2.
    expect(spread.latency).toBeGreaterThan(0.14);
    expect(spread.latency).toBeLessThan(0.18);
    expect(spread.throughput).toBeGreaterThan(0.14);
    expect(spread.throughput).toBeLessThan(0.18);
  });
});
