import { describe, expect, it } from 'vitest';
import { entry } from '../../ann/queue/queue.fixture.js';
import { plainGoal, type Goal } from '../../domain/goal.js';
import { mean, quantile } from '../../domain/statistics.js';
import { simulatedSurface } from './simulated-surface.fixture.js';
import { believe, type SurfaceBelief } from './surface-belief.js';
import type { SearchTask, Trial } from '../strategy.js';

const { task, truth, measure } = simulatedSurface(1);
const placeOf = (count: number, timeoutMs: number) =>
  task.candidates.findIndex(
    ({ maxMessageCount, batchTimeoutMs }) => maxMessageCount === count && batchTimeoutMs === timeoutMs,
  );
const some = (...places: readonly number[]): Trial[] => places.map((place) => measure(place));
const TRIALS = some(0, 7, 12, 19, 5);
/** What the network truly does, of all candidates. */
const KNOWN: SearchTask['known'] = task.candidates.map((input, candidate) => ({
  ...input,
  roundId: `r-${candidate}`,
  pointId: `p-${candidate}`,
  latencyMeanMs: truth[candidate]?.latencyMeanMs ?? NaN,
  throughputTps: truth[candidate]?.throughputTps ?? NaN,
}));

/** Logarithms of an aspect of one candidate, one a surface. */
function valuesOf({ aspects, samples, candidates }: SurfaceBelief, candidate: number, aspect = 0): number[] {
  const { values } = aspects[aspect] ?? { values: [] };
  return Array.from({ length: samples }, (_, sample) => entry(values, sample * candidates + candidate));
}
const widthOf = (values: readonly number[]) => quantile(values, 0.9) - quantile(values, 0.1);
/** How often both are on the same side of their medians: 0.5 of what has nothing in common. */
function agreement(a: readonly number[], b: readonly number[]): number {
  const [middleA, middleB] = [quantile(a, 0.5), quantile(b, 0.5)];
  return a.filter((value, i) => value > middleA === entry(b, i) > middleB).length / a.length;
}
function expectFinite(belief: SurfaceBelief, names: readonly string[]) {
  expect(belief.aspects.map(({ name }) => name)).toEqual(names);
  for (const { values, noise } of belief.aspects) {
    expect(values).toHaveLength(belief.samples * task.candidates.length);
    expect(noise).toHaveLength(values.length);
    expect(values.every(Number.isFinite)).toBe(true);
    expect(noise.every((value) => value > 0 && Number.isFinite(value))).toBe(true);
  }
}

