import * as tf from '@tensorflow/tfjs-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { CancelledError } from '../../domain/errors.js';
import { seededRandom } from '../../domain/random.js';
import { mean } from '../../domain/statistics.js';
import { prepareBackend } from '../backend.js';
import { memberOf } from '../training.js';
import { runResiduals, trainResiduals, type MemberRows, type ResidualNetworks } from './residual-networks.js';
import type { Targets } from './targets.js';

const ROWS = 60;
const random = seededRandom(12_345);
const column = (): Float64Array => Float64Array.from({ length: ROWS }, () => random.normal());
const FEATURES = [column(), column(), column()];
const BASE = [column(), column(), column()];

/** What the base leaves: a bent function of the first two features, and a little noise. */
const residual = (row: number, factor: number): number => {
  const [a = NaN, b = NaN] = FEATURES.map((values) => values[row] ?? NaN);
  return factor * (0.3 * Math.tanh(a) + 0.1 * a * b);
};
const TARGETS: Targets = BASE.map((base, place) =>
  base.map((value, row) => value + residual(row, 1 - 0.4 * place) + 0.01 * random.normal()),
);

const all = (): Float64Array => new Float64Array(ROWS).fill(1);
const WHOLE: MemberRows = { features: FEATURES, base: BASE, weights: all() };
/** A member that is kept from every fourth row, and whose base is off by its own. */
const without = (part: number): MemberRows => ({
  features: FEATURES.map((values) => values.map((value) => value + 0.1 * part)),
  base: BASE.map((values) => values.map((value) => value - 0.05 * part)),
  weights: all().map((_, row) => (row % 4 === part ? 0 : 1)),
});

const weightsOf = ({ weights }: ResidualNetworks) => [...weights.kernels, ...weights.biases];

function errorOf(answer: Targets | undefined, place: number): number {
  return mean(
    [...(TARGETS[place] ?? [])].map((value, row) => Math.abs(value - (answer?.[place]?.[row] ?? NaN))),
  );
}

beforeAll(() => prepareBackend());

