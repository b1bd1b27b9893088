import { describe, expect, it } from 'vitest';
import { simulatedBlocks, type SimulatedChannel } from '../apply/canary/simulated-channel.fixture.js';
import type { IntervalPrediction } from '../domain/prediction.js';
import type { Expect } from './champion-expectation.js';
import { judgeLive } from './drift-figures.js';
import { WindowCutter, type LiveWindow } from './drift-windows.js';

const usual: LiveWindow = {
  transactions: 600,
  offeredRateTps: 60,
  throughputTps: 60,
  latencyMeanMs: 100,
  latencyP95Ms: 200,
  impossibleShare: 0,
};

/** A champion that expects what it is given, a tenth up or down, whatever the rate up to 100 tps. */
function championOf({
  latencyMeanMs,
  latencyP95Ms,
}: {
  readonly latencyMeanMs: number;
  readonly latencyP95Ms: number;
}): Expect {
  const around = (value: number) => ({ low: value * 0.9, high: value * 1.1 });
  return (rate) => {
    if (rate > 100) return { kind: 'unknown', reason: 'too fast' };
    const prediction: IntervalPrediction = {
      throughputTps: rate,
      latencyMeanMs,
      latencyP95Ms,
      interval90: {
        throughputTps: around(rate),
        latencyMeanMs: around(latencyMeanMs),
        latencyP95Ms: around(latencyP95Ms),
      },
    };
    return { kind: 'expected', prediction };
  };
}
const champion = championOf({ latencyMeanMs: 100, latencyP95Ms: 200 });

/** Windows of which the last `count` have other figures. */
function windows(count: number, changes: Partial<LiveWindow>): LiveWindow[] {
  return Array.from({ length: 5 }, (_, index) => (index >= 5 - count ? { ...usual, ...changes } : usual));
}

describe('live figures against a champion', () => {
  it('are drift where all windows but one lie clearly beyond the same end of an interval', () => {
    const verdict = judgeLive(windows(4, { latencyMeanMs: 130 }), champion);
    expect(verdict).toMatchObject({
      kind: 'judged',
      drift: "mean latency is 130 ms, above the champion's 90 to 110 ms in 4 of 5 windows",
      live: { windows: 5, offeredRateTps: 60 },
    });
    const faster = judgeLive(windows(5, { latencyP95Ms: 150 }), champion);
    expect(faster).toMatchObject({ drift: expect.stringContaining('below the champion') });
  });

  it.each([
    ['three windows', windows(3, { latencyMeanMs: 1000 })],
    ['what is beyond an end by less than a tenth', windows(5, { latencyMeanMs: 120 })],
    [
      'windows on both sides',
      windows(5, {}).map((window, i) => ({ ...window, latencyMeanMs: i % 2 ? 50 : 200 })),
    ],
    [
      'windows of different figures',
      windows(5, {}).map((window, i) =>
        i % 2 ? { ...window, latencyMeanMs: 200 } : { ...window, latencyP95Ms: 400 },
      ),
    ],
  ])('are no drift because of %s', (_, given) => {
    const verdict = judgeLive(given, champion);
    expect(verdict.kind).toBe('judged');
    expect(verdict).not.toHaveProperty('drift');
  });

  it.each([
    ['too few transactions', { transactions: 29 }, 'fewer than 30 transactions in a window'],
    ['a rate that the champion does not know', { offeredRateTps: 120 }, 'too fast'],
    ['clocks that are wrong', { impossibleShare: 0.2 }, '20 % of the transactions say'],
  ])('are not compared with %s', (_, changes, reason) => {
    const verdict = judgeLive(windows(2, { ...changes, latencyMeanMs: 1000 }), champion);
    expect(verdict).toEqual({
      kind: 'not-judged',
      reason: expect.stringMatching(new RegExp(`^3 of at least 4 windows could be compared; ${reason}`)),
    });
  });

  it('cry no wolf on simulated traffic under the model, and notice latencies that doubled', () => {
    const channel: SimulatedChannel = {
      rateTps: 40,
      maxMessageCount: 100,
      batchTimeoutMs: 500,
      hiccupEveryMs: 20_000,
      hiccupMs: 400,
    };
    const watches = Array.from({ length: 20 }, (_, seed) => watched(channel, seed + 1));
    const all = watches.flat();
    const knowing = championOf({
      latencyMeanMs: meanOf(all, ({ latencyMeanMs }) => latencyMeanMs),
      latencyP95Ms: meanOf(all, ({ latencyP95Ms }) => latencyP95Ms),
    });
    const verdicts = watches.map((each) => judgeLive(each, knowing));
    expect(verdicts.filter((verdict) => 'drift' in verdict)).toEqual([]);
    const slower = watches.map((_, seed) =>
      judgeLive(watched({ ...channel, batchTimeoutMs: 1050 }, seed + 1), knowing),
    );
    expect(slower.filter((verdict) => 'drift' in verdict)).toHaveLength(20);
  });
});

describe('windows of live transactions', () => {
  it('say what was offered and committed, and count no block by halves', () => {
    // Blocks of 500 transactions every other second: a window of 10 s could hold 4 to 6 of them.
    const cutter = new WindowCutter(10_000);
    for (let block = 0; block < 26; block += 1)
      cutter.add({
        number: block,
        kind: 'transactions',
        committedMs: block * 2000,
        transactions: Array.from({ length: 500 }, (_, i) => ({
          id: `${block}-${i}`,
          createdMs: block * 2000 - 2000 + i * 4,
          valid: true,
        })),
      });
    cutter.end();
    expect(cutter.windows).toHaveLength(5);
    for (const window of cutter.windows) {
      expect(window.throughputTps).toBeCloseTo(250, 5);
      expect(window.offeredRateTps).toBeCloseTo(250, 5);
      // From 4 to 2,000 ms, evenly.
      expect(window.latencyMeanMs).toBe(1002);
    }
  });

  it('leave out what does not last', () => {
    const cutter = new WindowCutter(10_000);
    for (const committedMs of [0, 2000, 4000])
      cutter.add({
        number: committedMs,
        kind: 'transactions',
        committedMs,
        transactions: [{ id: String(committedMs), createdMs: committedMs - 100, valid: true }],
      });
    cutter.end();
    expect(cutter.windows).toEqual([]);
  });
});

function watched(channel: SimulatedChannel, seed: number): LiveWindow[] {
  const cutter = new WindowCutter(12_000);
  for (const block of simulatedBlocks(channel, 60_000, seed)) cutter.add(block);
  cutter.end();
  return cutter.windows;
}

function meanOf(all: readonly LiveWindow[], value: (window: LiveWindow) => number | undefined): number {
  return all.reduce((sum, window) => sum + (value(window) ?? NaN), 0) / all.length;
}
