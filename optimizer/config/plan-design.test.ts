import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InvalidInputError } from '../domain/errors.js';
import { readPlan } from './plan-file.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'gridtune-design-'));
});
afterAll(async () => rm(directory, { recursive: true }));

/** A plan whose design starts on line 2. */
async function planOf(design: string, rest = 'sendRateTps: [30, 60]', seed = 1) {
  const file = path.join(directory, `${Math.random()}.yaml`);
  await writeFile(file, `name: a\ndesign: ${design}\n${rest}\nseed: ${seed}\n`);
  return readPlan(file);
}

async function faultsOf(design: string, rest?: string): Promise<string[]> {
  const error: unknown = await planOf(design, rest).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof InvalidInputError)) throw new Error(`expected a refusal, got ${String(error)}`);
  return error.faults.map(({ path: where, message }) => `${where}: ${message}`);
}

describe('a design in a plan file', () => {
  it('is a grid on log scales, crossed with the rates of the plan', async () => {
    const { points } = await planOf('{ kind: grid, levels: 3, ranges: { maxMessageCount: [1, 100] } }');
    expect(points.map(({ settings, sendRateTps }) => [settings.maxMessageCount, sendRateTps])).toEqual([
      [1, 30],
      [1, 60],
      [10, 30],
      [10, 60],
      [100, 30],
      [100, 60],
    ]);
  });

  it('takes scale and levels of each range, and the rate as an axis', async () => {
    const { points } = await planOf(
      '{ kind: grid, levels: 2, ranges: { batchTimeoutMs: { from: 100, to: 300, scale: linear, levels: 3 }, sendRateTps: [30, 60] } }',
      '',
    );
    expect(points).toEqual(
      [100, 200, 300].flatMap((batchTimeoutMs) =>
        [30, 60].map((sendRateTps) => ({ settings: { batchTimeoutMs }, sendRateTps })),
      ),
    );
  });

  it('holds a setting fixed where its range has one value', async () => {
    const { points } = await planOf(
      '{ kind: grid, levels: 2, ranges: { maxMessageCount: [1, 100], batchTimeoutMs: [50, 50] } }',
      'sendRateTps: 30',
    );
    expect(points.map(({ settings }) => settings)).toEqual([
      { maxMessageCount: 1, batchTimeoutMs: 50 },
      { maxMessageCount: 100, batchTimeoutMs: 50 },
    ]);
  });

  it('moves one axis at a time around the middle, or around a centre that is given', async () => {
    const ranges = 'ranges: { maxMessageCount: [1, 100], batchTimeoutMs: [10, 1000] }';
    const of = async (text: string) =>
      (await planOf(text, 'sendRateTps: 30')).points.map(({ settings }) => Object.values(settings));
    expect(await of(`{ kind: one-at-a-time, levels: 2, ${ranges} }`)).toEqual([
      [10, 100],
      [1, 100],
      [100, 100],
      [10, 10],
      [10, 1000],
    ]);
    expect(await of(`{ kind: one-at-a-time, levels: 2, centre: { batchTimeoutMs: 10 }, ${ranges} }`)).toEqual(
      [
        [10, 10],
        [1, 10],
        [100, 10],
        [10, 1000],
      ],
    );
  });

  it.each(['latin-hypercube', 'low-discrepancy'])('is a seeded %s', async (kind) => {
    const design = `{ kind: ${kind}, points: 12, ranges: { maxMessageCount: [1, 500], batchTimeoutMs: [50, 5000], sendRateTps: [30, 240] } }`;
    const { points } = await planOf(design, '', 5);
    expect(points).toHaveLength(12);
    expect((await planOf(design, '', 5)).points).toEqual(points);
    expect((await planOf(design, '', 6)).points).not.toEqual(points);
  });

  it('is a list of points', async () => {
    const { points } = await planOf(
      '{ kind: list, points: [{ maxMessageCount: 5 }, { batchTimeoutMs: 50, sendRateTps: 7 }] }',
    );
    expect(points).toEqual([
      { settings: { maxMessageCount: 5 }, sendRateTps: 30 },
      { settings: { maxMessageCount: 5 }, sendRateTps: 60 },
      { settings: { batchTimeoutMs: 50 }, sendRateTps: 7 },
    ]);
  });

  it.each([
    [
      'an unknown kind',
      '{ kind: star, ranges: { maxMessageCount: [1, 5] } }',
      'design.kind: must be one of grid, one-at-a-time, latin-hypercube, low-discrepancy, list (line 2)',
    ],
    ['no mapping', '5', 'design: must be a mapping with a kind (line 2)'],
    [
      'no range',
      '{ kind: grid, levels: 2, ranges: {} }',
      'design.ranges: must name at least one range (line 2)',
    ],
    [
      'a range of three',
      '{ kind: grid, levels: 2, ranges: { maxMessageCount: [1, 5, 9] } }',
      'design.ranges.maxMessageCount: must be [from, to] or {from, to, scale} (line 2)',
    ],
    [
      'a range that ends before it starts',
      '{ kind: grid, levels: 2, ranges: { maxMessageCount: [5, 1] } }',
      'design.ranges.maxMessageCount: must not end below its start (line 2)',
    ],
    [
      'a range outside the hard limits',
      '{ kind: latin-hypercube, points: 5, ranges: { absoluteMaxBytes: [1000, 2097152] } }',
      'design.ranges.absoluteMaxBytes.from: must be a whole number from 1048576 to 103809024, got 1000 (line 2)',
    ],
    [
      'an unknown scale',
      '{ kind: grid, levels: 2, ranges: { maxMessageCount: { from: 1, to: 5, scale: cubic } } }',
      'design.ranges.maxMessageCount.scale: must be log or linear, got cubic (line 2)',
    ],
    [
      'a grid without levels',
      '{ kind: grid, ranges: { maxMessageCount: [1, 5] } }',
      'design.ranges.maxMessageCount: needs at least 2 levels, its own or those of the design (line 2)',
    ],
    [
      'more levels than whole numbers',
      '{ kind: grid, levels: 4, ranges: { maxMessageCount: [1, 3] } }',
      'design.ranges.maxMessageCount: holds 3 whole numbers, fewer than its 4 levels (line 2)',
    ],
    [
      'more points than there are',
      '{ kind: low-discrepancy, points: 9, ranges: { maxMessageCount: [1, 3] } }',
      'design.points: asks for 9 points, but the ranges hold only 3 different ones (line 2)',
    ],
    [
      'a centre outside its range',
      '{ kind: one-at-a-time, levels: 2, centre: { maxMessageCount: 9 }, ranges: { maxMessageCount: [1, 3] } }',
      'design.centre.maxMessageCount: must lie in its range from 1 to 3 (line 2)',
    ],
    [
      'a centre of another setting',
      '{ kind: one-at-a-time, levels: 2, centre: { batchTimeoutMs: 90 }, ranges: { maxMessageCount: [1, 3] } }',
      'design.centre.batchTimeoutMs: is not one of the ranges (line 2)',
    ],
    [
      'a key of another kind',
      '{ kind: grid, levels: 2, points: 5, ranges: { maxMessageCount: [1, 3] } }',
      'design.points: is not a known key (line 2)',
    ],
    [
      'rates in both places',
      '{ kind: grid, levels: 2, ranges: { sendRateTps: [30, 60] } }',
      'sendRateTps: is used by no point: each has a rate of its own (line 3)',
    ],
  ])('is refused with %s', async (_, design, expected) => {
    expect(await faultsOf(design)).toEqual([expected]);
  });

  it('is refused without any rate', async () => {
    expect(await faultsOf('{ kind: grid, levels: 2, ranges: { maxMessageCount: [1, 3] } }', '')).toEqual([
      'sendRateTps: is missing: give a rate or a list of rates',
    ]);
  });
});
