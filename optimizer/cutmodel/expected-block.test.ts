import { describe, expect, it } from 'vitest';
import { seededRandom } from '../domain/random.js';
import { expectedBftBlock } from './expected-bft-block.js';
import { expectedBlock } from './expected-block.js';
import { arrivalsOf, deviation, figuresOf, percent, simulateRaft } from './orderer-simulation.fixture.js';
import { p95WaitMs } from './wait-quantile.js';

const ARRIVALS = 200_000;
const NONE = Infinity;

/** [maxMessageCount, transactions that fit, batchTimeoutMs, rateTps] */
const CONDITIONS: [string, [number, number, number, number][]][] = [
  [
    'each by itself',
    [
      [1, NONE, 2000, 100],
      [1, 5, 100, 20],
      [10, 0, 1000, 50],
    ],
  ],
  [
    'count',
    [
      [10, NONE, 1000, 100],
      [100, 100, 60_000, 10_000],
      [2, 3, 500, 300],
    ],
  ],
  [
    'timer',
    [
      [10, NONE, 1000, 1],
      [10_000, NONE, 500, 20],
      [1000, NONE, 60_000, 0.1],
      [500, 400, 10, 0.1],
      [10_000, NONE, 1, 10_000],
    ],
  ],
  [
    'bytes',
    [
      [100, 3, 2000, 100],
      [1000, 50, 5000, 500],
      [10, 1, 300, 200],
      [500, 2, 1000, 90],
      [10_000, 97, 2000, 1000],
    ],
  ],
  [
    'count and timer',
    [
      [2, NONE, 2000, 1],
      [10, NONE, 1000, 9],
      [51, NONE, 1000, 50],
      [51, NONE, 1000, 40],
      [51, NONE, 1000, 60],
      [500, NONE, 2000, 249.5],
      [500, NONE, 2000, 260],
      [10_000, NONE, 1000, 10_000],
    ],
  ],
  [
    'bytes and timer',
    [
      [1000, 10, 1000, 9],
      [1000, 10, 500, 25],
      [1000, 50, 1000, 49],
      [1000, 50, 1000, 70],
      [1000, 50, 1000, 120],
      [1000, 2, 100, 10],
      [5000, 300, 500, 700],
    ],
  ],
  [
    'count and bytes',
    [
      [10, 10, 2000, 100],
      [11, 10, 2000, 100],
      [10, 11, 2000, 100],
    ],
  ],
  [
    'all three',
    [
      [10, 10, 1000, 9],
      [11, 10, 1000, 9],
      [51, 50, 1000, 50],
      [50, 50, 1000, 50],
      [3, 2, 1000, 2],
    ],
  ],
];

describe('a block under Raft is as simulated where it ends by', () => {
  const cases = CONDITIONS.flatMap(([by, all]) => all.map((limits) => ({ by, limits })));
  for (const { by, limits } of cases) {
    const [count, fit, timeoutMs, rateTps] = limits;
    it(`${by}: ${count} transactions, ${fit} fit, ${timeoutMs} ms, ${rateTps} tps`, async ({ annotate }) => {
      const seen = figuresOf(
        simulateRaft(arrivalsOf('poisson', ARRIVALS, rateTps), {
          maxMessageCount: count,
          preferredMaxBytes: fit === 0 ? 0.5 : fit,
          batchTimeoutMs: timeoutMs,
        }),
      );
      const told = expectedBlock(...limits);
      const wait = deviation(told.waitMs, seen.waitMs);
      const block = deviation(told.blockTransactions, seen.blockTransactions);
      const p95 = deviation(p95WaitMs(...limits), seen.p95WaitMs);
      await annotate(`wait ${percent(wait)}, block ${percent(block)}, p95 ${percent(p95)}`);
      expect(Math.abs(wait)).toBeLessThan(0.02);
      expect(Math.abs(block)).toBeLessThan(0.02);
      expect(Math.abs(p95)).toBeLessThan(0.03);
    });
  }
});

