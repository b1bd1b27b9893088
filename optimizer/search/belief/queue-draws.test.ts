import { describe, expect, it } from 'vitest';
import type { AveragedRow } from '../../dataset/averaged-points.js';
import { drawnInputs, entry, PLAIN, pointsOf, responseTo, thetaWith } from '../../ann/queue/queue.fixture.js';
import { seededRandom } from '../../domain/random.js';
import { mean, quantile } from '../../domain/statistics.js';
import { queueDraws } from './queue-draws.js';

const TRUE = thetaWith({ baseMs: 60, blockMs: 12, transactionMs: 2, sideMs: 1, capTransactions: 500 });
const drawnFrom = (points: readonly AveragedRow[], seed = 1) => queueDraws(PLAIN, points, seededRandom(seed));
/** ln latency of one setting, a value a draw. */
const logLatencies = (draws: readonly Float64Array[], input: AveragedRow) =>
  draws.map((theta) => entry(responseTo([...theta], [input]).logLatency, 0));
const spreadOf = (values: readonly number[]) => quantile(values, 0.9) - quantile(values, 0.1);

describe('queueDraws', () => {
  it('narrows as rounds come in, about the network that made them', () => {
    const [asked] = pointsOf(TRUE, [{ maxMessageCount: 40, batchTimeoutMs: 300, sendRateTps: 100 }]);
    if (!asked) throw new Error('one input, one point');
    const points = pointsOf(TRUE, drawnInputs(24, 3), { noise: 0.05 });
    const spreads = [0, 4, 24].map((rounds) => {
      const values = logLatencies(drawnFrom(points.slice(0, rounds)), asked);
      return { spread: spreadOf(values), middle: mean(values) };
    });
    expect(spreads.map(({ spread }) => spread)).toEqual(
      spreads.map(({ spread }) => spread).toSorted((a, b) => b - a),
    );
    expect(Math.abs((spreads[2]?.middle ?? NaN) - Math.log(asked.latencyMeanMs))).toBeLessThan(0.15);
    expect(spreads[2]?.spread).toBeLessThan(0.3);
  });

  it('leaves open what rounds leave open that scatter', () => {
    const inputs = drawnInputs(100, 3);
    const [asked] = pointsOf(TRUE, inputs);
    if (!asked) throw new Error('some inputs');
    const [even = NaN, scattered = NaN] = [0.01, 0.2].map((noise) =>
      spreadOf(logLatencies(drawnFrom(pointsOf(TRUE, inputs, { noise })), asked)),
    );
    expect(scattered).toBeGreaterThan(2 * even);
    expect(scattered).toBeGreaterThan(0.05);
  });

  it('keeps both stories of two rounds that contradict each other', () => {
    const setting = { maxMessageCount: 1, batchTimeoutMs: 100, sendRateTps: 120 };
    const settings = [
      { maxMessageCount: 100, batchTimeoutMs: 250, sendRateTps: 120 },
      { maxMessageCount: 10, batchTimeoutMs: 500, sendRateTps: 120 },
    ];
    const others = pointsOf(TRUE, settings, { noise: 0.05 });
    const odd = [
      { latencyMeanMs: 31, throughputTps: 119 },
      { latencyMeanMs: 1413, throughputTps: 96 },
    ].flatMap((figures) => pointsOf(TRUE, [setting]).map((point) => ({ ...point, ...figures, weight: 0.7 })));
    const [first] = odd;
    if (!first) throw new Error('two rounds');
    const values = [1, 2].flatMap((seed) => logLatencies(drawnFrom([...others, ...odd], seed), first));
    // On either side of the middle between the two.
    const between = Math.log(Math.sqrt(31 * 1413));
    const low = values.filter((value) => value < between).length;
    expect(low).toBeGreaterThan(0.04 * values.length);
    expect(low).toBeLessThan(0.96 * values.length);
  });

  it('gives parameters, all different, before any round', () => {
    const draws = drawnFrom([]);
    expect(new Set(draws.map(([baseMs]) => baseMs)).size).toBe(draws.length);
    expect(draws.every((theta) => theta.every(Number.isFinite))).toBe(true);
  });

  it('draws alike for one seed', () => {
    const points = pointsOf(TRUE, drawnInputs(5, 3), { noise: 0.05 });
    expect(drawnFrom(points, 4)).toEqual(drawnFrom(points, 4));
    expect(drawnFrom(points, 4)).not.toEqual(drawnFrom(points, 5));
  });
});
