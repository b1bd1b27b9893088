import { describe, expect, it } from 'vitest';
import type { RawRound, RawTransaction } from '../optimizer/domain/ports.js';
import { measure, percentile, toSamples } from './measure.js';

const window = { warmupS: 1, minS: 4, maxS: 4 };
const batchTimeoutMs = 2000;

function roundOf(transactions: RawTransaction[]): RawRound {
  return { startedMs: 0, sendingEndedMs: transactions.at(-1)?.createdMs ?? 0, transactions, workers: [] };
}

/** Arrivals every 1000/rate ms for `seconds`, committed at the end of each block period. */
function steady(rateTps: number, blockEveryMs: number, seconds: number): RawTransaction[] {
  return Array.from({ length: rateTps * seconds }, (_, index) => {
    const createdMs = (index * 1000) / rateTps;
    const block = Math.floor(createdMs / blockEveryMs);
    return { createdMs, finishedMs: (block + 1) * blockEveryMs, block };
  });
}

function measured(transactions: RawTransaction[]) {
  const result = measure(roundOf(transactions), window, { batchTimeoutMs });
  if (result.kind !== 'measured') throw new Error(result.reason.message);
  return result.measurement;
}

describe('measure', () => {
  it('leaves the warm-up and what comes after the window out', () => {
    const slowBefore = { createdMs: 0, finishedMs: 900, block: 1 };
    const inside = { createdMs: 2000, finishedMs: 2010, block: 2 };
    const slowAfter = { createdMs: 5000, finishedMs: 9000, block: 3 };
    expect(measured([slowBefore, inside, slowAfter])).toMatchObject({
      latencyMeanMs: 10,
      succeeded: 1,
      failed: 0,
    });
  });

  it('takes the mean and nearest-rank percentiles of the transactions created inside', () => {
    const latencies = [10, 20, 30, 40];
    const transactions = latencies.map((latency, index) => ({
      createdMs: 1500 + index,
      finishedMs: 1500 + index + latency,
      block: 1,
    }));
    expect(measured(transactions)).toMatchObject({
      latencyMeanMs: (10 + 20 + 30 + 40) / 4,
      latencyP50Ms: 20,
      latencyP95Ms: 40,
      latencyP99Ms: 40,
    });
  });

  it('counts only successes into the throughput, and failures by reason', () => {
    const failed = { createdMs: 1100, finishedMs: 1200, failure: 'EndorseError: no' };
    const result = measured([failed, ...steady(100, 100, 6), failed]);
    expect(result.failed).toBe(2);
    expect(result.failedByReason).toEqual({ 'EndorseError: no': 2 });
    expect(result.throughputTps).toBeCloseTo(100, 6);
  });

  it('reads a steady 60 tps as 60 although whole blocks fall into or out of the window', () => {
    // Commits every 0.45 s from 1.35 to 4.95 s: naively 9 x 27 / 4 = 60.75 tps.
    expect(measured(steady(60, 450, 8))).toMatchObject({
      throughputTps: expect.closeTo(60, 6),
      windowS: expect.closeTo(3.6, 6),
      blocks: 9,
    });
  });

  it('reads a steady 60 tps as 60 although long blocks leave few commits, and one of them is late', () => {
    // Commits at 1.2, 2.4, 3.6 and 4.8 s: naively 4 x 72 / 4 = 72 tps.
    expect(measured(steady(60, 1200, 8))).toMatchObject({ throughputTps: 60, windowS: 4, blocks: 4 });
    // The first of them 250 ms late: from commit to commit it would be 3 x 72 / 3.35 = 64.5 tps.
    const late = steady(60, 1200, 8).map((transaction) =>
      transaction.block === 0 ? { ...transaction, finishedMs: 1450 } : transaction,
    );
    expect(measured(late).throughputTps).toBe(60);
  });

  it('counts commits when they come late: a queue hides behind two blocks', () => {
    // Created at 60 tps, committed in two blocks of 40, each transaction 6 s late.
    const late = steady(60, 100, 8).map((transaction, index) => ({
      ...transaction,
      finishedMs: index < 40 ? 2000 : index < 80 ? 4000 : 20_000,
      block: Math.floor(index / 40),
    }));
    expect(measured(late)).toMatchObject({ throughputTps: 80 / 4, blocks: 2 });
  });

  it('adds reads, which come without a block, over the whole window', () => {
    const reads = Array.from({ length: 40 }, (_, index) => ({
      createdMs: 1000 + index * 100,
      finishedMs: 1005 + index * 100,
    }));
    expect(measured([...steady(60, 500, 8), ...reads]).throughputTps).toBeCloseTo(60 + 40 / 4, 6);
  });

  it('gives a failed round, with the commonest reason, when nothing succeeded', () => {
    const failures = ['a', 'b', 'b'].map((failure) => ({ createdMs: 2000, finishedMs: 2100, failure }));
    expect(measure(roundOf(failures), window, { batchTimeoutMs })).toEqual({
      kind: 'failed',
      reason: { code: 'ALL_FAILED', message: 'all 3 transactions failed, most of them with: b' },
    });
  });

  it('gives a failed round when nothing was sent inside the window', () => {
    expect(
      measure(roundOf([{ createdMs: 0, finishedMs: 5, block: 1 }]), window, { batchTimeoutMs }),
    ).toMatchObject({
      kind: 'failed',
      reason: { code: 'NOTHING_SENT' },
    });
  });
});

it('keeps raw times with the reason of each failure', () => {
  const raw = {
    ...roundOf([
      { createdMs: 105, finishedMs: 110, block: 7 },
      { createdMs: 106, finishedMs: 109, failure: 'x' },
    ]),
    startedMs: 100,
  };
  expect(toSamples('r', raw)).toEqual({
    id: 'r',
    originMs: 100,
    createdMs: [5, 6],
    latencyMs: [5, 3],
    block: [7, -1],
    failure: [0, 1],
    reasons: ['x'],
  });
});

it('takes percentiles by nearest rank', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => index + 1);
  expect([percentile(hundred, 0.5), percentile(hundred, 0.95), percentile([3], 0.99)]).toEqual([50, 95, 3]);
});
