import { describe, expect, it } from 'vitest';
import { expectedBftBlock } from '../../cutmodel/expected-bft-block.js';
import { expectedBlock } from '../../cutmodel/expected-block.js';
import type { ModelInput } from '../../dataset/columns.js';
import { seededRandom } from '../../domain/random.js';
import { columnsOf, type QueueLayout } from './queue-layout.js';
import { parametersOf } from './queue-parameters.js';
import { cutColumns } from './queue-response.js';
import { entry, PLAIN, responseTo, thetaWith } from './queue.fixture.js';

const POINT: ModelInput = { maxMessageCount: 100, batchTimeoutMs: 1000, sendRateTps: 50 };
const atRates = (rates: readonly number[], more: Partial<ModelInput> = {}) =>
  rates.map((sendRateTps) => ({ ...POINT, ...more, sendRateTps }));
const latencies = (...call: Parameters<typeof responseTo>) =>
  [...responseTo(...call).logLatency].map(Math.exp);
const throughputs = (...call: Parameters<typeof responseTo>) =>
  [...responseTo(...call).logThroughput].map(Math.exp);

describe('cutColumns', () => {
  const blocksOf = (point: Partial<ModelInput>, cap: number, layout: QueueLayout = PLAIN) => {
    const { waitMs, blockTransactions } = cutColumns(columnsOf(layout, [{ ...POINT, ...point }]), cap);
    return { waitMs: waitMs[0], blockTransactions: blockTransactions[0] };
  };
  const bft = { consensus: 'bft', preferredMaxBytes: 1000, absoluteMaxBytes: 20_000 } as const;

  it('cuts by the learnt cap where sizes are unknown, and by the known one where they are known', () => {
    expect(blocksOf({}, 30)).toEqual(expectedBlock(100, 30, 1000, 50));
    expect(blocksOf({ txBytes: 1000, preferredMaxBytes: 20_900 }, 30)).toEqual(
      expectedBlock(100, 20, 1000, 50),
    );
  });

  it('scales the learnt cap with the limit, to no less than one transaction', () => {
    const layout = { ...PLAIN, preferredBytesReference: 1000 };
    const scaled = blocksOf({ preferredMaxBytes: 2000 }, 15, layout);
    expect(scaled.blockTransactions).toBeCloseTo(expectedBlock(100, 30, 1000, 50).blockTransactions, 9);
    expect(blocksOf({ preferredMaxBytes: 1 }, 15, layout)).toEqual(expectedBlock(100, 1, 1000, 50));
  });

  it('cuts as SmartBFT does where it orders, by absoluteMaxBytes', () => {
    expect(blocksOf(bft, 30)).toEqual(expectedBftBlock(100, 30, 1000, 50));
    expect(blocksOf({ ...bft, txBytes: 1000 }, 30)).toEqual(expectedBftBlock(100, 20, 1000, 50));
    expect(blocksOf({ ...bft, txBytes: 1000 }, 30)).not.toEqual(expectedBlock(100, 20, 1000, 50));
  });

  it('takes rows of both kinds together', () => {
    const { waitMs } = cutColumns(columnsOf(PLAIN, [POINT, { ...POINT, ...bft }]), 30);
    expect([...waitMs]).toEqual([
      expectedBlock(100, 30, 1000, 50).waitMs,
      expectedBftBlock(100, 30, 1000, 50).waitMs,
    ]);
  });

  it('takes many points as it takes each of them alone, in whatever they differ from the one before', () => {
    const sized = { ...POINT, txBytes: 1000, preferredMaxBytes: 900_000, absoluteMaxBytes: 900_000 };
    const points: ModelInput[] = [
      sized,
      { ...sized, preferredMaxBytes: 800_000 },
      { ...sized, preferredMaxBytes: 20_000 },
      { ...sized, preferredMaxBytes: 20_500 },
      { ...sized, preferredMaxBytes: 20_000, sendRateTps: 60 },
      { ...sized, preferredMaxBytes: 20_000, sendRateTps: 60, batchTimeoutMs: 300 },
      { ...sized, preferredMaxBytes: 20_000, maxMessageCount: 30, sendRateTps: 60, batchTimeoutMs: 300 },
      { ...sized, maxMessageCount: 30 },
      { ...sized, maxMessageCount: 30, consensus: 'bft' },
      { ...sized, maxMessageCount: 30, consensus: 'bft', context: { readShare: 0.5 } },
      { ...sized, maxMessageCount: 31 },
      { ...sized, preferredMaxBytes: 20_000, maxMessageCount: 20 },
      { ...sized, preferredMaxBytes: 20_000, maxMessageCount: 21 },
      { ...POINT, maxMessageCount: 31 },
    ];
    const { waitMs, blockTransactions } = cutColumns(columnsOf(PLAIN, points), 30);
    expect([...waitMs].map((wait, i) => ({ waitMs: wait, blockTransactions: blockTransactions[i] }))).toEqual(
      points.map((point) => blocksOf(point, 30)),
    );
  });

  it('moves with the learnt cap where a size is unknown, and with nothing else', () => {
    const sized = { ...POINT, txBytes: 1000, preferredMaxBytes: 20_000 };
    const known = columnsOf(PLAIN, [sized]);
    const mixed = columnsOf(PLAIN, [sized, POINT]);
    for (const cap of [30, 10]) {
      expect(cutColumns(known, cap).capTransactions).toBe(cap);
      expect([...cutColumns(known, cap).waitMs]).toEqual([expectedBlock(100, 20, 1000, 50).waitMs]);
      expect(cutColumns(mixed, cap).waitMs[1]).toBe(expectedBlock(100, cap, 1000, 50).waitMs);
    }
  });
});