describe('trainResiduals', () => {
  it('learns what the base leaves', async () => {
    const networks = await trainResiduals(TARGETS, [WHOLE], { seed: 1 });
    const [answer] = runResiduals(networks, [WHOLE]);
    for (const place of [0, 1, 2]) {
      expect(errorOf(answer, place)).toBeLessThan(0.5 * errorOf(BASE, place));
    }
  });

  it('trains members side by side as it trains each alone, from seed + member', async () => {
    const members = [0, 1, 2].map(without);
    const together = await trainResiduals(TARGETS, members, { seed: 7 });
    const answers = runResiduals(together, members);
    for (const [place, member] of members.entries()) {
      const alone = await trainResiduals(TARGETS, [member], { seed: 7 + place });
      const [answer] = runResiduals(alone, [member]);
      answer?.forEach((target, output) => {
        target.forEach((value, row) => {
          expect(Math.abs(value - (answers[place]?.[output]?.[row] ?? NaN))).toBeLessThan(1e-4);
        });
      });
    }
  });

  it('trains members that share their rows as if each had a copy', async () => {
    const shared = await trainResiduals(TARGETS, [WHOLE, WHOLE], { seed: 3 });
    const copies = await trainResiduals(TARGETS, [WHOLE, { ...WHOLE }], { seed: 3 });
    expect(shared.scalers).toHaveLength(1);
    expect(copies.scalers).toHaveLength(2);
    const [one, other] = [runResiduals(shared, [WHOLE]), runResiduals(copies, [WHOLE, WHOLE])];
    for (const member of [0, 1]) {
      one[member]?.[0]?.forEach((value, row) => {
        expect(value).toBeCloseTo(other[member]?.[0]?.[row] ?? NaN, 4);
      });
    }
    expect(one[0]).not.toEqual(one[1]);
  });

  it('learns nothing, to the last bit, from a row of weight 0', async () => {
    const members = [without(0), without(1)];
    const before = await trainResiduals(TARGETS, members, { seed: 2 });
    // Rows 0, 4, 8... are kept from the first member alone: whatever they say, it must not know.
    const held = (value: number, row: number): number => (row % 4 === 0 ? 50 - 30 * value : value);
    const targets = TARGETS.map((target) => target.map(held));
    const changed = members.map((member) => ({
      ...member,
      features: member.features.map((values) => values.map(held)),
      base: member.base.map((values) => values.map((value) => value)),
    }));
    const after = await trainResiduals(targets, changed, { seed: 2 });
    expect(memberOf(after.shape, after.weights, 0)).toEqual(memberOf(before.shape, before.weights, 0));
    expect(memberOf(after.shape, after.weights, 1)).not.toEqual(memberOf(before.shape, before.weights, 1));
    expect(after.scalers[0]).toEqual(before.scalers[0]);
    expect(after.spreads[0]).toEqual(before.spreads[0]);
  });

  it('weighs a row that was measured more often', async () => {
    const odd = TARGETS.map((target) => target.map((value, row) => (row === 5 ? value + 0.5 : value)));
    const errorAt5 = async (weight: number): Promise<number> => {
      const member = { ...WHOLE, weights: all().fill(weight, 5, 6) };
      const [answer] = runResiduals(await trainResiduals(odd, [member], { seed: 1 }), [member]);
      return Math.abs((odd[0]?.[5] ?? NaN) - (answer?.[0]?.[5] ?? NaN));
    };
    expect(await errorAt5(8)).toBeLessThan(0.7 * (await errorAt5(1)));
  });

  it('learns each output from the rows that have it', async () => {
    const gaps = TARGETS.map((target, place) =>
      place === 2 ? target.map((value, row) => (row % 3 === 0 ? NaN : value)) : target,
    );
    const networks = await trainResiduals(gaps, [WHOLE], { seed: 1 });
    const [answer] = runResiduals(networks, [WHOLE]);
    expect(weightsOf(networks).every((values) => values.every(Number.isFinite))).toBe(true);
    for (const place of [0, 1, 2]) {
      expect(errorOf(answer, place)).toBeLessThan(0.5 * errorOf(BASE, place));
    }
  });

  it('stays with the base where no row that it sees has an output', async () => {
    const never = TARGETS.map((target, place) => (place === 2 ? target.map(() => NaN) : target));
    const networks = await trainResiduals(never, [WHOLE], { seed: 1 });
    const [answer] = runResiduals(networks, [WHOLE]);
    // One step of the scale of an unknown output is 0.02.
    expect(
      Math.max(...(answer?.[2] ?? []).map((value, row) => value - (BASE[2]?.[row] ?? NaN))),
    ).toBeLessThan(0.1);
    expect(answer?.[2]?.every(Number.isFinite)).toBe(true);
  });

  it('lets one absurd row not bend the others', async () => {
    const absurd = TARGETS.map((target) => target.map((value, row) => (row === 9 ? value + 7 : value)));
    const [clean] = runResiduals(await trainResiduals(TARGETS, [WHOLE], { seed: 1 }), [WHOLE]);
    const [answer] = runResiduals(await trainResiduals(absurd, [WHOLE], { seed: 1 }), [WHOLE]);
    expect(errorOf(answer, 0)).toBeLessThan(3 * errorOf(clean, 0));
    expect(errorOf(answer, 0)).toBeLessThan(errorOf(BASE, 0));
  });

  it('repeats to the last bit for the same seed, and not for another', async () => {
    const one = await trainResiduals(TARGETS, [WHOLE], { seed: 4 });
    expect(await trainResiduals(TARGETS, [WHOLE], { seed: 4 })).toEqual(one);
    const other = await trainResiduals(TARGETS, [WHOLE], { seed: 5 });
    expect(weightsOf(other)).not.toEqual(weightsOf(one));
  });

  it('tells its progress up to the end, leaves no tensor behind, and needs a member', async () => {
    const before = tf.memory().numTensors;
    const shares: number[] = [];
    const networks = await trainResiduals(TARGETS, [WHOLE], { seed: 1, onProgress: (s) => shares.push(s) });
    runResiduals(networks, [WHOLE]);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
    expect(tf.memory().numTensors).toBe(before);
    await expect(trainResiduals(TARGETS, [], { seed: 1 })).rejects.toThrow('there is no member to train');
  });

  it('ends when cancelled, and leaves no tensor behind', async () => {
    const before = tf.memory().numTensors;
    const training = new AbortController();
    const options = { seed: 1, signal: training.signal, onProgress: () => training.abort() };
    await expect(trainResiduals(TARGETS, [WHOLE], options)).rejects.toThrow(CancelledError);
    expect(tf.memory().numTensors).toBe(before);
  });
});

describe('runResiduals', () => {
  it('asks members of their own scales about one view as about a copy for each', async () => {
    const networks = await trainResiduals(TARGETS, [0, 1].map(without), { seed: 7 });
    expect(runResiduals(networks, [WHOLE])).toEqual(runResiduals(networks, [WHOLE, WHOLE]));
  });

  it('answers far outside of what was learnt as at its edge', async () => {
    const networks = await trainResiduals(TARGETS, [WHOLE], { seed: 1 });
    const at = (value: number) => {
      const asked = [value, 0, 0].map((each) => Float64Array.of(each));
      return runResiduals(networks, [{ features: asked, base: BASE.map(() => new Float64Array(1)) }])[0];
    };
    expect(at(1e9)).toEqual(at(1e3));
    expect(Math.abs(at(1e9)?.[0]?.[0] ?? NaN)).toBeLessThan(1);
  });
});
