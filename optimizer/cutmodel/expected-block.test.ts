import { describe, expect, it } from 'vitest';
import { expectedBlock } from './expected-block.js';
import { arrivalsOf, simulateRaft, type Simulated } from './orderer-simulation.fixture.js';

const ARRIVALS = 200_000;

export function means({ waitsMs, blocks }: Simulated): { waitMs: number; blockTransactions: number } {
  return {
    waitMs: waitsMs.reduce((sum, wait) => sum + wait, 0) / waitsMs.length,
    blockTransactions: waitsMs.length / blocks.length,
  };
}

/** Relative distance; of two waits of almost nothing, 0. */
function apart(a: number, b: number): number {
  return Math.abs(a - b) < 1e-9 ? 0 : Math.abs(a - b) / Math.abs(b);
}

describe('a block that count or timer ends', () => {
  // [maxMessageCount, batchTimeoutMs, rateTps]
  it.each([
    [1, 2000, 100], // each by itself
    [2, 2000, 1], // near tie at the smallest blocks
    [2, 10, 0.1], // hardly ever two in a timeout
    [10, 1000, 1], // timeout
    [10, 1000, 100], // count
    [10, 1000, 9], // tie
    [51, 1000, 50], // tie
    [51, 1000, 40],
    [51, 1000, 60],
    [500, 2000, 249.5], // tie
    [500, 2000, 260],
    [1000, 60_000, 0.1], // very low rate
    [10_000, 1, 10_000], // the shortest timer
    [10_000, 1000, 10_000], // tie at the largest blocks
    [100, 60_000, 10_000],
    [10_000, 500, 20],
  ])('is as simulated: %d transactions, %d ms, %d tps', (maxMessageCount, batchTimeoutMs, rateTps) => {
    const limits = { maxMessageCount, batchTimeoutMs, preferredMaxBytes: Infinity };
    const seen = means(simulateRaft(arrivalsOf('poisson', ARRIVALS, rateTps), limits));
    const told = expectedBlock(maxMessageCount, Infinity, batchTimeoutMs, rateTps);
    expect(apart(told.waitMs, seen.waitMs)).toBeLessThan(0.02);
    expect(apart(told.blockTransactions, seen.blockTransactions)).toBeLessThan(0.02);
  });

  it('has the plain formulas at its ends', () => {
    // 5 arrivals in the timeout: T (1 + a / 2) / (1 + a)
    expect(expectedBlock(10_000, Infinity, 500, 10).waitMs).toBeCloseTo((500 * (1 + 2.5)) / (1 + 5), 6);
    // (B - 1) / (2 r)
    expect(expectedBlock(10, Infinity, 60_000, 1000).waitMs).toBeCloseTo(9 / 2, 9);
  });

  it('is exact at two transactions a block', () => {
    // M is 1 with chance f = 1 - e^-a: wait = 2 f / (2 r (1 + f))
    const filled = 1 - Math.exp(-1.5);
    const block = expectedBlock(2, Infinity, 1500, 1);
    expect(block.blockTransactions).toBeCloseTo(1 + filled, 9);
    expect(block.waitMs).toBeCloseTo((1000 * filled) / (1 + filled), 6);
  });
});
