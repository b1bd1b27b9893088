import { describe, expect, it } from 'vitest';
import {
  arrivalsOf,
  simulateBft,
  simulateRaft,
  type Arrival,
  type Simulated,
} from '../cutmodel/orderer-simulation.fixture.js';
import { cutOf } from '../cutmodel/cut.js';
import type { ModelInput } from '../dataset/columns.js';
import { bindingSchema, type CutLimit } from '../domain/recommendation-detail.js';
import { bindingAt } from './binding.js';

const INPUT: ModelInput = {
  maxMessageCount: 100,
  batchTimeoutMs: 100,
  sendRateTps: 60,
  preferredMaxBytes: 2_097_152,
  absoluteMaxBytes: 10_485_760,
  txBytes: 4096,
};
const at = (more: Partial<ModelInput>): ReturnType<typeof bindingAt> => bindingAt({ ...INPUT, ...more });
const limitOf = (binding: ReturnType<typeof bindingAt>, limit: CutLimit) =>
  binding.limits.find((each) => each.limit === limit);

/** The share of blocks that were cut in the moment in which a transaction arrived, in %. */
function cutByArrivals(arrivals: readonly Arrival[], { waitsMs, blocks }: Simulated): number {
  let first = 0;
  let ended = 0;
  for (const size of blocks) {
    const cutMs = (arrivals[first]?.atMs ?? NaN) + (waitsMs[first] ?? NaN);
    // Count ends a block with its last transaction, bytes with the one after it.
    const near = [first + size - 1, first + size].map((place) => arrivals[place]?.atMs ?? NaN);
    if (near.some((atMs) => Math.abs(atMs - cutMs) < 1e-6)) ended += 1;
    first += size;
  }
  return (100 * ended) / blocks.length;
}

describe('bindingAt', () => {
  it('tells the shares of count and timeout from arrivals within the timeout', () => {
    // Two messages: the second comes within 100 ms at 60 tps with a chance of 1 - e^-6.
    const binding = at({ maxMessageCount: 2 });
    expect(bindingSchema.parse(binding)).toEqual(binding);
    expect(binding.by).toBe('count');
    expect(limitOf(binding, 'count')?.sharePct).toBeCloseTo(100 * (1 - Math.exp(-6)), 9);
    expect(limitOf(binding, 'timeout')?.sharePct).toBeCloseTo(100 * Math.exp(-6), 9);
    expect(limitOf(binding, 'bytes')?.sharePct).toBe(0);
  });

  it.each([
    { maxMessageCount: 5, batchTimeoutMs: 100 },
    { maxMessageCount: 8, batchTimeoutMs: 100 },
    { maxMessageCount: 100, batchTimeoutMs: 500, preferredMaxBytes: 12 * 4096 },
    { maxMessageCount: 100, batchTimeoutMs: 40, preferredMaxBytes: 4096 },
    { maxMessageCount: 100, batchTimeoutMs: 400, preferredMaxBytes: 4000 },
  ])('agrees with a simulated Raft orderer: %o', (more) => {
    const input = { ...INPUT, ...more };
    const arrivals = arrivalsOf('poisson', 100_000, 60, 4096, 7);
    const seen = cutByArrivals(
      arrivals,
      simulateRaft(arrivals, { ...input, preferredMaxBytes: input.preferredMaxBytes ?? 0 }),
    );
    const told = 100 - (limitOf(bindingAt(input), 'timeout')?.sharePct ?? NaN);
    // Three standard errors of a share of 10,000 blocks or more.
    expect(Math.abs(told - seen)).toBeLessThan(1.5);
  });

  it.each([
    { maxMessageCount: 7, absoluteMaxBytes: 1_048_576 },
    { maxMessageCount: 100, absoluteMaxBytes: 8.5 * 4096 },
  ])('agrees with a simulated SmartBFT leader: %o', (more) => {
    const input = { ...INPUT, ...more, consensus: 'bft' as const };
    const arrivals = arrivalsOf('poisson', 100_000, 60, 4096, 8);
    const seen = cutByArrivals(
      arrivals,
      simulateBft(arrivals, { ...input, requestBatchMaxIntervalMs: input.batchTimeoutMs, decisionMs: 0 }),
    );
    const told = 100 - (limitOf(bindingAt(input), 'timeout')?.sharePct ?? NaN);
    expect(Math.abs(told - seen)).toBeLessThan(1.5);
  });

  it('gives the largest value at which each limit would rule', () => {
    const binding = at({});
    expect(binding.by).toBe('timeout');
    // 1 + 60 tps * 100 ms = 7 transactions.
    expect(limitOf(binding, 'count')).toMatchObject({ value: 100, bindsAt: 7 });
    // Six fit into one byte less than seven transactions.
    expect(limitOf(binding, 'bytes')).toMatchObject({ value: 2_097_152, bindsAt: 7 * 4096 - 1 });
    // One below (100 - 1) / 60 tps.
    expect(limitOf(binding, 'timeout')).toMatchObject({ value: 100, bindsAt: 1649 });
    for (const { limit, bindsAt = 0 } of binding.limits) {
      const name = { count: 'maxMessageCount', bytes: 'preferredMaxBytes', timeout: 'batchTimeoutMs' }[limit];
      const by = (value: number): string =>
        cutOf({ ...INPUT, consensus: 'raft', orderedRateTps: 60, [name]: value }).by;
      expect([by(bindsAt), by(bindsAt + 1) === limit]).toEqual([limit, false]);
    }
  });

  it('says in one line what rules and how far the others are', () => {
    expect(at({}).description).toBe(
      'the timeout ends 100 % of blocks, 7.0 transactions on average; the message count would rule from ' +
        '7 messages down, 1/14 of what it is; the byte limit would rule from 28,671 bytes down, 1/73 of what it is',
    );
    expect(at({ maxMessageCount: 1 }).description).toMatch(
      /^the message count ends 100 % of blocks, 1\.0 transaction on average; .*would rule at no value/,
    );
  });

  it.each([
    [{ txBytes: undefined }, 'the size of a transaction'],
    [{ preferredMaxBytes: undefined }, 'preferredMaxBytes'],
    [{ preferredMaxBytes: undefined, txBytes: undefined }, 'preferredMaxBytes and the size of a transaction'],
    [{ consensus: 'bft', absoluteMaxBytes: undefined }, 'absoluteMaxBytes'],
  ] as const)('says that bytes are unknown rather than guess: %o', (more, missing) => {
    const binding = at(more);
    expect(limitOf(binding, 'bytes')).not.toHaveProperty('sharePct');
    expect(limitOf(binding, 'bytes')).not.toHaveProperty('bindsAt');
    expect(binding.description).toContain(
      `whether the byte limit rules is unknown, as ${missing} was not recorded`,
    );
  });

  it('counts only what is ordered, of a load that reads too', () => {
    expect(at({ context: { readShare: 0.5 } }).blockTransactions).toBeCloseTo(
      at({ sendRateTps: 30 }).blockTransactions,
      9,
    );
    expect(bindingSchema.parse(at({ context: { readShare: 1 } })).by).toBe('timeout');
  });
});
