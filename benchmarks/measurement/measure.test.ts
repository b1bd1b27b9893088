import { describe, expect, it } from 'vitest';
import type { RawTransaction } from '../../optimizer/domain/ports.js';
import { measure } from './measure.js';
import { overloaded, roundOf, steady } from './rounds.fixture.js';
import { toSamples } from './samples.js';

const window = { warmupS: 1, minS: 4, maxS: 4 };

function measured(transactions: RawTransaction[], sendRateTps = 60, sendingEndedMs = 20_000) {
  const result = measure(roundOf(transactions, sendingEndedMs), window, { sendRateTps });
  if (result.kind !== 'measured') throw new Error(result.reason.message);
  return { ...result.measurement, ...result.quality };
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
    const transactions = [10, 20, 30, 40].map((latency, index) => ({
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
    const result = measured([failed, ...steady(100, 100, 6), failed], 100);
    expect(result.failed).toBe(2);
    expect(result.failedByReason).toEqual({ 'EndorseError: no': 2 });
    expect(result.throughputTps).toBe(100);
  });

  it.each([
    { blockEveryMs: 50, windowS: 3.95 }, // the block that begins where the window closes is not judged
    { blockEveryMs: 450, windowS: 3.6 }, // from 1.35 to 4.95 s
    { blockEveryMs: 1200, windowS: 3.6 }, // from 1.2 to 4.8 s
    { blockEveryMs: 2000, windowS: 4 }, // one whole block is too few: from 1 to 5 s
  ])(
    'reads a steady 60 tps as 60 under blocks of $blockEveryMs ms, although whole blocks fall into or out of the window',
    ({ blockEveryMs, windowS }) => {
      // Blocks of 1.2 s that commit in the window, naively: 4 x 72 / 4 = 72 tps.
      const result = measured(steady(60, blockEveryMs, 8));
      expect(result.throughputTps).toBeCloseTo(60, 9);
      expect(result.achievedRateTps).toBeCloseTo(60, 9);
      expect(result.windowS).toBeCloseTo(windowS, 9);
      expect(result).toMatchObject({
        succeeded: Math.round(60 * windowS),
        queueGrowth: 0,
        saturated: false,
        generatorLimited: false,
      });
    },
  );

  it('takes whole blocks, wherever the window cuts through one', () => {
    // 72 transactions wait 1200, 1183.3, ... 16.7 ms for their block; from 1 to 5 s the mean would be 580 ms.
    const result = measured(steady(60, 1200, 8));
    expect(result.latencyMeanMs).toBeCloseTo(1200 - (71 / 2) * (1000 / 60), 6);
    expect(result.blocks).toBe(3);
  });

  it('counts the same transactions when each is a few milliseconds early or late', () => {
    const jittered = (sign: number) =>
      steady(60, 450, 8).map((transaction) => ({
        ...transaction,
        createdMs: transaction.createdMs + sign * 7,
      }));
    expect([measured(jittered(1)).succeeded, measured(jittered(-1)).succeeded]).toEqual([216, 216]);
  });

  it('reads the rate that an overloaded network commits at, not the one it is offered', () => {
    const result = measured(overloaded(120, 80, 8), 120);
    // Each second of load takes 1.5 s to commit.
    expect(result.queueGrowth).toBeCloseTo(0.5, 2);
    expect(result.throughputTps).toBeCloseTo(80, 0);
    expect(result.windowS).toBeCloseTo(5.875, 2); // 3.917 s of whole blocks, of 1.5 s each to commit
    expect(result.saturated).toBe(true);
    expect(result.achievedRateTps).toBeCloseTo(120, 9);
  });

  it('holds its throughput, its successes and its time together', () => {
    for (const result of [measured(overloaded(120, 80, 8), 120), measured(steady(60, 450, 8))])
      expect(result.throughputTps * result.windowS).toBeCloseTo(result.succeeded, 9);
  });

  it('adds reads, which come without a block and queue nowhere', () => {
    const reads = Array.from({ length: 400 }, (_, index) => ({
      createdMs: index * 20,
      finishedMs: index * 20 + 5,
    }));
    const result = measured([...overloaded(120, 80, 8), ...reads], 170);
    expect(result.throughputTps).toBeCloseTo(80 + 50, 0);
  });

  it('ends the window where the sending ended', () => {
    expect(measured(steady(60, 50, 8), 60, 3000)).toMatchObject({
      windowS: expect.closeTo(1.95, 9),
      succeeded: 117,
      throughputTps: expect.closeTo(60, 9),
    });
  });

  it('says when the generator fell more than 3 % short, and not for one transaction', () => {
    expect(measured(steady(57, 50, 8), 60)).toMatchObject({ generatorLimited: true });
    expect(measured(steady(59, 50, 8), 60)).toMatchObject({ generatorLimited: false });
    expect(measured(steady(10, 50, 8).slice(0, -31), 10)).toMatchObject({
      generatorLimited: false,
    });
    expect(measured(steady(10, 50, 8).slice(0, -33), 10)).toMatchObject({
      generatorLimited: true,
    });
  });

  it('gives a failed round, with the commonest reason, when nothing succeeded', () => {
    const failures = ['a', 'b', 'b'].map((failure) => ({ createdMs: 2000, finishedMs: 2100, failure }));
    expect(measure(roundOf(failures, 9000), window, { sendRateTps: 1 })).toEqual({
      kind: 'failed',
      reason: { code: 'ALL_FAILED', message: 'all 3 transactions failed, most of them with: b' },
    });
  });

  it('gives a failed round when nothing was sent inside the window', () => {
    const early = [{ createdMs: 0, finishedMs: 5, block: 1 }];
    expect(measure(roundOf(early, 9000), window, { sendRateTps: 60 })).toMatchObject({
      kind: 'failed',
      reason: { code: 'NOTHING_SENT' },
    });
  });
});

it('keeps raw times with the reason of each failure', () => {
  const raw = {
    ...roundOf(
      [
        { createdMs: 105, finishedMs: 110, endorsedMs: 107, block: 7 },
        { createdMs: 106, finishedMs: 109, failure: 'x' },
      ],
      200,
    ),
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
    endorseMs: [2, -1],
  });
});
