import { describe, expect, it } from 'vitest';
import { plainGoal, type Goal } from '../../domain/goal.js';
import { gridTask } from '../best-measured.fixture.js';
import { beliefOf, latencyBelief } from './belief.fixture.js';
import { judge, MOST_LOSS } from './judgement.js';

const taskFor = (goal: Goal, candidates: number) =>
  gridTask(
    Array.from({ length: candidates }, (_, i) => i + 1),
    [100],
    { goal },
  );
const judged = (belief: ReturnType<typeof beliefOf>, goal: Goal = plainGoal('min-latency')) =>
  judge(taskFor(goal, belief.candidates), belief);
const rounded = (values: Float64Array) => [...values].map((value) => Number(value.toFixed(9)));

describe('judge', () => {
  it('counts by how much each candidate costs more than the best of each surface', () => {
    const { loss, expectedLoss } = judged(
      latencyBelief([
        [100, 150, 200],
        [120, 60, 90],
      ]),
    );
    // 150 / 100 - 1, 200 / 100 - 1; 120 / 60 - 1, 90 / 60 - 1.
    expect(rounded(loss)).toEqual([0, 0.5, 1, 1, 0, 0.5]);
    expect(rounded(expectedLoss)).toEqual([0.5, 0.25, 0.75]);
  });

  it('recommends what is good on every surface, not what is best on most', () => {
    // The lucky one: 31 ms on three of four surfaces, and 1,400 ms on the fourth.
    const { recommended, expectedLoss } = judged(
      latencyBelief([
        [31, 40],
        [31, 40],
        [31, 40],
        [1400, 40],
      ]),
    );
    expect(recommended).toBe(1);
    expect(expectedLoss[1]).toBeCloseTo((3 * (40 / 31 - 1)) / 4, 9);
    // 1,400 / 40 is beyond what counts as the most.
    expect(expectedLoss[0]).toBeCloseTo(MOST_LOSS / 4, 9);
  });

  it('counts how often the limits are kept, and takes a broken one for the greatest loss', () => {
    // min-latency lets 5 % of the rate go: 94 of 100 tps break its limit, 96 keep it.
    const { acceptable, loss, recommended } = judged(
      beliefOf([
        [{ latencyMs: 50, share: 0.94 }, { latencyMs: 200 }],
        [{ latencyMs: 50, share: 0.96 }, { latencyMs: 200 }],
      ]),
    );
    expect(rounded(acceptable)).toEqual([0.5, 1]);
    // Beside a candidate that may not be taken, the other is the best.
    expect(rounded(loss)).toEqual([MOST_LOSS, 0, 0, 3]);
    expect(recommended).toBe(1);
  });

  it('recommends the least loss among those that keep the limits given often enough', () => {
    const surface = (share: number) => [
      { latencyMs: 50, share },
      { latencyMs: 1000, share: 1 },
    ];
    // Breaks on one of ten surfaces: 10 / 10 = 1 of loss against 0.9 * 10 of the safe one.
    const belief = beliefOf([surface(0.5), ...Array.from({ length: 9 }, () => surface(1))]);
    const floor = {
      figure: 'throughputTps',
      bound: '>=',
      value: 0.95 * taskFor(plainGoal('balanced'), 2).sendRateTps,
    } as const;
    const goal = { ...plainGoal('min-latency'), limits: [floor] };
    expect(judged(belief, { ...goal, confidence: 0.85 }).recommended).toBe(0);
    expect(judged(belief, { ...goal, confidence: 0.95 }).recommended).toBe(1);
  });

  it('counts the throughput that min-latency brings along as loss alone', () => {
    const surface = (share: number) => [
      { latencyMs: 50, share },
      { latencyMs: 1000, share: 1 },
    ];
    const belief = beliefOf([surface(0.5), ...Array.from({ length: 9 }, () => surface(1))]);
    const { recommended, acceptable, kept } = judged(belief, {
      ...plainGoal('min-latency'),
      confidence: 0.95,
    });
    expect(recommended).toBe(0);
    expect(rounded(acceptable)).toEqual([0.9, 1]);
    expect(rounded(kept)).toEqual([1, 1]);
  });

  it('recommends the least loss of all where none keeps the limits often enough', () => {
    const goal: Goal = {
      ...plainGoal('balanced'),
      limits: [{ figure: 'latencyMeanMs', bound: '<=', value: 100 }],
    };
    const { recommended, acceptable } = judged(
      latencyBelief([
        [150, 90, 300],
        [150, 200, 300],
        [150, 200, 90],
        [150, 90, 300],
      ]),
      goal,
    );
    expect(rounded(acceptable)).toEqual([0, 0.5, 0.25]);
    expect(recommended).toBe(1);
  });

  it('takes surfaces on which nothing keeps the limits for equally bad ones', () => {
    const goal: Goal = {
      ...plainGoal('balanced'),
      limits: [{ figure: 'latencyMeanMs', bound: '<=', value: 1 }],
    };
    const { loss, expectedLoss } = judged(latencyBelief([[10, 20]]), goal);
    expect(rounded(loss)).toEqual([MOST_LOSS, MOST_LOSS]);
    expect(rounded(expectedLoss)).toEqual([MOST_LOSS, MOST_LOSS]);
  });

  it('takes the quicker of settings that commit the same, throughput first all the same', () => {
    const throughput = plainGoal('max-throughput');
    const even = beliefOf([[{ latencyMs: 900 }, { latencyMs: 80 }, { latencyMs: 300 }]]);
    expect(judged(even, throughput).recommended).toBe(1);
    const slowerCommitsMore = beliefOf([
      [
        { latencyMs: 900, share: 1 },
        { latencyMs: 80, share: 0.95 },
      ],
    ]);
    expect(judged(slowerCommitsMore, throughput).recommended).toBe(0);
  });
});
