import { describe, expect, it } from 'vitest';
import { designPoints, levelsOf, MOST_POINTS, type Design } from './design.js';
import { latinHypercube, leastDistance } from './design-latin-hypercube.js';
import { keyOf, placeOf, valueAt, type Axis, type AxisValues } from './design-space.js';
import { KIB, MIB } from './settings.js';
import { scrambledSobol } from './design-sobol.js';
import { seededRandom } from './random.js';

const messages: Axis = { name: 'maxMessageCount', from: 1, to: 1000, scale: 'log' };
const timeout: Axis = { name: 'batchTimeoutMs', from: 50, to: 5000, scale: 'log' };
const rate: Axis = { name: 'sendRateTps', from: 30, to: 330, scale: 'linear' };
const sampled = (kind: 'latin-hypercube' | 'low-discrepancy', points: number, axes: Axis[]): Design => ({
  kind,
  points,
  axes,
});

function pointsOf(design: Design, seed = 1): readonly AxisValues[] {
  const result = designPoints(design, seed);
  if (result.kind === 'refused') throw new Error(JSON.stringify(result.faults));
  return result.points;
}

function faultsOf(design: Design) {
  const result = designPoints(design, 1);
  return result.kind === 'refused' ? result.faults : [];
}

describe('valueAt', () => {
  it('steps by factors on a log scale and by sums on a linear one', () => {
    expect([0, 1 / 3, 2 / 3, 1].map((u) => valueAt(messages, u))).toEqual([1, 10, 100, 1000]);
    expect([0, 1 / 3, 2 / 3, 1].map((u) => valueAt(rate, u))).toEqual([30, 130, 230, 330]);
  });

  it('is undone by placeOf', () => {
    expect(placeOf(messages, 100)).toBeCloseTo(2 / 3);
    expect(placeOf(rate, 130)).toBeCloseTo(1 / 3);
    expect(placeOf({ ...messages, to: 1 }, 1)).toBe(0);
  });
});

describe('a grid', () => {
  it('crosses the levels of each axis, both ends among them', () => {
    const grid = pointsOf({
      kind: 'grid',
      axes: [
        { ...messages, levels: 4 },
        { ...rate, levels: 2 },
      ],
    });
    expect(grid.map(({ maxMessageCount, sendRateTps }) => [maxMessageCount, sendRateTps])).toEqual([
      [1, 30],
      [1, 330],
      [10, 30],
      [10, 330],
      [100, 30],
      [100, 330],
      [1000, 30],
      [1000, 330],
    ]);
  });

  it('moves levels apart that rounding made equal', () => {
    // 1, 1.39, 1.93, 2.68, 3.73, 5.18, 7.20, 10 would give 1 twice and 2 once
    expect(levelsOf({ ...messages, to: 10, levels: 8 })).toEqual([1, 2, 3, 4, 5, 6, 7, 10]);
    expect(levelsOf({ ...messages, to: 4, levels: 4 })).toEqual([1, 2, 3, 4]);
  });

  it('refuses more levels than the range holds', () => {
    expect(faultsOf({ kind: 'grid', axes: [{ ...messages, to: 3, levels: 4 }] })).toEqual([
      {
        path: 'ranges.maxMessageCount',
        message: 'holds 3 whole numbers, fewer than its 4 levels',
      },
    ]);
  });

  it('refuses levels that the rule of the two byte limits makes equal', () => {
    const preferred = { name: 'preferredMaxBytes', from: 4 * MIB, to: 8 * MIB, scale: 'log' } as const;
    const absolute = { name: 'absoluteMaxBytes', from: MIB, to: 16 * MIB, scale: 'log' } as const;
    // absolute 1, 4 and 16 MiB: beside preferred 8 MiB both 1 and 4 become 8; beside 4 MiB 1 becomes 4
    const design: Design = {
      kind: 'grid',
      axes: [
        { ...preferred, levels: 2 },
        { ...absolute, levels: 3 },
      ],
    };
    expect(faultsOf(design)).toEqual([
      { path: 'levels', message: 'asks for 6 points, but the ranges hold only 4 different ones' },
    ]);
  });
});

it('moves one axis at a time away from the centre, which is measured once', () => {
  const axes = [
    { ...messages, levels: 3 },
    { ...timeout, levels: 2 },
  ];
  const points = pointsOf({
    kind: 'one-at-a-time',
    axes,
    centre: { maxMessageCount: 32, batchTimeoutMs: 500 },
  });
  expect(points.map(({ maxMessageCount, batchTimeoutMs }) => [maxMessageCount, batchTimeoutMs])).toEqual([
    [32, 500],
    [1, 500],
    [1000, 500],
    [32, 50],
    [32, 5000],
  ]);
});