describe('believe', () => {
  it('draws whole surfaces, alike for one seed and other ones for another', () => {
    const belief = believe(task, TRIALS);
    expect(belief.candidates).toBe(task.candidates.length);
    expectFinite(belief, ['latency', 'share']);
    expect(believe(task, TRIALS)).toEqual(belief);
    expect(believe({ ...task, seed: task.seed + 1 }, TRIALS)).not.toEqual(belief);
  });

  it('has surfaces with what was measured on them, the closer the more often', () => {
    const place = placeOf(20, 500);
    const once = valuesOf(believe(task, some(0, 7, place)), place);
    const often = valuesOf(believe(task, some(0, 7, place, place, place, place)), place);
    const found = Math.log(truth[place]?.latencyMeanMs ?? NaN);
    expect(Math.abs(quantile(often, 0.5) - found)).toBeLessThan(0.15);
    expect(widthOf(often)).toBeLessThan(widthOf(once));
    // Far from both corners tried so far, more is open.
    expect(widthOf(valuesOf(believe(task, some(0, 7)), place))).toBeGreaterThan(widthOf(often));
  });

  it('moves candidates together that blocks are cut alike for', () => {
    // At 100 tps, of 100 messages and of 500, the timer of 50 ms ends all blocks.
    const belief = believe({ ...task, known: KNOWN }, some(placeOf(20, 500)));
    const [first = [], second = [], other = []] = [
      placeOf(100, 50),
      placeOf(500, 50),
      placeOf(500, 2000),
    ].map((place) => valuesOf(belief, place));
    // Not wholly: each has something of its own.
    expect(agreement(first, second)).toBeGreaterThan(0.65);
    expect(agreement(first, second)).toBeGreaterThan(agreement(first, other) + 0.1);
    expect(Math.abs(quantile(first, 0.5) - quantile(second, 0.5))).toBeLessThan(0.2 * widthOf(first));
  });

  it('believes the rounds of a setting rather than what the queueing model makes of the others', () => {
    const place = placeOf(100, 200);
    const found = 1.8 * (truth[place]?.latencyMeanMs ?? NaN);
    const rounds = Array.from({ length: 4 }, (): Trial => {
      const { candidate, figures } = measure(place);
      return { candidate, figures: { ...figures, latencyMeanMs: found } };
    });
    const belief = believe({ ...task, known: KNOWN }, rounds);
    expect(quantile(valuesOf(belief, place), 0.5)).toBeGreaterThan(Math.log(0.8 * found));
    const far = placeOf(5, 2000);
    expect(
      Math.abs(quantile(valuesOf(belief, far), 0.5) - Math.log(truth[far]?.latencyMeanMs ?? NaN)),
    ).toBeLessThan(0.2);
  });

  it('expects rounds near saturation to scatter more', () => {
    const { aspects, candidates } = believe({ ...task, known: KNOWN }, some(placeOf(20, 500)));
    const noiseOf = (candidate: number) =>
      mean([...(aspects[0]?.noise ?? [])].filter((_, place) => place % candidates === candidate));
    expect(noiseOf(placeOf(1, 50))).toBeGreaterThan(1.5 * noiseOf(placeOf(500, 2000)));
  });

  it('does without latency where nothing was committed', () => {
    const nothing = (candidate: number): Trial => ({
      candidate,
      figures: { throughputTps: 0, latencyMeanMs: NaN },
    });
    const belief = believe(task, [nothing(0), nothing(1), nothing(0)]);
    expectFinite(belief, ['latency', 'share']);
    // What commits nothing is not taken for what commits everything.
    expect(mean(valuesOf(belief, 0, 1))).toBeLessThan(Math.log(0.5));
  });

  it('goes on believing the other rounds beside one that committed nothing', () => {
    const place = placeOf(20, 500);
    const nothing: Trial = { candidate: 0, figures: { throughputTps: 0, latencyMeanMs: NaN } };
    const before = widthOf(valuesOf(believe(task, TRIALS.slice(0, 1)), place));
    const beside = believe(task, [...TRIALS, nothing]);
    expectFinite(beside, ['latency', 'share']);
    expect(widthOf(valuesOf(beside, place))).toBeLessThan(0.6 * before);
  });

  it('learns from some settings about others', () => {
    const place = placeOf(20, 500);
    const few = widthOf(valuesOf(believe(task, TRIALS.slice(0, 1)), place));
    const more = valuesOf(believe(task, some(0, 7, 12, 19, 5, 2, 9, 16, 14, 18)), place);
    expect(widthOf(more)).toBeLessThan(0.5 * few);
  });

  it('brings 95th percentile and failures along where the goal asks for them', () => {
    const goal: Goal = {
      ...plainGoal('balanced'),
      limits: [
        { figure: 'latencyP95Ms', bound: '<=', value: 400 },
        { figure: 'failedPct', bound: '<=', value: 1 },
      ],
    };
    const names = ['latency', 'share', 'tail', 'failures'];
    const belief = believe({ ...task, goal }, TRIALS);
    expectFinite(belief, names);
    // Every round had a p95 of 1.8 times the mean, and no failure.
    const [tried] = TRIALS;
    expect(quantile(valuesOf(belief, tried?.candidate ?? NaN, 2), 0.5)).toBeCloseTo(Math.log(1.8), 1);
    const silent = TRIALS.map(({ candidate, figures: { throughputTps, latencyMeanMs } }) => ({
      candidate,
      figures: { throughputTps, latencyMeanMs },
    }));
    expectFinite(believe({ ...task, goal }, silent), names);
  });

  it('learns from rounds of the network that were known before', () => {
    const place = placeOf(20, 500);
    const without = valuesOf(believe(task, some(0)), place);
    const having = valuesOf(believe({ ...task, known: KNOWN }, some(0)), place);
    expect(widthOf(having)).toBeLessThan(widthOf(without));
  });

  it('believes more of several rounds than of one, but one stall among them little', () => {
    const place = placeOf(20, 200);
    const rounds = some(place, place, place);
    const stall: Trial = { candidate: place, figures: { throughputTps: 99, latencyMeanMs: 6000 } };
    const values = valuesOf(believe(task, [...TRIALS, ...rounds, stall]), place);
    const found = Math.log(truth[place]?.latencyMeanMs ?? NaN);
    expect(Math.abs(quantile(values, 0.5) - found)).toBeLessThan(0.2);
  });
});
