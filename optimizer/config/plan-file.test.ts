import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { InvalidInputError } from '../domain/errors.js';
import { readPlan } from './plan-file.js';

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'gridtune-plan-'));
});
afterAll(async () => rm(directory, { recursive: true }));

async function planOf(text: string) {
  const file = path.join(directory, `${Math.random()}.yaml`);
  await writeFile(file, text);
  return readPlan(file);
}

async function faultsOf(text: string): Promise<string[]> {
  const error: unknown = await planOf(text).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof InvalidInputError)) throw new Error(`expected a refusal, got ${String(error)}`);
  return error.faults.map(({ path: where, message }) => `${where}: ${message}`);
}

describe('readPlan', () => {
  it('crosses lists and lets a single value stand for a list', async () => {
    const plan = await planOf(
      'name: a\nsettings: { maxMessageCount: [10, 100], batchTimeoutMs: 50 }\nsendRateTps: 30\n',
    );
    expect(plan.points).toEqual([
      { settings: { maxMessageCount: 10, batchTimeoutMs: 50 }, sendRateTps: 30 },
      { settings: { maxMessageCount: 100, batchTimeoutMs: 50 }, sendRateTps: 30 },
    ]);
  });

  it('fills the documented defaults', async () => {
    const plan = await planOf('name: a\nsettings: { maxMessageCount: 10 }\nsendRateTps: [30]\n');
    expect(plan).toMatchObject({
      workload: 'publish',
      replicates: 1,
      seed: 1,
      window: { warmupS: 0.25, minS: 3, maxS: 20 },
    });
  });

  it('takes points as they are', async () => {
    const plan = await planOf(
      'name: a\npoints:\n  - { maxMessageCount: 10, batchTimeoutMs: 20 }\n  - { maxMessageCount: 20 }\nsendRateTps: 30\n',
    );
    expect(plan.points).toEqual([
      { settings: { maxMessageCount: 10, batchTimeoutMs: 20 }, sendRateTps: 30 },
      { settings: { maxMessageCount: 20 }, sendRateTps: 30 },
    ]);
  });

  it('lets a point have its own rate and crosses the others with those of the plan', async () => {
    const plan = await planOf(
      'name: a\npoints:\n  - { maxMessageCount: 10, sendRateTps: 7.5 }\n  - { maxMessageCount: 20 }\nsendRateTps: [30, 60]\n',
    );
    expect(plan.points.map(({ settings, sendRateTps }) => [settings.maxMessageCount, sendRateTps])).toEqual([
      [10, 7.5],
      [20, 30],
      [20, 60],
    ]);
  });

  it('reads anchors, precision and the size of a transaction', async () => {
    const plan = await planOf(
      [
        'name: a',
        'points: [{ maxMessageCount: 10, sendRateTps: 30 }]',
        'anchor: { every: 10, settings: { batchTimeoutMs: 250 }, sendRateTps: 60 }',
        'precision: { meanPct: 1, p95Pct: 2 }',
        'txBytes: 4000',
      ].join('\n'),
    );
    expect(plan).toMatchObject({
      anchor: { every: 10, settings: { batchTimeoutMs: 250 }, sendRateTps: 60 },
      precision: { meanPct: 1, p95Pct: 2 },
      txBytes: 4000,
    });
  });

  it('names every fault at once, each with its path and line', async () => {
    const faults = await faultsOf(
      [
        'name: a',
        'settings:',
        '  maxMessageCount: [0, 10]',
        '  blockSize: 5',
        'sendRateTps: [-1]',
        'colour: red',
        'replicates: 0',
      ].join('\n'),
    );
    expect(faults).toEqual([
      'settings.maxMessageCount.0: must be a whole number from 1 to 1000000, got 0 (line 3)',
      'settings.blockSize: is not a known key (line 4)',
      'sendRateTps.0: must be above 0, got -1 (line 5)',
      expect.stringMatching(/^replicates: .*\(line 7\)$/),
      'colour: is not a known key (line 6)',
    ]);
  });

  it.each([
    ['no settings at all', 'name: a\nsendRateTps: 30\n', 'settings: give one of settings, points and design'],
    [
      'an empty list',
      'name: a\nsettings: { maxMessageCount: [] }\nsendRateTps: 30\n',
      'settings.maxMessageCount: must hold at least one value (line 2)',
    ],
    [
      'an empty grid',
      'name: a\nsettings: {}\nsendRateTps: 30\n',
      'settings: must name at least one setting (line 2)',
    ],
    [
      'no rate',
      'name: a\nsettings: { maxMessageCount: 5 }\nsendRateTps: []\n',
      'sendRateTps: must hold at least one value (line 3)',
    ],
    [
      'two forms at once',
      'name: a\nsettings: { maxMessageCount: 5 }\npoints: [{}]\nsendRateTps: 30\n',
      'settings: give one of settings, points and design (line 2)',
    ],
    [
      'a missing rate',
      'name: a\npoints: [{ sendRateTps: 5 }, { maxMessageCount: 5 }]\n',
      'sendRateTps: is missing: give a rate or a list of rates',
    ],
    [
      'a rate that nothing uses',
      'name: a\npoints: [{ sendRateTps: 5 }]\nsendRateTps: 30\n',
      'sendRateTps: is used by no point: each has a rate of its own (line 3)',
    ],
    [
      'anchors without a distance',
      'name: a\npoints: [{ sendRateTps: 5 }]\nanchor: { every: 0 }\n',
      'anchor.every: must be a whole number of rounds from 1 to 1000, got 0 (line 3)',
    ],
    [
      'absoluteMaxBytes below 1 MiB',
      'name: a\nsettings: { absoluteMaxBytes: 6000 }\nsendRateTps: 30\n',
      'settings.absoluteMaxBytes.0: must be a whole number from 1048576 to 103809024, got 6000 (line 2)',
    ],
  ])('refuses %s', async (_, text, expected) => {
    expect(await faultsOf(text)).toContain(expected);
  });

  it('refuses broken YAML with its place', async () => {
    expect((await faultsOf('name: [a\n')).join()).toMatch(/line/);
  });

  it('says that a missing file cannot be read', async () => {
    await expect(readPlan(path.join(directory, 'none.yaml'))).rejects.toThrow(/none\.yaml: cannot be read/);
  });
});