describe('a Latin hypercube', () => {
  it.each([1, 2, 7, 64])('of %i hits every stratum of every axis once', (count) => {
    const units = latinHypercube(count, 5, seededRandom(count));
    for (let axis = 0; axis < 5; axis += 1) {
      const strata = units.map((unit) => Math.floor((unit[axis] ?? Number.NaN) * count));
      expect(strata.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, index) => index));
    }
  });

  it('orders the strata of each axis by itself', () => {
    const units = latinHypercube(20, 2, seededRandom(1));
    expect(units.some(([x = NaN, y = NaN]) => Math.floor(x * 20) !== Math.floor(y * 20))).toBe(true);
  });

  it('keeps that after rounding where the ranges are wide', () => {
    const wide = { ...timeout, scale: 'linear' as const, from: 1000, to: 2000 };
    const points = pointsOf(sampled('latin-hypercube', 10, [wide, rate]));
    const strata = points.map(({ batchTimeoutMs }) =>
      Math.floor(placeOf(wide, (batchTimeoutMs ?? 0) - 0.5) * 10),
    );
    expect(strata.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('has its closest points farther apart than a usual one', () => {
    const axes = [messages, timeout];
    const distance = (points: readonly AxisValues[]) =>
      leastDistance(points.map((point) => axes.map((axis) => placeOf(axis, point[axis.name] ?? Number.NaN))));
    const usual = Array.from({ length: 51 }, (_, seed) =>
      leastDistance(latinHypercube(20, 2, seededRandom(seed))),
    ).toSorted((a, b) => a - b);
    const wide = pointsOf(sampled('latin-hypercube', 20, axes));
    // Of 50 candidates the best is in the upper half but for 1 chance in 2 ^ 50.
    expect(distance(wide)).toBeGreaterThan(usual[25] ?? Infinity);
  });
});

it('goes on with the sequence where rounding made points of a low-discrepancy design equal', () => {
  const axis: Axis = { ...messages, to: 10 };
  const seen = new Set<number>();
  for (const [u = NaN] of scrambledSobol(1, seededRandom(1))) {
    seen.add(valueAt(axis, u));
    if (seen.size === 8) break;
  }
  const points = pointsOf(sampled('low-discrepancy', 8, [axis]));
  expect(points.map(({ maxMessageCount }) => maxMessageCount)).toEqual([...seen]);
});

it('takes the Euclidean distance of the closest pair', () => {
  expect(
    leastDistance([
      [0, 0],
      [0.3, 0.4],
      [1, 1],
    ]),
  ).toBeCloseTo(0.5);
  expect(leastDistance([[0, 0]])).toBe(Infinity);
});

describe.each(['latin-hypercube', 'low-discrepancy'] as const)('%s', (kind) => {
  const axes = [messages, timeout, rate];

  it('repeats the points for the same seed and changes them for another', () => {
    expect(pointsOf(sampled(kind, 12, axes), 3)).toEqual(pointsOf(sampled(kind, 12, axes), 3));
    expect(pointsOf(sampled(kind, 12, axes), 3)).not.toEqual(pointsOf(sampled(kind, 12, axes), 4));
  });

  it('stays inside the ranges with whole numbers', () => {
    for (const point of pointsOf(sampled(kind, 100, axes))) {
      for (const { name, from, to } of axes) {
        expect(Number.isInteger(point[name])).toBe(true);
        expect(point[name]).toBeGreaterThanOrEqual(from);
        expect(point[name]).toBeLessThanOrEqual(to);
      }
    }
  });

  it.each([
    ['half of a small box', { ...messages, to: 10 }, 10],
    ['all of it', { ...messages, to: 10 }, 20],
    ['much of an axis where rounding merges the low end', { ...messages, to: 1000 }, 1000],
  ])('draws on until it holds %s', (_, axis, count) => {
    const points = pointsOf(sampled(kind, count, [axis, { ...rate, from: 60, to: 61 }]));
    expect(points).toHaveLength(count);
    expect(new Set(points.map(keyOf)).size).toBe(count);
  });

  it('refuses more points than the ranges hold', () => {
    expect(faultsOf(sampled(kind, 7, [{ ...messages, to: 6 }]))).toEqual([
      { path: 'points', message: 'asks for 7 points, but the ranges hold only 6 different ones' },
    ]);
  });

  it('raises absoluteMaxBytes to preferredMaxBytes where they crossed', () => {
    const bytes: Axis[] = [
      { name: 'preferredMaxBytes', from: 512 * KIB, to: 8 * MIB, scale: 'log' },
      { name: 'absoluteMaxBytes', from: MIB, to: 8 * MIB, scale: 'log' },
    ];
    const points = pointsOf(sampled(kind, 64, bytes));
    expect(points).toHaveLength(64);
    const pairs = points.map((point) => [point.preferredMaxBytes ?? NaN, point.absoluteMaxBytes ?? NaN]);
    expect(pairs.every(([preferred = NaN, absolute = NaN]) => preferred <= absolute)).toBe(true);
    expect(pairs.some(([preferred, absolute]) => preferred === absolute)).toBe(true);
  });

  it('refuses preferredMaxBytes that no absoluteMaxBytes of the ranges allows', () => {
    const bytes: Axis[] = [
      { name: 'preferredMaxBytes', from: KIB, to: 8 * MIB, scale: 'log' },
      { name: 'absoluteMaxBytes', from: MIB, to: 4 * MIB, scale: 'log' },
    ];
    expect(faultsOf(sampled(kind, 5, bytes))).toEqual([
      {
        path: 'ranges.preferredMaxBytes',
        message: 'must not reach above the range of absoluteMaxBytes, which ends at 4194304',
      },
    ]);
  });

  it('gives the most points that a plan may ask for', () => {
    expect(pointsOf(sampled(kind, MOST_POINTS, axes))).toHaveLength(MOST_POINTS);
  });
});
