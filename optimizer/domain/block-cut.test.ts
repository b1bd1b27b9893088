import { describe, expect, it } from 'vitest';
import { cutCauses, deadAxes, expectedCut, orderedRateTps } from './block-cut.js';
import { KIB, MIB, type OrdererSettings } from './settings.js';

const TX_BYTES = 3600;
const settingsOf = (change: Partial<OrdererSettings>): OrdererSettings => ({
  maxMessageCount: 500,
  preferredMaxBytes: 2 * MIB,
  absoluteMaxBytes: 10 * MIB,
  batchTimeoutMs: 2000,
  ...change,
});

describe('expectedCut', () => {
  it.each([
    // 1 + 60 * 5 = 301 by timeout, floor(2097152 / 3600) = 582 by bytes
    ['count', { maxMessageCount: 100, batchTimeoutMs: 5000 }, 60, { by: 'count', transactions: 100 }],
    ['timeout', { batchTimeoutMs: 250 }, 60, { by: 'timeout', transactions: 1 + 15 }],
    // 524288 / 3600 = 145.6
    [
      'bytes',
      { preferredMaxBytes: 512 * KIB, batchTimeoutMs: 60_000 },
      60,
      { by: 'bytes', transactions: 145 },
    ],
    [
      'bytes, a transaction being larger than the limit',
      { preferredMaxBytes: 2 * KIB },
      60,
      { by: 'bytes', transactions: 1 },
    ],
    // 1 + 30 * 2 = 61 by each of the two
    [
      'count where the timeout gives the same',
      { maxMessageCount: 61 },
      30,
      { by: 'count', transactions: 61 },
    ],
    // 2 transactions fit; the third, that would cut, comes after the timer of 1 s at 1 tps
    [
      'timeout where bytes give the same',
      { preferredMaxBytes: 2 * TX_BYTES, batchTimeoutMs: 1000 },
      1,
      { by: 'timeout', transactions: 2 },
    ],
  ])('is by %s', (_, change, sendRateTps, expected) => {
    expect(expectedCut(settingsOf(change), { sendRateTps, txBytes: TX_BYTES, consensus: 'raft' })).toEqual(
      expected,
    );
  });
});

describe('deadAxes', () => {
  const dead = (change: Partial<OrdererSettings>, sendRateTps: number) =>
    deadAxes(settingsOf(change), { sendRateTps, txBytes: TX_BYTES, consensus: 'raft' }).toSorted();

  it('names limits at least twice the one that rules', () => {
    // timeout 16, count 500, bytes 582
    expect(dead({ batchTimeoutMs: 250 }, 60)).toEqual([
      'absoluteMaxBytes',
      'maxMessageCount',
      'preferredMaxBytes',
    ]);
  });

  it('keeps a limit below twice the one that rules alive, for arrivals come unevenly', () => {
    // timeout 1 + 60 * 0.25 = 16: count 31 may rule now and then, 32 is taken not to
    expect(dead({ batchTimeoutMs: 250, maxMessageCount: 31 }, 60)).not.toContain('maxMessageCount');
    expect(dead({ batchTimeoutMs: 250, maxMessageCount: 32 }, 60)).toContain('maxMessageCount');
  });

  it('names absoluteMaxBytes even where every other limit is near', () => {
    // count 100, timeout 1 + 60 * 2 = 121, bytes 145
    expect(dead({ maxMessageCount: 100, preferredMaxBytes: 512 * KIB }, 60)).toEqual(['absoluteMaxBytes']);
  });

  it('lets the timeout live longer under bytes, which do not stop the timer', () => {
    // bytes 14; the timeout is ten times that at 1 + 100 * 1.39 = 140
    const bytes = { preferredMaxBytes: 50 * KIB, maxMessageCount: 28 };
    expect(dead({ ...bytes, batchTimeoutMs: 1380 }, 100)).toEqual(['absoluteMaxBytes', 'maxMessageCount']);
    expect(dead({ ...bytes, batchTimeoutMs: 1390 }, 100)).toContain('batchTimeoutMs');
  });

  it('names all where nothing is ordered', () => {
    expect(dead({}, orderedRateTps({ workload: 'read', sendRateTps: 60 }))).toHaveLength(4);
  });
});