describe('respond', () => {
  it('is base, wait and service under light load', () => {
    // 1 tps, blocks of 1: hardly ever a queue. 80 + 0 + 15 + 3
    const theta = thetaWith({ baseMs: 80, blockMs: 15, transactionMs: 3, sideMs: 0.001 });
    expect(latencies(theta, atRates([0.01], { maxMessageCount: 1 }))[0]).toBeCloseTo(98, 2);
    // Blocks by the timer: a transaction by itself waits 1000 ms, times what the wait is off by.
    const slow = thetaWith({ baseMs: 80, blockMs: 15, transactionMs: 3, sideMs: 0.001, waitFactor: 1.1 });
    const { waitMs, blockTransactions } = expectedBlock(100, 300, 1000, 0.01);
    expect(latencies(slow, atRates([0.01]))[0]).toBeCloseTo(
      80 + 1.1 * waitMs + 15 + 3 * blockTransactions,
      2,
    );
  });

  it('is the queue of Pollaczek and Khinchine far below saturation', () => {
    // Blocks of 1, service 10 ms at 20 tps: u = 0.2, k = (1 + 0.1) / 2, wait k u s / (1 - u) = 1.375
    const theta = thetaWith({ baseMs: 80, blockMs: 9, transactionMs: 1, sideMs: 1e-9, horizonMs: 1e9 });
    expect(latencies(theta, atRates([20], { maxMessageCount: 1 }))[0]).toBeCloseTo(80 + 10 + 1.375, 3);
  });

  it('tends to a queue that has grown for half the horizon', () => {
    // Blocks of 1, 20 ms each: u = 0.02 rate. Beyond u = 1 it grows by u - 1 a ms; on average for half of it.
    const theta = thetaWith({ blockMs: 19, transactionMs: 1, sideMs: 1e-9, horizonMs: 10_000 });
    const queue = latencies(theta, atRates([500, 5000], { maxMessageCount: 1 })).map((ms) => ms - 80 - 20);
    expect(entry(queue, 0) / (5000 * 9)).toBeCloseTo(1, 2);
    expect(entry(queue, 1) / (5000 * 99)).toBeCloseTo(1, 3);
  });

  it('sends throughput to the capacity, and to its share of the rate far below', () => {
    // Blocks of 10 by count, 15 + 10 * 3 ms and 5 ms at the side a transaction: 9.5 ms each
    const theta = thetaWith({ blockMs: 15, transactionMs: 3, sideMs: 5, share: 0.9 });
    const [low, high, absurd] = throughputs(theta, atRates([10, 1e4, 1e12], { maxMessageCount: 10 }));
    expect(low).toBeCloseTo(0.9 * 10, 1);
    expect(high).toBeCloseTo((0.9 * 1000) / 9.5, 6);
    expect(absurd).toBeCloseTo((0.9 * 1000) / 9.5, 6);
  });

  it('is work that arrives per work that can be done', () => {
    const theta = thetaWith({ blockMs: 15, transactionMs: 3, sideMs: 5 });
    const { utilisation } = responseTo(theta, atRates([1000], { maxMessageCount: 10 }));
    expect(utilisation[0]).toBeCloseTo(9.5, 9);
  });

  it('rises with the rate: utilisation, throughput where count and timer cut, latency where nothing is waited for', () => {
    const rates = Array.from({ length: 200 }, (_, i) => 1.05 ** i);
    const theta = thetaWith({ capTransactions: 1e9 });
    const rising = (values: ArrayLike<number>) =>
      Array.from(values)
        .slice(1)
        .every((value, i) => value >= entry(values, i) - 1e-9);
    for (const maxMessageCount of [1, 20, 500]) {
      const { utilisation, logThroughput } = responseTo(theta, atRates(rates, { maxMessageCount }));
      expect(rising(utilisation)).toBe(true);
      expect(rising(logThroughput)).toBe(true);
    }
    expect(rising(responseTo(theta, atRates(rates, { maxMessageCount: 1 })).logLatency)).toBe(true);
  });

  it('moves costs, base and share with size and properties', () => {
    const layout = { ...PLAIN, txBytesReference: 1000, context: [{ name: 'peers', mean: 2, spread: 2 }] };
    const light = thetaWith({ baseMs: 80, blockMs: 15, transactionMs: 3, sideMs: 1e-9 }, layout);
    // txBytesOnCost 1, txBytesOnBase 0.5; peers on base, cost and share
    const theta = [...light.slice(0, 9), 1, 0.5, Math.log(2), Math.log(3), Math.log(0.9)];
    const alone = { maxMessageCount: 1, sendRateTps: 0.01 };
    const [large, many] = [
      { ...POINT, ...alone, txBytes: 4000 },
      { ...POINT, ...alone, context: { peers: 4 } },
    ];
    const [ofLarge, ofMany] = latencies(theta, [large, many], layout);
    expect(ofLarge).toBeCloseTo(80 * 2 + 15 + 3 * 4, 2);
    expect(ofMany).toBeCloseTo(80 * 2 + 15 + 3 * 3, 2);
    expect(throughputs(theta, [many], layout)[0]).toBeCloseTo(0.01 * 0.98 * 0.9, 9);
  });

  it('is a finite positive number under extreme conditions and parameters that are believed possible', () => {
    const random = seededRandom(5);
    const layout = { ...PLAIN, txBytesReference: 3000, context: [{ name: 'peers', mean: 3, spread: 1 }] };
    const between = (least: number, most: number) => least * (most / least) ** random.next();
    const chance = <T>(value: T) => (random.next() < 0.5 ? value : undefined);
    const wrong: unknown[] = [];
    for (let i = 0; i < 10_000; i += 1) {
      const theta = parametersOf(layout).map(({ mean, spread }) => mean + 2 * spread * random.normal());
      const point: ModelInput = {
        maxMessageCount: Math.round(between(1, 1e6)),
        batchTimeoutMs: between(1, 1e6),
        sendRateTps: between(1e-3, 1e6),
        txBytes: chance(between(1, 1e8)),
        preferredMaxBytes: chance(between(1, 1e9)),
        absoluteMaxBytes: chance(between(1, 1e9)),
        consensus: chance('bft'),
        context: chance({ peers: between(0.1, 30) }),
      };
      const values = [...latencies(theta, [point], layout), ...throughputs(theta, [point], layout)];
      if (!values.every((value) => value > 0 && value < Infinity)) wrong.push({ theta, point, values });
    }
    expect(wrong).toEqual([]);
  });
});

it('lets reads go by the orderer: they wait for no block and fill none', () => {
  const theta = thetaWith({ baseMs: 40, sideMs: 0.1 });
  const asked = (readShare: number): ModelInput => ({
    maxMessageCount: 500,
    batchTimeoutMs: 2000,
    sendRateTps: 20,
    context: { readShare },
  });
  const latency = (readShare: number): number =>
    Math.exp(entry(responseTo(theta, [asked(readShare)]).logLatency, 0));
  expect(latency(0)).toBeGreaterThan(1000);
  expect(latency(1)).toBeLessThan(45);
  // Half of them wait, and a little longer: blocks fill half as quickly.
  expect(latency(0.5) / latency(0)).toBeGreaterThan(0.45);
  expect(latency(0.5) / latency(0)).toBeLessThan(0.6);
});
