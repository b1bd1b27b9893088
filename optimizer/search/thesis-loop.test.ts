import { describe, expect, it } from 'vitest';
import { plainGoal } from '../domain/goal.js';
import { gridTask, orderOf, trialOf } from './best-measured.fixture.js';
import type { SearchTask, Trial } from './strategy.js';
import { bestPredicted, trainAndPropose, type Proposal } from './thesis-loop-network.js';
import { thesisLoopStrategy } from './thesis-loop.js';

/** 3 x 3; the coarse grid is counts 0 and 2 by all timeouts. */
const TASK = gridTask([1, 10, 100], [100, 300, 900], { budget: 12 });
const GRID = [0, 1, 2, 6, 7, 8].map((candidate) => trialOf(candidate, 500));
const say = (candidate: number, latencyMeanMs: number): Proposal => ({
  candidate,
  figures: { throughputTps: 100, latencyMeanMs },
});

/** A network that says what it is told by the number of trials it learnt from, and counts how often it was asked. */
function networkOf(...proposals: (Proposal | undefined)[]) {
  const asked: number[] = [];
  const propose = async (_: SearchTask, trials: readonly Trial[]) => {
    asked.push(trials.length);
    return proposals[trials.length - GRID.length];
  };
  return { asked, strategy: thesisLoopStrategy(propose) };
}

describe('the loop', () => {
  it('measures two counts by three timeouts first, then what the network proposes', async () => {
    const { strategy } = networkOf(say(4, 50), say(5, 50));
    expect(await orderOf(strategy, TASK, 8)).toEqual([0, 1, 2, 6, 7, 8, 4, 5]);
  });

  it('recommends the best measured until the grid is done, then the proposal', async () => {
    const { strategy } = networkOf(say(4, 50));
    expect(await strategy.recommend(TASK, [trialOf(0, 500), trialOf(1, 400)])).toBe(1);
    expect(await strategy.recommend(TASK, GRID)).toBe(4);
  });

  it('ends when the network proposes what was just tested', async () => {
    const { strategy } = networkOf(say(4, 50), say(4, 90));
    const trials = [...GRID, trialOf(4, 100)];
    expect(await strategy.next(TASK, trials)).toMatchObject({ kind: 'stop', reason: /just tested/ });
    expect(await strategy.recommend(TASK, trials)).toBe(4);
  });

  it.each([
    [104, true],
    [96, true],
    [106, false],
  ])('ends when a test of %d ms is within 5 %% of the 100 ms predicted: %s', async (measuredMs, ends) => {
    const { strategy } = networkOf(say(4, 100), say(5, 60));
    const trials = [...GRID, trialOf(4, measuredMs)];
    const { kind } = await strategy.next(TASK, trials);
    expect(kind).toBe(ends ? 'stop' : 'measure');
    expect(await strategy.recommend(TASK, trials)).toBe(ends ? 4 : 5);
  });

  it('goes on where the test broke a limit, whatever was predicted', async () => {
    const { strategy } = networkOf(say(4, 100), say(4, 100));
    const broken = { ...trialOf(4, 100), figures: { ...trialOf(4, 100).figures, throughputTps: 94 } };
    expect(await strategy.next(TASK, [...GRID, broken])).toEqual({ kind: 'measure', candidate: 4 });
  });

  it('trains once for the same trials, and anew for others', async () => {
    const { asked, strategy } = networkOf(say(4, 50), say(5, 50));
    await strategy.recommend(TASK, GRID);
    await strategy.next(TASK, GRID);
    const more = [...GRID, trialOf(4, 100)];
    await strategy.recommend(TASK, more);
    await strategy.next(TASK, more);
    expect(asked).toEqual([6, 7]);
    await strategy.next(TASK, [...GRID.slice(1), trialOf(0, 1)]);
    expect(asked).toEqual([6, 7, 6]);
  });

  it('ends and recommends what it measured where nothing can be learnt', async () => {
    const { strategy } = networkOf(undefined);
    expect(await strategy.next(TASK, GRID)).toMatchObject({ kind: 'stop', reason: /too few settings/ });
    expect(await strategy.recommend(TASK, GRID)).toBe(0);
  });
});

describe('the network of the loop', () => {
  /** Latency grows with the timeout alone. */
  const trials = [0, 1, 2, 6, 7, 8].map((candidate) =>
    trialOf(candidate, [60, 170, 480][candidate % 3] ?? 0),
  );

  it('proposes from what it was taught', async () => {
    const proposal = await trainAndPropose(TASK, trials);
    expect((proposal?.candidate ?? -1) % 3).toBe(0);
    expect(proposal?.figures.latencyMeanMs).toBeGreaterThan(40);
    expect(proposal?.figures.latencyMeanMs).toBeLessThan(90);
    expect(proposal?.figures.latencyP95Ms).toBeUndefined();
  }, 60_000);

  it('scales the mean to a 95th percentile by what was measured', async () => {
    const withP95 = trials.map(({ candidate, figures }) => ({
      candidate,
      figures: { ...figures, latencyP95Ms: 3 * figures.latencyMeanMs },
    }));
    const task = { ...TASK, goal: { ...plainGoal('min-latency'), latency: 'p95' as const } };
    const { figures } = (await trainAndPropose(task, withP95)) ?? say(0, NaN);
    expect(figures.latencyP95Ms).toBeCloseTo(3 * figures.latencyMeanMs, 9);
  }, 60_000);

  it('cannot learn from fewer than three settings that committed anything', async () => {
    const dead = trials.map((trial, index) => (index < 4 ? trialOf(trial.candidate, 0, 0) : trial));
    expect(await trainAndPropose(TASK, dead)).toBeUndefined();
  });

  it('chooses the cheapest that keeps the limits, else the one that misses them least', () => {
    const figures = TASK.candidates.map((_, index) => ({
      throughputTps: 90 + index,
      latencyMeanMs: 10 + index,
    }));
    // 95 tps and more keep the limit: from candidate 5 on.
    expect(bestPredicted(TASK, figures)?.candidate).toBe(5);
    expect(bestPredicted(TASK, figures.slice(0, 3))?.candidate).toBe(2);
    const failures = {
      ...TASK,
      goal: { ...TASK.goal, limits: [{ figure: 'failedPct', bound: '<=', value: 1 }] as const },
    };
    expect(bestPredicted(failures, figures)?.candidate).toBe(5);
  });
});