describe('expectedBlock', () => {
  it('has the plain formulas at its ends', () => {
    // 5 arrivals in the timeout: T (1 + a / 2) / (1 + a)
    expect(expectedBlock(10_000, NONE, 500, 10).waitMs).toBeCloseTo((500 * (1 + 2.5)) / (1 + 5), 6);
    // (B - 1) / (2 r)
    expect(expectedBlock(10, NONE, 60_000, 1000).waitMs).toBeCloseTo(9 / 2, 9);
    // full blocks by bytes: the k waits of a block are 1, 2, ..., k intervals, and one in 6000 is cut short
    expect(expectedBlock(1000, 10, 60_000, 1000).waitMs).toBeCloseTo(11 / 2, 2);
  });

  it('is exact at two transactions a block', () => {
    // M is 1 with chance f = 1 - e^-a: wait = 2 f / (2 r (1 + f))
    const filled = 1 - Math.exp(-1.5);
    const block = expectedBlock(2, NONE, 1500, 1);
    expect(block.blockTransactions).toBeCloseTo(1 + filled, 9);
    expect(block.waitMs).toBeCloseTo((1000 * filled) / (1 + filled), 6);
  });

  it('is exact where two fit into a block', () => {
    // N mod 2 is 1 with chance (1 - e^-2u) / 2, which from 0 to a integrates to a / 2 - (1 - e^-2a) / 4
    for (const a of [0.5, 3, 40]) {
      const { waitMs } = expectedBlock(100, 2, 1000, a);
      expect(waitMs).toBeCloseTo((1000 / a) * ((a + a / 2 - (1 - Math.exp(-2 * a)) / 4) / (1 + a)), 6);
    }
  });

  // Low, around the change of method at 12 arrivals in a timeout, and with many of them.
  it.each([
    [60, 1000, 3],
    [60, 1000, 11.9],
    [60, 1000, 12.1],
    [60, 2000, 100],
    [60, 10_000, 150],
  ])('has a slope that nowhere jumps: %d transactions, %d ms, %d tps', (count, timeoutMs, rateTps) => {
    const step = 1e-3;
    const at = (fit: number) => expectedBlock(count, fit, timeoutMs, rateTps);
    const bend = (a: number, b: number, c: number) => Math.abs(c - 2 * b + a) / (step * b);
    let greatest = 0;
    for (let fit = 1; fit < 61; fit += step) {
      const [a, b, c] = [at(fit), at(fit + step), at(fit + 2 * step)];
      greatest = Math.max(greatest, bend(a.waitMs, b.waitMs, c.waitMs));
      greatest = Math.max(greatest, bend(a.blockTransactions, b.blockTransactions, c.blockTransactions));
    }
    // Relative slopes are up to 1; a smooth curve changes them by about the step.
    expect(greatest).toBeLessThan(0.01);
  });

  it('goes without a jump from what is too large for a block to one in each', () => {
    for (let fit = 0; fit < 1.1; fit += 0.001) {
      const [a, b] = [expectedBlock(100, fit, 1000, 20), expectedBlock(100, fit + 0.001, 1000, 20)];
      expect(Math.abs(b.waitMs - a.waitMs)).toBeLessThan(0.1);
    }
    expect(expectedBlock(100, 0, 1000, 20)).toEqual({ waitMs: 0, blockTransactions: 1 });
    // Each waits for the next, and the last of a cycle for the timer: the timeout in all, of 1 + 20.
    expect(expectedBlock(100, 1, 1000, 20).waitMs).toBeCloseTo(1000 / 21, 9);
  });
});

describe('transactions of different sizes', () => {
  // Sizes around 1 with a standard deviation of 0.1 add up to one of 0.3 and more over a block.
  it.each([10.1, 10.9, 37.4])('make blocks of half a transaction less than %d that fit', (fit) => {
    const random = seededRandom(5);
    const arrivals = arrivalsOf('poisson', ARRIVALS, 100).map(({ atMs }) => ({
      atMs,
      bytes: 1 + 0.1 * random.normal(),
    }));
    const limits = { maxMessageCount: 1000, preferredMaxBytes: fit, batchTimeoutMs: 2000 };
    const seen = figuresOf(simulateRaft(arrivals, limits));
    const told = expectedBlock(1000, fit - 0.5, 2000, 100);
    expect(Math.abs(deviation(told.waitMs, seen.waitMs))).toBeLessThan(0.01);
    expect(Math.abs(deviation(told.blockTransactions, seen.blockTransactions))).toBeLessThan(0.01);
  });
});

describe('the closed forms', () => {
  it('stay finite and within what limits and timers allow, wherever they are asked', () => {
    const random = seededRandom(11);
    const between = (least: number, most: number) => least * (most / least) ** random.next();
    for (let n = 0; n < 20_000; n += 1) {
      const [count, fit] = [Math.round(between(1, 10_000)), between(0.2, 20_000)];
      const [timeoutMs, rateTps] = [between(1, 60_000), between(0.1, 10_000)];
      for (const { waitMs, blockTransactions } of [
        expectedBlock(count, fit, timeoutMs, rateTps),
        expectedBftBlock(count, fit, timeoutMs, rateTps, 5),
      ]) {
        expect(waitMs).toBeGreaterThanOrEqual(0);
        expect(waitMs).toBeLessThanOrEqual(1.000001 * timeoutMs + 5);
        expect(blockTransactions).toBeGreaterThan(0.999999);
        // Between the two, part of the blocks are those of the other.
        const most = fit < count - 1 ? Math.max(1, fit) : count;
        expect(blockTransactions).toBeLessThanOrEqual(1.000001 * most);
      }
    }
  });
});
