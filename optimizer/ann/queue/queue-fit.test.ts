import { describe, expect, it } from 'vitest';
import { mean } from '../../domain/statistics.js';
import { layoutOf } from './queue-layout.js';
import { beliefsFrom } from './queue-beliefs.js';
import { fitQueue } from './queue-fit.js';
import { parametersOf, PLACE, type CommonName, type Parameter } from './queue-parameters.js';
import { entry, drawnInputs, PLAIN, pointsOf, responseTo, thetaWith } from './queue.fixture.js';

const TRUE = thetaWith({ baseMs: 150, capTransactions: 45, blockMs: 25, transactionMs: 2, sideMs: 2 });
const at = (theta: readonly number[], name: CommonName) => Math.exp(entry(theta, PLACE[name]));
const meanError = (theta: readonly number[], truth: readonly number[] = TRUE) => {
  const inputs = drawnInputs(200, 99);
  const [found, wanted] = [responseTo(theta, inputs).logLatency, responseTo(truth, inputs).logLatency];
  return found.reduce((sum, value, i) => sum + Math.abs(value - entry(wanted, i)) / inputs.length, 0);
};

describe('fitQueue', () => {
  it('recovers what made 60 points without noise', () => {
    const { theta, spread, draws } = fitQueue(PLAIN, pointsOf(TRUE, drawnInputs(60, 1)), { seed: 1 });
    for (const name of ['baseMs', 'capTransactions', 'blockMs', 'share', 'waitFactor'] as const) {
      expect(at(theta, name) / at(TRUE, name)).toBeGreaterThan(0.95);
      expect(at(theta, name) / at(TRUE, name)).toBeLessThan(1.05);
    }
    // Costs of transactions show as their sum above all.
    const cost = (from: readonly number[]) => at(from, 'transactionMs') + at(from, 'sideMs');
    expect(cost(theta) / cost(TRUE)).toBeCloseTo(1, 1);
    expect(meanError(theta)).toBeLessThan(0.01);
    expect(spread.latency).toBeLessThan(0.05);
    expect(draws.length).toBeGreaterThan(0);
  });

  it('finds a cap that nobody recorded from 60 points with 3 % noise, to 10 %', () => {
    for (const seed of [1, 2, 3]) {
      const points = pointsOf(TRUE, drawnInputs(60, seed), { noise: 0.03, seed });
      const { theta } = fitQueue(PLAIN, points, { seed });
      expect(Math.abs(at(theta, 'capTransactions') / 45 - 1)).toBeLessThan(0.1);
    }
  });

  it('is not bent by one row of 30 that is a thousand times too large', () => {
    const points = pointsOf(TRUE, drawnInputs(30, 5), { noise: 0.03 });
    const stalled = points.map((row, i) =>
      i === 11 ? { ...row, latencyMeanMs: 1000 * row.latencyMeanMs } : row,
    );
    expect(meanError(fitQueue(PLAIN, points, { seed: 1 }).theta)).toBeLessThan(0.05);
    expect(meanError(fitQueue(PLAIN, stalled, { seed: 1 }).theta)).toBeLessThan(0.08);
  });

  it('repeats itself bit for bit with the same seed', () => {
    for (const n of [12, 60]) {
      const points = pointsOf(TRUE, drawnInputs(n, 2), { noise: 0.05 });
      expect(fitQueue(PLAIN, points, { seed: 4 })).toEqual(fitQueue(PLAIN, points, { seed: 4 }));
    }
  });

  it('works with a single point, which it comes close to', () => {
    const inputs = drawnInputs(1, 1);
    const points = pointsOf(TRUE, inputs);
    const { theta, draws } = fitQueue(layoutOf(inputs), points, { seed: 1 });
    expect([...theta, ...draws.flat()].every(Number.isFinite)).toBe(true);
    expect(
      Math.exp(entry(responseTo(theta, inputs).logLatency, 0)) / (points[0]?.latencyMeanMs ?? NaN),
    ).toBeCloseTo(1, 1);
  });

  it('draws parameters that differ, and less where more rows speak', () => {
    const spreadOfDraws = (n: number) => {
      const { draws } = fitQueue(PLAIN, pointsOf(TRUE, drawnInputs(n, 3), { noise: 0.05 }), { seed: 1 });
      expect(new Set(draws.map((draw) => draw.join())).size).toBe(draws.length);
      const values = draws.map((draw) => entry(draw, PLACE.baseMs));
      const centre = values.reduce((a, b) => a + b) / values.length;
      return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / values.length);
    };
    const [few, more] = [spreadOfDraws(6), spreadOfDraws(40)];
    expect(more).toBeGreaterThan(0);
    expect(few).toBeGreaterThan(1.5 * more);
  });

  it('keeps the most probable parameters alone where rows are many', () => {
    const { theta, draws } = fitQueue(PLAIN, pointsOf(TRUE, drawnInputs(120, 3), { noise: 0.05 }), {
      seed: 1,
    });
    expect(draws).toEqual([theta]);
  });

  it('starts where it is told to', () => {
    const points = pointsOf(TRUE, drawnInputs(60, 1), { noise: 0.03 });
    const whole = fitQueue(PLAIN, points, { seed: 1 });
    const again = fitQueue(PLAIN, points, { seed: 1, start: whole });
    expect(meanError(again.theta, whole.theta)).toBeLessThan(0.005);
    // And goes on from there.
    const far = { theta: thetaWith({ baseMs: 500, capTransactions: 60 }), spread: whole.spread };
    expect(meanError(far.theta, whole.theta)).toBeGreaterThan(0.3);
    expect(meanError(fitQueue(PLAIN, points, { seed: 1, start: far }).theta, whole.theta)).toBeLessThan(0.02);
  });

  it('fits rows of Raft and of SmartBFT together, and tells them apart', () => {
    const inputs = drawnInputs(60, 7).map((input, i) =>
      i % 2 === 0 ? input : { ...input, consensus: 'bft' as const, absoluteMaxBytes: 1e6 },
    );
    const layout = layoutOf(inputs);
    const truth = thetaWith({ baseMs: 150, capTransactions: 45, blockMs: 25, transactionMs: 2 }, layout);
    truth[parametersOf(layout).findIndex(({ name }) => name === 'bftOnBase')] = 0.4;
    const points = pointsOf(truth, inputs, { noise: 0.02, layout });
    const { theta } = fitQueue(layout, points, { seed: 1 });
    const found = responseTo(theta, inputs, layout).logLatency;
    const wanted = responseTo(truth, inputs, layout).logLatency;
    const error = mean(Array.from(found, (value, i) => Math.abs(value - entry(wanted, i))));
    expect(error).toBeLessThan(0.03);
    const effect = parametersOf(layout).findIndex(({ name }) => name === 'bftOnBase');
    expect(Math.abs(entry(theta, effect) - 0.4)).toBeLessThan(0.1);
  });
});

