import { describe, expect, it } from 'vitest';
import { measuredRound } from '../../dataset/round.fixture.js';
import type { Inside, Quality } from '../../domain/inside.js';
import type { MeasuredRound, Sweep } from '../../domain/round.js';
import { sweepInput } from '../sweep.fixture.js';
import { bestAtEachRate, blockSizeOf, capacityRows, cutsOf, idleSettings, saturationOf } from './findings.js';
import { viewOf } from './points.js';

const QUALITY: Quality = {
  endedBy: 'length',
  opensMs: 500,
  closesMs: 5500,
  batches: 20,
  queueGrowth: 0,
  saturated: false,
  generatorLimited: false,
  attempts: 1,
};

interface Given {
  readonly count: number;
  readonly timeoutMs?: number;
  readonly rate: number;
  readonly latency: number;
  readonly throughput?: number;
  readonly quality?: Partial<Quality>;
  readonly cuts?: Partial<Record<'count' | 'timeout', number>>;
  readonly size?: number;
  readonly replicate?: number;
}

function insideOf({ cuts, size = 5 }: Given): { inside?: Inside } {
  if (!cuts) return {};
  const cutBy = { count: 0, bytes: 0, timeout: 0, config: 0, ...cuts };
  const blocks = { transactionsMean: size, transactionsMax: 9, bytesMean: 1, bytesMax: 2, cutBy };
  return { inside: { blocks, problems: [] } };
}

function roundOf(given: Given): MeasuredRound {
  const { count, timeoutMs = 250, rate, latency, throughput = rate, replicate = 1 } = given;
  return {
    ...measuredRound({
      sendRateTps: rate,
      replicate,
      settings: { maxMessageCount: count, batchTimeoutMs: timeoutMs },
      measurement: { latencyMeanMs: latency, throughputTps: throughput },
    }),
    ...(given.quality ? { quality: { ...QUALITY, ...given.quality } } : {}),
    ...insideOf(given),
  };
}

const SWEEP: Sweep = { ...sweepInput({ settings: [{}], sendRateTps: [60] }).sweep, id: 'sweep', rounds: [] };
const viewOfRounds = (given: readonly Given[]) => viewOf(SWEEP, given.map(roundOf));

describe('bestAtEachRate', () => {
  it('takes the lowest latency of those that sustained the rate', () => {
    const view = viewOfRounds([
      { count: 10, rate: 60, latency: 50 },
      { count: 20, rate: 60, latency: 40 },
      // Lower still, but 94 % of 60 tps; 95 % is enough.
      { count: 30, rate: 60, latency: 10, throughput: 56.4 },
      { count: 40, rate: 60, latency: 45, throughput: 57 },
      // Lost transactions, though its queue did not grow.
      { count: 50, rate: 60, latency: 5, throughput: 50, quality: {} },
      { count: 10, rate: 90, latency: 20, quality: { saturated: true } },
      { count: 20, rate: 90, latency: 30, quality: { generatorLimited: true } },
    ]);
    const [at60, at90] = bestAtEachRate(view);
    expect(at60).toMatchObject({ label: '60', sustained: 3, measured: 5 });
    expect(at60?.best?.settings.maxMessageCount).toBe(20);
    expect(at60?.next?.settings.maxMessageCount).toBe(40);
    expect(at90).toMatchObject({ label: '90', sustained: 0, measured: 2, best: undefined });
  });

  it('puts many rates together into bands', () => {
    const rates = Array.from({ length: 40 }, (_, index) => 21 + 2 * index);
    const bands = bestAtEachRate(viewOfRounds(rates.map((rate) => ({ count: 10, rate, latency: rate }))));
    expect(bands.length).toBeLessThan(20);
    expect(bands.flatMap(({ rates: own }) => own)).toEqual(rates);
    expect(bands[0]?.best?.rateTps).toBe(21);
  });
});

