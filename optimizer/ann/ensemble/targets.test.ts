import { describe, expect, it } from 'vitest';
import { dataRow } from '../../dataset/round.fixture.js';
import { expectedTargets, middleTail, targetsOf, told } from './targets.js';

const ROWS = [
  dataRow({ sendRateTps: 50, throughputTps: 40, latencyMeanMs: 100, latencyP95Ms: 250 }),
  dataRow({ sendRateTps: 50, throughputTps: 50, latencyMeanMs: 200 }),
  dataRow({ sendRateTps: 80, throughputTps: 20, latencyMeanMs: 400, latencyP95Ms: 600 }),
];
const withoutP95 = ROWS.map((row) => ({ ...row, latencyP95Ms: undefined }));

describe('targetsOf', () => {
  it('gives logarithms of latency, of the share that commits and of the tail', () => {
    const [latency, share, tail] = targetsOf(ROWS);
    expect([...(latency ?? [])]).toEqual([Math.log(100), Math.log(200), Math.log(400)]);
    expect([...(share ?? [])]).toEqual([Math.log(40 / 50), 0, Math.log(20 / 80)]);
    expect(tail?.[0]).toBe(Math.log(2.5));
    expect(tail?.[2]).toBe(Math.log(1.5));
  });

  it('has NaN where the 95th percentile was not measured', () => {
    expect(targetsOf(ROWS)[2]?.[1]).toBeNaN();
  });

  it('has no tail where no row has one', () => {
    expect(targetsOf(withoutP95)).toHaveLength(2);
    expect(targetsOf(withoutP95)).toEqual(targetsOf(ROWS).slice(0, 2));
  });

  it('holds the tail above 0 where a skewed round has its p95 below its mean', () => {
    const [, , tail] = targetsOf([dataRow({ latencyMeanMs: 300, latencyP95Ms: 200 })]);
    expect(tail?.[0]).toBeGreaterThan(0);
    expect(tail?.[0]).toBeLessThan(1e-3);
  });
});

describe('middleTail', () => {
  it('is the median of the tails that were measured', () => {
    const more = [...ROWS, dataRow({ latencyMeanMs: 100, latencyP95Ms: 9000 })];
    expect(middleTail(targetsOf(more))).toBe(Math.log(2.5));
  });

  it('is 0 without one', () => {
    expect(middleTail(targetsOf(withoutP95))).toBe(0);
    expect(middleTail([new Float64Array(1), new Float64Array(1), Float64Array.of(NaN)])).toBe(0);
  });
});

describe('expectedTargets', () => {
  const empty = new Float64Array(2);
  const view = {
    columns: {
      n: 2,
      bft: new Uint8Array(2),
      countLimit: empty,
      timeoutMs: empty,
      rateTps: Float64Array.of(100, 100),
      orderedShare: Float64Array.of(1, 1),
      knownCap: empty,
      logCapFactor: empty,
      logTxBytes: empty,
      context: [],
    },
    logLatency: Float64Array.of(5, 6),
    variance: empty,
    logThroughput: Float64Array.of(Math.log(50), Math.log(130)),
    utilisation: empty,
    waitMs: empty,
    blockTransactions: empty,
  };

  it('takes latency and throughput from the queue and the tail as it is given', () => {
    const [latency, share, tail] = expectedTargets(view, 0.7, 3);
    expect([...(latency ?? [])]).toEqual([5, 6]);
    expect(share?.[0]).toBeCloseTo(Math.log(0.5), 12);
    expect([...(tail ?? [])]).toEqual([0.7, 0.7]);
  });

  it('lets no more commit than is sent', () => {
    expect(expectedTargets(view, 0, 2)[1]?.[1]).toBe(0);
  });

  it('has as many as were asked for', () => {
    expect(expectedTargets(view, 0, 2)).toHaveLength(2);
  });
});

describe('told', () => {
  it('puts the logarithm of the 95th percentile in the place of the tail, and leaves the others', () => {
    const targets = targetsOf(ROWS);
    const [latency, share, p95] = told(targets);
    expect(latency).toEqual(targets[0]);
    expect(share).toEqual(targets[1]);
    expect(p95?.[0]).toBeCloseTo(Math.log(250), 12);
    expect(p95?.[1]).toBeNaN();
    expect(p95?.[2]).toBeCloseTo(Math.log(600), 12);
  });

  it('lets a network tell no 95th percentile below the mean', () => {
    const answer = [Float64Array.of(5), Float64Array.of(0), Float64Array.of(-0.3)];
    expect(told(answer)[2]?.[0]).toBe(5);
  });

  it('knows rows without a tail', () => {
    expect(told(targetsOf(withoutP95))).toHaveLength(2);
  });
});
