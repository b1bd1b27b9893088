import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NotFoundError } from '../domain/errors.js';
import { expandPlan } from '../domain/plan.js';
import { KIB, MIB, type OrdererSettings } from '../domain/settings.js';
import { readPlan } from './plan-file.js';
import { findPlan, readShippedPlan } from './shipped-plans.js';

const SHIPPED = fileURLToPath(new URL('../../benchmarks/plans', import.meta.url));
const inForce: OrdererSettings = {
  maxMessageCount: 500,
  preferredMaxBytes: 2 * MIB,
  absoluteMaxBytes: 10 * MIB,
  batchTimeoutMs: 2000,
};

let directory: string;
beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'gridtune-plans-'));
  await writeFile(path.join(directory, 'night.yaml'), '');
  await writeFile(path.join(directory, 'day.yaml'), '');
});
afterAll(async () => rm(directory, { recursive: true }));

describe('findPlan', () => {
  it('leaves a path as it is, there or not', async () => {
    expect(await findPlan('night.yaml', directory)).toBe('night.yaml');
    expect(await findPlan('./night', directory)).toBe('./night');
  });

  it('takes a bare name for a shipped plan', async () => {
    expect(await findPlan('night', directory)).toBe(path.join(directory, 'night.yaml'));
  });

  it('prefers a file of that very name in the current folder', async () => {
    expect(await findPlan('LICENSE', directory)).toBe('LICENSE');
  });

  it('lists the shipped plans for a name that is none', async () => {
    await expect(findPlan('noon', directory)).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      exitCode: 2,
      message: expect.stringMatching(/^plan noon: .*shipped are day, night$/),
    });
  });
});

describe('readShippedPlan', () => {
  it('reads a plan that comes with the program', async () => {
    expect(await readShippedPlan('quick', SHIPPED)).toEqual(await readPlan(path.join(SHIPPED, 'quick.yaml')));
  });

  it.each(['../plans/quick', './quick', 'quick.yaml', '/etc/passwd', '..', ''])(
    'looks at no other file: %s',
    async (name) => {
      await expect(readShippedPlan(name, SHIPPED)).rejects.toThrow(NotFoundError);
    },
  );
});

describe('shipped plans', () => {
  const roundsOf = async (name: string) => expandPlan(await readPlan(await findPlan(name, SHIPPED)), inForce);

  it.each([
    ['quick', 8],
    ['demo', 24],
    ['thesis-chapter-5', 30 + 4],
    ['thesis-chapter-6', 84 + 10],
    ['block-bytes', 18],
  ])('%s plans %i rounds', async (name, count) => {
    expect(await roundsOf(name)).toHaveLength(count);
  });

  it('hold the grids that they are named for', async () => {
    const [five, six, bytes] = await Promise.all(
      ['thesis-chapter-5', 'thesis-chapter-6', 'block-bytes'].map(roundsOf),
    );
    expect(new Set(five?.map(({ settings }) => settings.maxMessageCount))).toEqual(new Set([35, 65, 100]));
    expect(five?.[0]?.settings).toMatchObject({
      preferredMaxBytes: 512 * KIB,
      absoluteMaxBytes: MIB,
      batchTimeoutMs: 5000,
    });
    expect(new Set(six?.map(({ settings }) => settings.preferredMaxBytes))).toEqual(
      new Set([128 * KIB, 512 * KIB]),
    );
    expect(new Set(bytes?.map(({ settings }) => settings.preferredMaxBytes / KIB))).toEqual(
      new Set([8, 16, 32, 64, 128, 256, 512, 1024, 2048]),
    );
  });
});
