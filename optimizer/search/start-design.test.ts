import { describe, expect, it } from 'vitest';
import { gridTask, trialOf } from './best-measured.fixture.js';
import { START_ROUNDS, startCandidate } from './start-design.js';
import type { SearchTask, Trial } from './strategy.js';

function designOf(task: SearchTask, rounds: number): number[] {
  let trials: readonly Trial[] = [];
  while (trials.length < rounds) trials = [...trials, trialOf(startCandidate(task, trials), 100)];
  return trials.map(({ candidate }) => candidate);
}

describe('startCandidate', () => {
  // Counts 1, 10, 100 by timeouts 50, 500, 5000: on log scales a square of three by three, 4 its middle.
  const square = gridTask([1, 10, 100], [50, 500, 5000]);

  it('begins in the middle, on log scales', () => {
    expect(startCandidate(square, [])).toBe(4);
    // The middle of 1 to 1,000 is 32: nearer to 10 than to 500.
    expect(startCandidate(gridTask([1, 10, 500, 1000], [100]), [])).toBe(1);
  });

  it('then goes where nobody has been', () => {
    // All four corners are as far from the middle; after the first of them, the one across is farthest.
    const [, first = NaN, second = NaN] = designOf(square, 3);
    expect([0, 2, 6, 8]).toContain(first);
    expect([0, 2, 6, 8]).toContain(second);
    expect(new Set(designOf(square, 5)).size).toBe(5);
    expect(designOf(square, 5).toSorted((a, b) => a - b)).toEqual([0, 2, 4, 6, 8]);
  });

  it('goes by what was tried, whoever asked for it', () => {
    // Beside corner 0 alone, the corner across is farthest.
    expect(startCandidate(square, [trialOf(0, 100)])).toBe(8);
  });

  it('takes what there is', () => {
    expect(designOf(gridTask([5], [100]), START_ROUNDS)).toEqual(
      Array.from({ length: START_ROUNDS }, () => 0),
    );
    expect(new Set(designOf(gridTask([5], [50, 5000]), 2)).size).toBe(2);
  });
});
