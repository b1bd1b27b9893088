import { describe, expect, it } from 'vitest';
import type { CanaryVerdict } from '../../domain/canary.js';
import type { Limit } from '../../domain/goal.js';
import type { IntervalPrediction } from '../../domain/prediction.js';
import { CanaryJudge } from './judge.js';
import { longRun, simulatedBlocks, type SimulatedChannel } from './simulated-channel.fixture.js';

const WATCH_MS = 60_000;

/** 40 tps, blocks of a quarter of a second. */
const steady: SimulatedChannel = { rateTps: 40, maxMessageCount: 500, batchTimeoutMs: 250 };
/** Every transaction a block of its own. */
const smallest: SimulatedChannel = { rateTps: 40, maxMessageCount: 1, batchTimeoutMs: 2000 };
const longBlocks: SimulatedChannel = { rateTps: 40, maxMessageCount: 500, batchTimeoutMs: 2000 };
/** A queue that is used to nine tenths: what is late now will be late for many seconds. */
const nearlyFull: SimulatedChannel = { ...smallest, rateTps: 45, blocksPerS: 50 };
/** A node stops for a second now and then. */
const hiccups: SimulatedChannel = { ...steady, hiccupEveryMs: 20_000, hiccupMs: 1000 };

interface Watched {
  readonly verdict: CanaryVerdict;
  readonly blocks: number;
}

function watched(
  channel: SimulatedChannel,
  limits: readonly Limit[],
  seed: number,
  prediction?: IntervalPrediction,
): Watched {
  const judge = new CanaryJudge(limits, prediction, 0);
  let blocks = 0;
  for (const block of simulatedBlocks(channel, WATCH_MS, seed)) {
    blocks += 1;
    const evidence = judge.block(block);
    if (evidence) return { verdict: judge.verdict(block.committedMs, evidence), blocks };
  }
  return { verdict: judge.verdict(WATCH_MS, 'over'), blocks };
}

function many(
  channel: SimulatedChannel,
  limits: readonly Limit[],
  runs: number,
  prediction?: IntervalPrediction,
): Watched[] {
  return Array.from({ length: runs }, (_, run) => watched(channel, limits, 1000 + run, prediction));
}

const brokenShare = (runs: readonly Watched[]): number =>
  runs.filter(({ verdict }) => verdict.verdict === 'broken').length / runs.length;
const at90Pct = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(0.9 * values.length)] ?? NaN;

const most = (figure: 'latencyP95Ms' | 'latencyMeanMs' | 'failedPct', value: number): Limit => ({
  figure,
  bound: '<=',
  value,
});
const least = (value: number): Limit => ({ figure: 'throughputTps', bound: '>=', value });

describe('false alarms, over whole watches, of settings exactly as good as the limits', () => {
  it.each([
    ['steady', steady],
    ['small blocks', smallest],
    ['long blocks', longBlocks],
    ['a queue nearly full', nearlyFull],
    ['hiccups', hiccups],
  ])('come in at most 1 %: %s', (_, channel) => {
    const { p95Ms, meanMs } = longRun(channel, 1);
    const limits = [most('latencyP95Ms', p95Ms), most('latencyMeanMs', meanMs)];
    expect(brokenShare(many(channel, limits, 150))).toBeLessThanOrEqual(0.01);
  });

  it('come in at most 1 % of failures as many as the limit allows', () => {
    const channel = { ...steady, failedShare: 0.02 };
    expect(brokenShare(many(channel, [most('failedPct', 2)], 150))).toBeLessThanOrEqual(0.01);
  });

  it('come in at most 1 % where just as much is offered and committed as the throughput asked, and with less', () => {
    const runs = [...many(steady, [least(40)], 70), ...many(longBlocks, [least(40)], 70)];
    expect(
      brokenShare([...runs, ...many(steady, [least(45)], 30), ...many(steady, [least(80)], 30)]),
    ).toBeLessThanOrEqual(0.01);
  });
});

describe('settings twice as bad as a limit', () => {
  it.each([
    ['latencyP95Ms', 'steady', steady, 12],
    ['latencyP95Ms', 'small blocks', smallest, 12],
    ['latencyP95Ms', 'long blocks', longBlocks, 18],
    ['latencyMeanMs', 'steady', steady, 30],
    ['latencyMeanMs', 'small blocks', smallest, 30],
  ] as const)('are found: %s, %s', (figure, _, channel, withinS) => {
    const { p95Ms, meanMs } = longRun(channel, 1);
    const runs = many(channel, [most(figure, (figure === 'latencyP95Ms' ? p95Ms : meanMs) / 2)], 40);
    expect(brokenShare(runs)).toBe(1);
    expect(at90Pct(runs.map(({ verdict }) => verdict.watchedS))).toBeLessThanOrEqual(withinS);
  });

  it('are found by their failures', () => {
    const runs = many({ ...steady, failedShare: 0.1 }, [most('failedPct', 5)], 40);
    expect(brokenShare(runs)).toBeGreaterThanOrEqual(0.9);
  });

  it('are found by a throughput of half of what is offered and asked', () => {
    const runs = many({ ...smallest, blocksPerS: 20 }, [least(38)], 40);
    expect(brokenShare(runs)).toBe(1);
    expect(runs[0]?.verdict.reason).toContain('throughputTps>=38 is broken');
  });
});

