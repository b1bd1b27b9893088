import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { InvalidInputError } from './errors.js';
import {
  completeSettings,
  describeSettings,
  faultsOf as faultsOfParse,
  MIB,
  sameSettings,
  type OrdererSettings,
} from './settings.js';

const inForce: OrdererSettings = {
  maxMessageCount: 500,
  preferredMaxBytes: 2 * MIB,
  absoluteMaxBytes: 10 * MIB,
  batchTimeoutMs: 2000,
};

function faultsOf(work: () => unknown): readonly { path: string; message: string }[] {
  try {
    work();
  } catch (error) {
    if (error instanceof InvalidInputError) return error.faults;
    throw error;
  }
  return [];
}

describe('completeSettings', () => {
  it('keeps what the change does not name', () => {
    expect(completeSettings({ batchTimeoutMs: 300 }, inForce)).toEqual({ ...inForce, batchTimeoutMs: 300 });
  });

  it('refuses absoluteMaxBytes below 1 MiB, which would lock the channel for ever', () => {
    const faults = faultsOf(() =>
      completeSettings({ absoluteMaxBytes: MIB - 1, preferredMaxBytes: 1024 }, inForce),
    );
    expect(faults).toEqual([
      { path: 'absoluteMaxBytes', message: 'must be a whole number from 1048576 to 103809024, got 1048575' },
    ]);
  });

  it('accepts exactly 1 MiB', () => {
    expect(
      completeSettings({ absoluteMaxBytes: MIB, preferredMaxBytes: MIB }, inForce).absoluteMaxBytes,
    ).toBe(MIB);
  });

  it('refuses preferred above absolute bytes, as Fabric does', () => {
    const faults = faultsOf(() => completeSettings({ preferredMaxBytes: 11 * MIB }, inForce));
    expect(faults).toEqual([
      { path: 'preferredMaxBytes', message: 'must not be greater than absoluteMaxBytes' },
    ]);
  });

  it('names every fault at once', () => {
    const change = { maxMessageCount: 0, batchTimeoutMs: 0.5, absoluteMaxBytes: 1 };
    expect(faultsOf(() => completeSettings(change, inForce)).map(({ path }) => path)).toEqual([
      'maxMessageCount',
      'absoluteMaxBytes',
      'batchTimeoutMs',
    ]);
  });

  it.each([
    ['a timeout of 9 ms', { batchTimeoutMs: 9 }],
    ['a timeout above a minute', { batchTimeoutMs: 60_001 }],
    ['a count that is no whole number', { maxMessageCount: 1.5 }],
    ['not a number', { maxMessageCount: Number.NaN }],
    ['more bytes than a gRPC message may have', { absoluteMaxBytes: 100 * MIB }],
  ])('refuses %s', (_, change) => {
    expect(() => completeSettings(change, inForce)).toThrow(InvalidInputError);
  });
});

describe('sameSettings', () => {
  it.each(['maxMessageCount', 'preferredMaxBytes', 'absoluteMaxBytes', 'batchTimeoutMs'] as const)(
    'sees a difference in %s',
    (name) => {
      expect(sameSettings(inForce, { ...inForce, [name]: inForce[name] + 1 })).toBe(false);
      expect(sameSettings(inForce, { ...inForce })).toBe(true);
    },
  );
});

it('describes settings in units that people use', () => {
  expect(describeSettings({ ...inForce, maxMessageCount: 1, preferredMaxBytes: 1500 })).toBe(
    '1 message, 2000 ms, preferred 1500 B, absolute 10 MiB',
  );
});

it('names the faults inside the branch of a union that was meant', () => {
  const plan = z.strictObject({ name: z.string(), size: z.int() });
  const schema = z.strictObject({
    plan: z.union([z.string().regex(/^\w+$/, { error: 'must be a name' }), plan]),
  });
  const faults = (value: unknown) => faultsOfParse(schema.safeParse({ plan: value }).error ?? { issues: [] });
  expect(faults({ name: 7, colour: 'red' })).toEqual([
    { path: 'plan.name', message: expect.stringContaining('expected string') },
    { path: 'plan.size', message: expect.any(String) },
    { path: 'plan.colour', message: 'is not a known key' },
  ]);
  expect(faults('../x')).toEqual([{ path: 'plan', message: 'must be a name' }]);
  expect(faults(7)).toEqual([{ path: 'plan', message: 'Invalid input' }]);
});
