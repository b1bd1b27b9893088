import { describe, expect, it } from 'vitest';
import { overloaded, steady } from './rounds.fixture.js';
import { throughput } from './throughput.js';

const window = { opensMs: 0, closesMs: 8000 };

describe('throughput', () => {
  it('is what comes in while no queue grows, whatever the blocks', () => {
    const all = steady(60, 450, 8);
    expect(throughput(all, all, window)).toEqual({ perSecond: 60, growth: 0, saturated: false });
  });

  it('is what comes out while one does: from the first commit inside to the last', () => {
    // Blocks of 10 commit every 125 ms from 155 ms on, the last inside at 7905 ms: 620 in 7.75 s.
    const all = overloaded(120, 80, 8);
    const { perSecond, growth, saturated } = throughput(all, all, window);
    expect(perSecond).toBeCloseTo(80, 9);
    expect(growth).toBeCloseTo(0.5, 2);
    expect(saturated).toBe(true);
  });

  it('falls back to the growth itself where hardly anything committed inside', () => {
    const all = overloaded(120, 80, 8).map((transaction) => ({
      ...transaction,
      finishedMs: transaction.finishedMs + 7500,
    }));
    // 960 created in 8 s, which take 1.5 times that to commit.
    expect(throughput(all, all, window).perSecond).toBeCloseTo(80, 0);
  });

  it('passes over a growth that is real and too small to matter', () => {
    const all = overloaded(100, 99.8, 8);
    expect(throughput(all, all, window)).toEqual({ perSecond: 100, growth: 0, saturated: false });
  });

  it('counts the commits of a shrinking queue', () => {
    const all = steady(60, 100, 8).map((transaction) => ({
      ...transaction,
      finishedMs: transaction.finishedMs + 2000 - 0.2 * transaction.createdMs,
    }));
    const { perSecond, growth } = throughput(all, all, window);
    expect(growth).toBeCloseTo(-0.2, 1);
    expect(perSecond).toBeGreaterThan(70);
  });
});

it('believes a round that was ended for its queue, although its trend is unclear in the end', () => {
  // Latencies jump up and down by seconds: no trend stands out, and 60 tps came in.
  const jumping = steady(60, 100, 8).map((transaction) => ({
    ...transaction,
    finishedMs: transaction.finishedMs + (((transaction.block ?? 0) * 7919) % 13) * 400,
  }));
  expect(throughput(jumping, jumping, window)).toEqual({ perSecond: 60, growth: 0, saturated: false });
  const overloadedRound = throughput(jumping, jumping, window, true);
  expect(overloadedRound.saturated).toBe(true);
  expect(overloadedRound.perSecond).toBeLessThan(50); // what came out inside
});
