import { describe, expect, it } from 'vitest';
import { plainGoal } from '../../domain/goal.js';
import { seededRandom } from '../../domain/random.js';
import { gridTask } from '../best-measured.fixture.js';
import { latencyBelief } from './belief.fixture.js';
import { judge } from './judgement.js';
import { bestRound, expectedMaximum } from './round-value.js';

const SAMPLES = 400;

function valueOf(belief: ReturnType<typeof latencyBelief>) {
  const counts = Array.from({ length: belief.candidates }, (_, i) => i + 1);
  const task = gridTask(counts, [100], { goal: plainGoal('min-latency') });
  const judgement = judge(task, belief);
  return { ...bestRound(belief, judgement), recommended: judgement.recommended };
}

/** Latencies about their middles, each by itself, lognormal. */
function drawn(middles: readonly number[], spreads: readonly number[]) {
  const random = seededRandom(3);
  return Array.from({ length: SAMPLES }, () =>
    middles.map((middle, i) => middle * Math.exp((spreads[i] ?? 0) * random.normal())),
  );
}

describe('expectedMaximum', () => {
  it.each([
    // phi(0) = 1 / sqrt(2 pi).
    [0, 1, 0.3989422804014327],
    // 2 * (phi(1) +- Phi(+-1)): scipy's norm.pdf(1) = 0.24197072451914337, norm.cdf(-1) = 0.15865525393145707.
    [-2, 2, 2 * (0.24197072451914337 - 0.15865525393145707)],
    [2, 2, 2 * (0.24197072451914337 + 1 - 0.15865525393145707)],
    // The unit normal loss at 3, 0.000382 in printed tables.
    [-3, 1, 0.00038215],
    [-1, 0, 0],
    [1.5, 0, 1.5],
  ])('of mean %f and deviation %f is %f', (mean, deviation, wanted) => {
    expect(expectedMaximum(mean, deviation)).toBeCloseTo(wanted, 8);
  });

  it('grows with the deviation', () => {
    const values = [0, 0.5, 1, 2].map((deviation) => expectedMaximum(-0.5, deviation));
    expect(values).toEqual(values.toSorted((a, b) => a - b));
    expect(new Set(values).size).toBe(4);
  });
});

describe('bestRound', () => {
  it('asks for the challenger that nobody knows, not for one that is settled', () => {
    // All expected to be near 100 ms; one of them might be much better or much worse.
    const { candidate, gain } = valueOf(latencyBelief(drawn([100, 104, 104], [0.01, 0.3, 0.01])));
    expect(candidate).toBe(1);
    expect(gain).toBeGreaterThan(0);
  });

  it('asks for what a round can tell more about', () => {
    const belief = drawn([100, 104, 104], [0.01, 0.2, 0.2]);
    expect(valueOf(latencyBelief(belief, [0.1, 2, 0.1])).candidate).toBe(2);
    expect(valueOf(latencyBelief(belief, [0.1, 0.1, 2])).candidate).toBe(1);
  });

  it('asks for the recommended candidate again where that is what is open', () => {
    const { candidate, recommended } = valueOf(latencyBelief(drawn([100, 110], [0.3, 0.01])));
    expect(recommended).toBe(0);
    expect(candidate).toBe(0);
  });

  it('leaves alone what is open but cannot be the best', () => {
    const { candidate } = valueOf(latencyBelief(drawn([100, 104, 5000], [0.01, 0.1, 0.5])));
    expect(candidate).toBe(1);
  });

  it('learns of a candidate from one that goes with it', () => {
    // Candidate 2 is slow, but shows without noise how much candidate 1 takes.
    const random = seededRandom(4);
    const rows = Array.from({ length: SAMPLES }, () => {
      const shared = Math.exp(0.3 * random.normal());
      return [100, 105 * shared, 300 * shared];
    });
    const { candidate } = valueOf(latencyBelief(rows, [0.1, 3, 0.05]));
    expect(candidate).toBe(2);
  });

  it('never promises more than knowing everything would gain', () => {
    for (const noise of [0.001, 0.1, 1]) {
      const { gain, mostGain } = valueOf(
        latencyBelief(drawn([100, 101, 102], [0.1, 0.5, 0.2]), [noise, noise, noise]),
      );
      expect(gain).toBeGreaterThan(0);
      expect(gain).toBeLessThanOrEqual(mostGain);
    }
    // How much slower the other one is is open, but not that it is slower.
    const slower = Array.from({ length: SAMPLES }, (_, sample) => [100, 101 + (sample % 100)]);
    expect(valueOf(latencyBelief(slower))).toMatchObject({ gain: 0, mostGain: 0 });
  });

  it('finds the one challenger among many candidates', () => {
    const others = Array.from({ length: 40 }, () => 150);
    const middles = [100, ...others, 102, ...others];
    const spreads = middles.map((middle) => (middle === 102 ? 0.3 : 0.01));
    expect(valueOf(latencyBelief(drawn(middles, spreads))).candidate).toBe(41);
  });

  it('has nothing to gain where everything is known', () => {
    const { gain, mostGain, candidate, recommended } = valueOf(
      latencyBelief(drawn([100, 120, 90], [0, 0, 0])),
    );
    expect({ gain, mostGain, candidate }).toEqual({ gain: 0, mostGain: 0, candidate: recommended });
    expect(recommended).toBe(2);
  });
});
