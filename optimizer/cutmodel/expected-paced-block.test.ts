import { describe, expect, it } from 'vitest';
import { seededRandom } from '../domain/random.js';
import { expectedBlock } from './expected-block.js';
import { expectedPacedBftBlock, expectedPacedBlock } from './expected-paced-block.js';
import { arrivalsOf, deviation, figuresOf, simulateBft, simulateRaft } from './orderer-simulation.fixture.js';

const ARRIVALS = 200_000;
const NONE = 1e6;

type Limits = [count: number, fit: number, timeoutMs: number, rateTps: number];

describe('with even arrivals a block is as simulated', () => {
  it.each<[string, Limits]>([
    ['each by itself', [1, NONE, 1000, 100]],
    ['count', [10, NONE, 1000, 100]],
    ['count, reached with the timer', [101, NONE, 1000, 100]],
    ['timer', [102, NONE, 1000, 100]],
    ['timer', [500, NONE, 123, 31]],
    ['timer, hardly two', [500, NONE, 40, 20]],
    ['bytes', [500, 7, 1000, 100]],
    ['bytes', [500, 1, 103, 31]],
    ['bytes and timer', [500, 60, 1000, 100]],
    ['count and bytes', [11, 10, 2000, 100]],
  ])('under Raft, %s: %j', (_, [count, fit, timeoutMs, rateTps]) => {
    const limits = { maxMessageCount: count, preferredMaxBytes: fit, batchTimeoutMs: timeoutMs };
    const seen = figuresOf(simulateRaft(arrivalsOf('paced', ARRIVALS, rateTps), limits));
    const told = expectedPacedBlock(count, fit, timeoutMs, rateTps);
    expect(Math.abs(deviation(told.waitMs, seen.waitMs))).toBeLessThan(0.001);
    expect(Math.abs(deviation(told.blockTransactions, seen.blockTransactions))).toBeLessThan(0.001);
  });

  it('counts an arrival in the moment of the timer, however its time was rounded', () => {
    // 0.29 a ms for 100 ms are 28.999999999999996 in floating point
    expect(expectedPacedBlock(30, NONE, 100, 290).blockTransactions).toBe(30);
  });

  // Timeouts that are no multiple of the interval, so that every place of the arrivals comes by.
  it.each<[string, Limits, number]>([
    ['each by itself', [1, NONE, 50, 20], 0],
    ['count', [10, NONE, 1000, 100], 15],
    ['timer', [100, NONE, 50.1234, 100], 15],
    ['timer, mostly empty pools', [100, NONE, 10.1234, 20], 7],
    ['bytes', [100, 7, 1000, 100], 15],
    ['count and bytes', [11, 10, 2000, 100], 0],
  ])('under SmartBFT, %s: %j', (_, [count, fit, timeoutMs, rateTps], decisionMs) => {
    const seen = figuresOf(
      simulateBft(arrivalsOf('paced', ARRIVALS, rateTps), {
        maxMessageCount: count,
        absoluteMaxBytes: fit + 0.5,
        requestBatchMaxIntervalMs: timeoutMs,
        decisionMs,
      }),
    );
    const told = expectedPacedBftBlock(count, fit, timeoutMs, rateTps, decisionMs);
    expect(Math.abs(deviation(told.waitMs, seen.waitMs))).toBeLessThan(0.02);
    expect(Math.abs(deviation(told.blockTransactions, seen.blockTransactions))).toBeLessThan(0.02);
  });
});

describe('arrivals that were sent at even intervals and delayed by 0 to some 100 ms', () => {
  it.each<[string, Limits]>([
    ['even', [51, NONE, 1000, 50]],
    ['random', [100, NONE, 100, 100]],
  ])('are as if %s: %j', (nearer, limits) => {
    const [count, fit, timeoutMs, rateTps] = limits;
    const random = seededRandom(5);
    const delayed = arrivalsOf('paced', ARRIVALS, rateTps)
      .map(({ atMs, bytes }) => ({ atMs: atMs + 40 * Math.abs(random.normal()), bytes }))
      .toSorted((a, b) => a.atMs - b.atMs);
    const seen = figuresOf(
      simulateRaft(delayed, { maxMessageCount: count, preferredMaxBytes: fit, batchTimeoutMs: timeoutMs }),
    );
    const off = (told: { waitMs: number }) => Math.abs(deviation(told.waitMs, seen.waitMs));
    const [even, atRandom] = [off(expectedPacedBlock(...limits)), off(expectedBlock(...limits))];
    expect(Math.min(even, atRandom)).toBeLessThan(0.02);
    expect(even < atRandom ? 'even' : 'random').toBe(nearer);
  });
});
