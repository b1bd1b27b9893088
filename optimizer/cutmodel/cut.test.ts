import { describe, expect, it } from 'vitest';
import { expectedCut } from '../domain/block-cut.js';
import { cutOf, type CutConditions } from './cut.js';
import { arrivalsOf, deviation, figuresOf, simulateBft, simulateRaft } from './orderer-simulation.fixture.js';

const CONDITIONS: CutConditions = {
  consensus: 'raft',
  maxMessageCount: 100,
  batchTimeoutMs: 1000,
  orderedRateTps: 50,
};

describe('cutOf', () => {
  it('says which limit rules and how far the others lie above it', () => {
    // 100 by count, 1 + 50 by the timer, floor(300000 / 4000) = 75 by bytes
    const { by, margins } = cutOf({ ...CONDITIONS, preferredMaxBytes: 300_000, txBytes: 4000 });
    expect(by).toBe('timeout');
    expect(margins).toEqual({ count: 100 / 51, timeout: 1, bytes: 75 / 51 });
  });

  it('agrees with the rules of the domain on which limit rules', () => {
    const txBytes = 4000;
    for (const maxMessageCount of [1, 10, 51, 100, 1000]) {
      for (const preferredMaxBytes of [1000, 40_000, 204_000, 210_000, 2_000_000]) {
        for (const orderedRateTps of [0.1, 9, 50, 200]) {
          const settings = {
            maxMessageCount,
            preferredMaxBytes,
            batchTimeoutMs: 1000,
            absoluteMaxBytes: 1e7,
          };
          const { by, margins } = cutOf({ consensus: 'raft', ...settings, orderedRateTps, txBytes });
          expect(by).toBe(
            expectedCut(settings, { sendRateTps: orderedRateTps, txBytes, consensus: 'raft' }).by,
          );
          expect(margins[by]).toBe(1);
          expect(Math.min(...Object.values(margins))).toBe(1);
        }
      }
    }
  });

  it('knows no byte limit without both the limit and the size of a transaction', () => {
    const plain = cutOf(CONDITIONS);
    expect(plain.margins.bytes).toBe(Infinity);
    expect(cutOf({ ...CONDITIONS, txBytes: 4000 })).toEqual(plain);
    expect(cutOf({ ...CONDITIONS, preferredMaxBytes: 4096 })).toEqual(plain);
  });

  it('makes a transaction larger than preferredMaxBytes a block by itself at once', () => {
    const cut = cutOf({ ...CONDITIONS, preferredMaxBytes: 4000, txBytes: 4001 });
    expect(cut).toMatchObject({
      by: 'bytes',
      meanWaitMs: 0,
      p95WaitMs: 0,
      blockTransactions: 1,
      blocksPerS: 50,
    });
  });

  it('takes bytes from preferredMaxBytes under raft and from absoluteMaxBytes under bft', () => {
    const bytes = { preferredMaxBytes: 40_000, absoluteMaxBytes: 80_000, txBytes: 4000 };
    expect(cutOf({ ...CONDITIONS, ...bytes }).margins.timeout).toBeCloseTo(51 / 10, 9);
    expect(cutOf({ ...CONDITIONS, ...bytes, consensus: 'bft' }).margins.timeout).toBeCloseTo(50 / 20, 9);
    expect(cutOf({ ...CONDITIONS, ...bytes, consensus: 'bft' })).toEqual(
      cutOf({ ...CONDITIONS, ...bytes, preferredMaxBytes: 1, consensus: 'bft' }),
    );
  });

  it('lets a lonely transaction wait for the timer', () => {
    const quiet = { ...CONDITIONS, orderedRateTps: 0 };
    expect(cutOf(quiet)).toMatchObject({ by: 'timeout', blocksPerS: 0 });
    expect(cutOf(quiet).meanWaitMs).toBeCloseTo(1000, 3);
    expect(cutOf({ ...quiet, consensus: 'bft' }).meanWaitMs).toBeCloseTo(500, 3);
  });

  it.each([
    ['raft', 'poisson', 100, 7],
    ['raft', 'paced', 100, 7],
    ['raft', 'paced', 13, 1e6],
    ['raft', 'paced', 500, 60],
    ['raft', 'paced', 500, 1e6],
    ['bft', 'poisson', 100, 20],
    ['bft', 'paced', 13, 1e6],
    ['bft', 'paced', 100, 7],
    ['bft', 'paced', 500, 1e6],
  ] as const)('is as simulated: %s, %s, %d transactions, %d fit', (consensus, arrivals, count, fit) => {
    const [txBytes, orderedRateTps] = [1000, 100];
    const bytes = fit * txBytes + 500;
    const stream = arrivalsOf(arrivals, 200_000, orderedRateTps, txBytes);
    const seen = figuresOf(
      consensus === 'raft'
        ? simulateRaft(stream, { maxMessageCount: count, preferredMaxBytes: bytes, batchTimeoutMs: 987.6 })
        : simulateBft(stream, {
            maxMessageCount: count,
            absoluteMaxBytes: bytes,
            requestBatchMaxIntervalMs: 987.6,
            decisionMs: 12,
          }),
    );
    const told = cutOf({
      consensus,
      arrivals,
      maxMessageCount: count,
      batchTimeoutMs: 987.6,
      preferredMaxBytes: bytes,
      absoluteMaxBytes: bytes,
      txBytes,
      orderedRateTps,
      decisionMs: 12,
    });
    expect(Math.abs(deviation(told.meanWaitMs, seen.waitMs))).toBeLessThan(0.02);
    expect(Math.abs(deviation(told.blockTransactions, seen.blockTransactions))).toBeLessThan(0.02);
    expect(Math.abs(deviation(told.p95WaitMs, seen.p95WaitMs))).toBeLessThan(0.02);
    expect(deviation(told.blocksPerS, orderedRateTps / seen.blockTransactions)).toBeLessThan(0.02);
  });
});
