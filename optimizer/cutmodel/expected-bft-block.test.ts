import { describe, expect, it } from 'vitest';
import { expectedBftBlock } from './expected-bft-block.js';
import { arrivalsOf, deviation, figuresOf, percent, simulateBft } from './orderer-simulation.fixture.js';
import { p95BftWaitMs } from './wait-quantile.js';

const ARRIVALS = 200_000;
const NONE = 1e6;

describe('a block under SmartBFT is as simulated where it ends by', () => {
  // [maxMessageCount, transactions that fit, timeoutMs, rateTps, decisionMs]
  const cases: [string, [number, number, number, number, number]][] = [
    ['each by itself', [1, NONE, 50, 20, 0]],
    ['count', [10, NONE, 500, 100, 0]],
    ['count', [100, NONE, 1000, 2000, 15]],
    ['timer', [100, NONE, 50, 100, 0]],
    ['timer', [500, NONE, 50, 60, 20]],
    ['timer, mostly empty pools', [500, NONE, 50, 1, 20]],
    ['bytes', [100, 7, 500, 100, 0]],
    ['bytes', [100, 20, 1000, 500, 10]],
    ['bytes, one in each', [100, 1, 300, 20, 0]],
    ['count and timer', [10, NONE, 100, 100, 0]],
    ['count and timer', [3, NONE, 50, 50, 2]],
    ['bytes and timer', [100, 10, 100, 100, 0]],
    ['bytes and timer', [100, 12, 70, 120, 20]],
    ['bytes and timer', [100, 2, 100, 15, 1]],
    ['count and bytes', [11, 10, 1000, 100, 0]],
    ['count and bytes', [10, 10, 1000, 100, 0]],
    ['all three', [11, 10, 100, 100, 0]],
  ];
  for (const [by, limits] of cases) {
    const [count, fit, timeoutMs, rateTps, decisionMs] = limits;
    it(`${by}: ${limits.join(', ')}`, async ({ annotate }) => {
      const seen = figuresOf(
        simulateBft(arrivalsOf('poisson', ARRIVALS, rateTps), {
          maxMessageCount: count,
          absoluteMaxBytes: fit + 0.5,
          requestBatchMaxIntervalMs: timeoutMs,
          decisionMs,
        }),
      );
      const told = expectedBftBlock(...limits);
      const wait = deviation(told.waitMs, seen.waitMs);
      const block = deviation(told.blockTransactions, seen.blockTransactions);
      const p95 = deviation(p95BftWaitMs(...limits), seen.p95WaitMs);
      await annotate(`wait ${percent(wait)}, block ${percent(block)}, p95 ${percent(p95)}`);
      expect(Math.abs(wait)).toBeLessThan(0.02);
      expect(Math.abs(block)).toBeLessThan(0.02);
      expect(Math.abs(p95)).toBeLessThan(0.03);
    });
  }
});

describe('expectedBftBlock', () => {
  it('lets a transaction wait half the timeout, since the timer does not wait for it', () => {
    expect(expectedBftBlock(100, Infinity, 50, 0.1).waitMs).toBeCloseTo(25, 2);
  });

  it('stays continuous from bytes to count', () => {
    for (let fit = 1; fit < 12; fit += 0.001) {
      const [a, b] = [expectedBftBlock(11, fit, 100, 90, 5), expectedBftBlock(11, fit + 0.001, 100, 90, 5)];
      expect(Math.abs(b.waitMs - a.waitMs)).toBeLessThan(0.05);
      expect(Math.abs(b.blockTransactions - a.blockTransactions)).toBeLessThan(0.01);
    }
  });

  it('is finite where every batch is full', () => {
    // 6000 arrivals in a timeout: 20 of each block wait 1 to 20 intervals
    expect(expectedBftBlock(100, 20, 60_000, 100).waitMs).toBeCloseTo((10 * 21) / 2, 6);
  });
});