describe('the verdict', () => {
  it('names the block that completed the evidence, the figure and the limit', () => {
    const { verdict, blocks } = watched(steady, [most('latencyP95Ms', 100)], 1);
    expect(verdict).toMatchObject({ verdict: 'broken', evidenceBlock: 10 + blocks });
    expect(verdict.reason).toMatch(/^latencyP95Ms<=100 is broken: 2\d\d(\.\d+)? ms over \d+ transactions/);
    expect(verdict.latencyP95Ms).toBeGreaterThan(200);
  });

  it('is kept where the limits hold, with what was seen', () => {
    const limits = [most('latencyP95Ms', 400), least(30), most('failedPct', 1)];
    const { verdict } = watched(steady, limits, 1);
    expect(verdict).toMatchObject({ verdict: 'kept', watchedS: 60, failedPct: 0 });
    expect(verdict.throughputTps).toBeCloseTo(40, -1);
    expect(verdict.reason).toMatch(/show nothing against 3 of 3 limits and predicted figures$/);
  });

  it('says which throughput could not be judged, as too little was offered', () => {
    const { verdict } = watched(steady, [least(80)], 1);
    expect(verdict.verdict).toBe('kept');
    expect(verdict.reason).toMatch(
      /against 0 of 1 .*; not judged, as \d+(\.\d+)? tps came: throughputTps>=80/,
    );
  });

  it('is unseen with fewer than 30 transactions, and says how many came', () => {
    const { verdict } = watched({ ...steady, rateTps: 0.3 }, [], 1);
    expect(verdict.verdict).toBe('unseen');
    expect(verdict.reason).toMatch(/^\d+ transactions came within 60 s, 30 are needed .*--probe-rate/);
  });

  it('counts what has not filled a batch when the watch is over', () => {
    const judge = new CanaryJudge([most('failedPct', 0)], undefined, 0);
    const transactions = [{ id: 'a', createdMs: 10, valid: false }];
    judge.block({ number: 7, kind: 'transactions', committedMs: 20, transactions });
    expect(judge.verdict(500, 'over')).toMatchObject({
      verdict: 'broken',
      evidenceBlock: 7,
      failedPct: 100,
      transactions: 1,
    });
  });

  it('tells what was seen where the watch was interrupted', () => {
    const judge = new CanaryJudge([], undefined, 0);
    expect(judge.verdict(500, 'interrupted')).toEqual({
      verdict: 'interrupted',
      reason: 'the watch was interrupted',
      watchedS: 0.5,
      transactions: 0,
    });
  });
});

describe('a prediction', () => {
  const predicted = (meanHighMs: number, tps: number): IntervalPrediction => ({
    throughputTps: tps,
    latencyMeanMs: meanHighMs,
    interval90: {
      throughputTps: { low: 0.95 * tps, high: tps },
      latencyMeanMs: { low: 0.5 * meanHighMs, high: meanHighMs },
    },
  });

  it('is evidence where a figure is worse than its interval by more than a quarter', () => {
    const [broken, within, better] = [70, 130, 500].map((high) =>
      brokenShare(many(steady, [], 20, predicted(high, 40))),
    );
    expect(broken).toBe(1);
    expect(within).toBe(0);
    expect(better).toBe(0);
    expect(watched(steady, [], 1, predicted(70, 40)).verdict.reason).toMatch(
      /^latencyMeanMs is worse than predicted: .* expected latencyMeanMs<=87.5/,
    );
  });

  it('is not judged under another load than it was made for', () => {
    const { verdict } = watched(steady, [], 1, predicted(70, 400));
    expect(verdict.verdict).toBe('kept');
    expect(verdict.reason).toMatch(
      /not judged, as \d+(\.\d+)? tps came: the predicted latencyMeanMs, the predicted throughputTps$/,
    );
  });
});

describe('clocks of clients', () => {
  const shifted = (byMs: number): CanaryVerdict => {
    const judge = new CanaryJudge([most('latencyP95Ms', 400)], undefined, 0);
    for (const block of simulatedBlocks(steady, WATCH_MS, 1)) {
      const transactions = block.transactions.map((transaction) => ({
        ...transaction,
        createdMs: transaction.createdMs + byMs,
      }));
      const evidence = judge.block({ ...block, transactions });
      if (evidence) return judge.verdict(block.committedMs, evidence);
    }
    return judge.verdict(WATCH_MS, 'over');
  };

  it('that are an hour ahead are no reason for good figures', () => {
    expect(shifted(3_600_000)).toMatchObject({ verdict: 'unseen' });
    expect(shifted(3_600_000).reason).toMatch(/clocks of the clients differ.*created after their commit/);
  });

  it('that are an hour behind are no reason for bad figures', () => {
    expect(shifted(-3_600_000)).toMatchObject({ verdict: 'unseen', transactions: 0 });
    expect(shifted(-3_600_000).reason).toMatch(/clocks of the clients differ.*created before the watch/);
  });
});

describe('probes', () => {
  const afterProbes = (kinds: readonly ('committed' | 'lost' | 'unsent')[]): number => {
    const judge = new CanaryJudge([], undefined, 0);
    return kinds.findIndex((kind) =>
      judge.probe(kind === 'committed' ? { kind } : { kind, reason: 'no answer' }),
    );
  };

  it('are evidence when a few in a row are lost', () => {
    expect(afterProbes(Array.from({ length: 8 }, () => 'lost'))).toBeGreaterThanOrEqual(1);
  });

  it('count for nothing where nobody endorses them, neither for the change nor against it', () => {
    const unsent = Array.from({ length: 300 }, () => 'unsent' as const);
    expect(afterProbes(unsent)).toBe(-1);
    expect(afterProbes([...unsent, ...Array.from({ length: 8 }, () => 'lost' as const)])).toBeGreaterThan(
      300,
    );
  });

  it('are none when one in a hundred is lost', () => {
    expect(afterProbes(Array.from({ length: 600 }, (_, i) => (i % 100 === 50 ? 'lost' : 'committed')))).toBe(
      -1,
    );
  });
});
