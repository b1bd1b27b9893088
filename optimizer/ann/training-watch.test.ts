import { describe, expect, it } from 'vitest';
import type { NetworkShape } from './network.js';
import { createWatch } from './training-watch.js';

const SHAPE: NetworkShape = { members: 2, inputs: 1, hidden: [1], outputs: 1, activation: 'tanh' };
const LIMITS = { minEpochs: 0, maxEpochs: 1000, patience: 20 };

/** Weights that tell the pass they are of. */
const at = (epoch: number) => ({
  kernels: [Float32Array.of(epoch, epoch), Float32Array.of(epoch, epoch)],
  biases: [Float32Array.of(epoch, epoch), Float32Array.of(epoch, epoch)],
});

/** @param losses - of both members at passes 10, 20, 30 and so on. @returns at which pass it was over. */
function watched(losses: readonly (readonly [number, number])[], limits = LIMITS) {
  const watch = createWatch(SHAPE, limits);
  const over = losses.findIndex((pair, i) =>
    watch.look(10 * (i + 1), Float32Array.from(pair), at(10 * (i + 1))),
  );
  return { ...watch.best(), over: over === -1 ? null : 10 * (over + 1) };
}

describe('createWatch', () => {
  it('keeps the best of each member, from its own pass', () => {
    const { epochs, validationLosses, weights } = watched([
      [3, 1],
      [1, 2],
      [2, 3],
    ]);
    expect(epochs).toEqual([20, 10]);
    expect(validationLosses).toEqual([1, 1]);
    expect([...weights.kernels, ...weights.biases].map((values) => [...values])).toEqual(
      Array.from({ length: 4 }, () => [20, 10]),
    );
  });

  it('is over when the patience of every member has run out', () => {
    const steady: [number, number][] = Array.from({ length: 9 }, () => [5, 5]);
    expect(watched(steady).over).toBe(30);
    expect(
      watched([
        [5, 9],
        [5, 8],
        [5, 7],
        [5, 7],
        [5, 7],
        [5, 7],
      ]).over,
    ).toBe(50);
  });

  it('does not count what a member does after its patience has run out', () => {
    // Member 0 is done at 30; its 0 at 40 comes too late, as it would alone.
    const { epochs, validationLosses } = watched([
      [5, 9],
      [5, 8],
      [5, 7],
      [0, 6],
    ]);
    expect(epochs).toEqual([10, 40]);
    expect(validationLosses).toEqual([5, 6]);
  });

  it('counts nothing before minEpochs, and gives something where no loss is a number', () => {
    expect(
      watched(
        [
          [1, 1],
          [2, 2],
          [3, 3],
        ],
        { ...LIMITS, minEpochs: 20 },
      ).epochs,
    ).toEqual([20, 20]);
    expect(watched([[Number.NaN, Number.NaN]]).epochs).toEqual([10, 10]);
  });
});
