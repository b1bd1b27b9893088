import { expect, it } from 'vitest';
import { plainGoal } from '../domain/goal.js';
import { gainOf, isGain, longRunCost } from './gain.js';
import { sure, wide, type Sketch } from './prediction.fixture.js';

const cost = (goal: ReturnType<typeof plainGoal>, prediction: Sketch, rounds = 1) =>
  longRunCost(goal, { predictions: [prediction], rounds: Float64Array.of(rounds) }, 0);

it('is a change relative to the current value, of what the objective is about', () => {
  const [next, current] = [sure(110, 50), sure(100, 200)];
  const change = (objective: 'min-latency' | 'max-throughput' | 'balanced') => {
    const goal = plainGoal(objective);
    return gainOf(goal, cost(goal, next), cost(goal, current)).expectedGain;
  };
  expect(change('min-latency')).toMatchObject({ figure: 'latencyMeanMs', changePct: expect.closeTo(-75, 3) });
  expect(change('max-throughput')).toMatchObject({
    figure: 'throughputTps',
    changePct: expect.closeTo(10, 3),
  });
  // 110 / 50 against 100 / 200.
  expect(change('balanced')).toMatchObject({ figure: 'power', changePct: expect.closeTo(340, 2) });
});

it('has an interval from less to more, also of what is maximised', () => {
  for (const objective of ['min-latency', 'balanced'] as const) {
    const goal = plainGoal(objective);
    const { expectedGain } = gainOf(goal, cost(goal, wide(100, 50, 2)), cost(goal, wide(100, 200, 2)));
    expect(expectedGain.low).toBeLessThan(expectedGain.changePct);
    expect(expectedGain.high).toBeGreaterThan(expectedGain.changePct);
  }
});

it('is beyond the noise with enough rounds around, and never under 1 %', () => {
  const goal = plainGoal('min-latency');
  const beyond = (latencyMs: number, rounds: number, factor = 1.5) =>
    isGain(
      goal,
      cost(goal, wide(100, latencyMs, factor), rounds),
      cost(goal, wide(100, 100, factor), rounds),
    );
  expect(beyond(85, 1)).toBe(false);
  expect(beyond(85, 16)).toBe(true);
  expect(beyond(99.5, 1e6, 1)).toBe(false);
  expect(beyond(98.5, 1e6, 1)).toBe(true);
});