describe('saturationOf', () => {
  it('finds the first rate and the one from which every point saturates', () => {
    const view = viewOfRounds([
      { count: 10, rate: 60, latency: 1, quality: {} },
      { count: 20, rate: 60, latency: 1, quality: {} },
      { count: 10, rate: 90, latency: 1, quality: { saturated: true } },
      { count: 20, rate: 90, latency: 1, quality: {} },
      { count: 10, rate: 120, latency: 1, quality: { saturated: true } },
      { count: 20, rate: 120, latency: 1, quality: { saturated: true } },
    ]);
    const { firstRateTps, first, allFromTps, count } = saturationOf(view);
    expect({ firstRateTps, allFromTps, count }).toEqual({ firstRateTps: 90, allFromTps: 120, count: 3 });
    expect(first.map(({ settings }) => settings.maxMessageCount)).toEqual([10]);
  });

  it('goes by throughput where older rounds do not say', () => {
    const view = viewOfRounds([
      { count: 10, rate: 60, latency: 1 },
      { count: 10, rate: 100, latency: 1, throughput: 94 },
    ]);
    expect(saturationOf(view)).toMatchObject({ firstRateTps: 100, allFromTps: 100 });
  });

  it('finds none where all kept up', () => {
    const view = viewOfRounds([{ count: 10, rate: 60, latency: 1, quality: {} }]);
    expect(saturationOf(view)).toMatchObject({ firstRateTps: undefined, allFromTps: undefined, count: 0 });
  });

  it('calls a point saturated if at least half of its rounds are', () => {
    const given = [true, false, false].map((saturated, index) => ({
      ...{ count: 10, rate: 60, latency: 1, replicate: index + 1, quality: { saturated } },
    }));
    expect(saturationOf(viewOfRounds(given)).count).toBe(0);
    expect(saturationOf(viewOfRounds(given.slice(0, 2))).count).toBe(1);
  });
});

describe('capacityRows', () => {
  it('tells the highest sustained rate and the most that came through above it', () => {
    const view = viewOfRounds([
      { count: 10, rate: 60, latency: 1 },
      { count: 10, rate: 90, latency: 1, throughput: 71 },
      { count: 10, rate: 120, latency: 1, throughput: 69 },
      { count: 20, rate: 60, latency: 1 },
    ]);
    const rows = capacityRows(view).map(({ point, ...rest }) => ({
      count: point.settings.maxMessageCount,
      ...rest,
    }));
    expect(rows).toEqual([
      { count: 10, sustainedTps: 60, nextRateTps: 90, capacityTps: 71 },
      { count: 20, sustainedTps: 60, nextRateTps: undefined, capacityTps: undefined },
    ]);
  });
});

describe('cutsOf and blockSizeOf', () => {
  it('add up blocks and weigh sizes by them', () => {
    const rounds = [
      roundOf({ count: 10, rate: 60, latency: 1, cuts: { count: 30, timeout: 10 }, size: 9 }),
      roundOf({ count: 10, rate: 60, latency: 1, cuts: { timeout: 10 }, size: 4 }),
      roundOf({ count: 10, rate: 60, latency: 1 }),
    ];
    expect(cutsOf(rounds)).toEqual({ count: 30, bytes: 0, timeout: 20, config: 0 });
    // (40 * 9 + 10 * 4) / 50
    expect(blockSizeOf(rounds)).toBe(8);
    expect(cutsOf(rounds.slice(2))).toBeUndefined();
    expect(blockSizeOf(rounds.slice(2))).toBeUndefined();
  });
});

describe('idleSettings', () => {
  it('counts the groups of points alike in all else that a setting never cut', () => {
    const view = viewOfRounds([
      { count: 10, timeoutMs: 100, rate: 60, latency: 1, cuts: { count: 5 } },
      { count: 10, timeoutMs: 900, rate: 60, latency: 1, cuts: { count: 5 } },
      { count: 90, timeoutMs: 100, rate: 60, latency: 1, cuts: { timeout: 5 } },
      { count: 90, timeoutMs: 900, rate: 60, latency: 1, cuts: { count: 5 } },
    ]);
    expect(idleSettings(view)).toEqual([
      { name: 'maxMessageCount', cause: 'count', idle: 0, groups: 2 },
      { name: 'batchTimeoutMs', cause: 'timeout', idle: 1, groups: 2 },
    ]);
  });
});