it('orders every transaction of publish, half of mixed and none of read', () => {
  const rates = (['publish', 'mixed', 'read'] as const).map((workload) =>
    orderedRateTps({ workload, sendRateTps: 60 }),
  );
  expect(rates).toEqual([60, 30, 0]);
});

describe('cutCauses', () => {
  const settings = settingsOf({ maxMessageCount: 4, preferredMaxBytes: 10_000 });
  const block = (...messageBytes: number[]) => ({ kind: 'transactions', messageBytes }) as const;
  const config = { kind: 'config', messageBytes: [20_000] } as const;

  it('tells each from the block and the next one', () => {
    const blocks = [
      block(1000, 1000, 1000, 1000), // 4 transactions
      block(3000, 3000, 3000), // 9,000 and the next 1,500 exceed 10,000
      block(1500, 1500), // 3,000 and the next 7,000 are exactly 10,000
      block(7000), // 7,000 and the next 12,000
      block(12_000), // larger than the limit by itself
      block(1000),
    ];
    expect(cutCauses(blocks, settings, 'raft')).toEqual([
      'count',
      'bytes',
      'timeout',
      'bytes',
      'bytes',
      'timeout',
    ]);
  });

  it('blames a configuration block for the block that it ended, unless a limit did', () => {
    // 3,000 and the 20,000 of the configuration would exceed the limit, but it never enters the cutter
    expect(cutCauses([block(3000), config, block(1000, 1000, 1000, 1000), config], settings, 'raft')).toEqual(
      ['config', 'config', 'count', 'config'],
    );
    expect(cutCauses([block(12_000), config], settings, 'raft')).toEqual(['bytes', 'config']);
  });

  it('has an answer for none and for a last block', () => {
    expect(cutCauses([], settings, 'raft')).toEqual([]);
    expect(cutCauses([block(9000)], settings, 'raft')).toEqual(['timeout']);
  });
});

describe('under BFT', () => {
  const bft = { txBytes: TX_BYTES, consensus: 'bft' } as const;

  it('absoluteMaxBytes ends blocks, and preferredMaxBytes none', () => {
    // 1048576 / 3600 = 291.3; 60,000 ms at 60 tps are 3,600 arrivals
    const settings = settingsOf({
      absoluteMaxBytes: MIB,
      preferredMaxBytes: 4 * KIB,
      batchTimeoutMs: 60_000,
    });
    expect(expectedCut(settings, { ...bft, sendRateTps: 60 })).toEqual({ by: 'bytes', transactions: 291 });
    expect(deadAxes(settings, { ...bft, sendRateTps: 60 }).toSorted()).toEqual([
      'batchTimeoutMs',
      'preferredMaxBytes',
    ]);
  });

  it('the timer runs whether or not something waits', () => {
    // 2 arrivals in 100 ms at 20 tps, where there are any: 2 / (1 - exp(-2))
    const cut = expectedCut(settingsOf({ batchTimeoutMs: 100 }), { ...bft, sendRateTps: 20 });
    expect(cut.by).toBe('timeout');
    expect(cut.transactions).toBeCloseTo(2.313, 3);
  });

  it('a block was ended by the bytes of absoluteMaxBytes, whatever preferredMaxBytes says', () => {
    const settings = settingsOf({ preferredMaxBytes: 2000, absoluteMaxBytes: 10_000 });
    const block = (...messageBytes: number[]) => ({ kind: 'transactions', messageBytes }) as const;
    const blocks = [block(3000, 3000, 3000), block(1500, 1500), block(1000)];
    expect(cutCauses(blocks, settings, 'bft')).toEqual(['bytes', 'timeout', 'timeout']);
  });
});