describe('beliefs', () => {
  const older = fitQueue(PLAIN, pointsOf(TRUE, drawnInputs(100, 21), { noise: 0.03 }), { seed: 1 });
  const now = TRUE.map((value) => value + 0.03);
  const few = pointsOf(now, drawnInputs(5, 22), { noise: 0.03 });

  it('from an older model of the network make five rows of it go further', () => {
    // On average over draws of five: some of them happen to say nearly all there is to say.
    const errorWith = (beliefs?: readonly Parameter[]) =>
      mean(
        [22, 23, 24, 25, 26, 27].map((seed) => {
          const five = pointsOf(now, drawnInputs(5, seed), { noise: 0.03, seed });
          return meanError(fitQueue(PLAIN, five, { seed: 1, beliefs }).theta, now);
        }),
      );
    expect(errorWith(beliefsFrom(PLAIN, older.theta))).toBeLessThan(errorWith() / 2);
  });

  it('replace those of the same name, and no others', () => {
    const baseMs = { name: 'baseMs', mean: Math.log(7), spread: 1e-4 };
    const { theta } = fitQueue(PLAIN, few, { seed: 1, beliefs: [baseMs, { ...baseMs, name: 'nothing' }] });
    expect(at(theta, 'baseMs')).toBeCloseTo(7, 1);
  });

  it('change nothing where there are none', () => {
    expect(fitQueue(PLAIN, few, { seed: 1, beliefs: [] })).toEqual(fitQueue(PLAIN, few, { seed: 1 }));
  });

  it('that are wrong are outweighed by rows', () => {
    const wrong = thetaWith({ baseMs: 1500, capTransactions: 45, blockMs: 5, transactionMs: 6 });
    const points = pointsOf(TRUE, drawnInputs(60, 23), { noise: 0.03 });
    const { theta } = fitQueue(PLAIN, points, { seed: 1, beliefs: beliefsFrom(PLAIN, wrong) });
    expect(meanError(theta)).toBeLessThan(0.05);
  });
});
