import { describe, expect, it } from 'vitest';
import { cutOf } from '../../optimizer/cutmodel/cut.js';
import type { DataRow } from '../../optimizer/dataset/columns.js';
import { groupByPoint } from '../../optimizer/dataset/rows.js';
import { seededRandom } from '../../optimizer/domain/random.js';
import { mean } from '../../optimizer/domain/statistics.js';
import { simulateRound, withNoise, type SimulatedNetwork } from './network-simulation.js';
import { FAMILIES, isCountDead, type Family } from './network-simulation-families.js';
import { drawnRows, simulatedRows, simulatedTest } from './network-simulation-rows.js';

const QUICK: SimulatedNetwork = {
  arrivals: 'poisson',
  endorseMs: 20,
  consensusMs: 10,
  peers: 1,
  blockMs: 1,
  txMs: 0.01,
  endorseCpuMs: 0,
  txBytes: 1000,
  txBytesSpread: 0,
};
const LOAD = { maxMessageCount: 1, batchTimeoutMs: 1000, preferredMaxBytes: 1e9, sendRateTps: 20 };

function averageOf(network: SimulatedNetwork, load: typeof LOAD, rounds = 20) {
  const random = seededRandom(3);
  const figures = Array.from({ length: rounds }, () => simulateRound(network, load, random));
  return {
    latencyMeanMs: mean(figures.map((one) => one.latencyMeanMs)),
    latencyP95Ms: mean(figures.map((one) => one.latencyP95Ms)),
    throughputTps: mean(figures.map((one) => one.throughputTps)),
    achievedRateTps: mean(figures.map((one) => one.achievedRateTps)),
  };
}

function familyOf(name: string): Family {
  const family = FAMILIES.find((one) => one.name === name);
  if (!family) throw new Error(`no family ${name}`);
  return family;
}

describe('a simulated round', () => {
  it('takes endorsement, consensus and validation when every transaction is a block', () => {
    const { latencyMeanMs } = averageOf(QUICK, { ...LOAD, sendRateTps: 5 });
    expect(latencyMeanMs / (20 + 10 + 1 + 0.01)).toBeCloseTo(1, 1);
  });

  it.each([
    ['count', { maxMessageCount: 40, batchTimeoutMs: 10_000, preferredMaxBytes: 1e9 }],
    ['timer', { maxMessageCount: 5000, batchTimeoutMs: 700, preferredMaxBytes: 1e9 }],
    ['bytes', { maxMessageCount: 5000, batchTimeoutMs: 4000, preferredMaxBytes: 30_000 }],
  ])('waits as long for a cut by the %s as the closed form tells', (_, limits) => {
    const load = { ...LOAD, ...limits, sendRateTps: 60 };
    const cut = cutOf({ ...load, consensus: 'raft', txBytes: 1000, orderedRateTps: 60 });
    const seen = averageOf(QUICK, load, 60);
    const restMs = 20 + 10 + 1 + 0.01 * cut.blockTransactions;
    expect(Math.abs((seen.latencyMeanMs - restMs) / cut.meanWaitMs - 1)).toBeLessThan(0.03);
    expect(Math.abs((seen.latencyP95Ms - restMs) / cut.p95WaitMs - 1)).toBeLessThan(0.05);
  });

  it('commits no more than its validator can, which endorsements slow', () => {
    const load = { ...LOAD, maxMessageCount: 10, sendRateTps: 300 };
    // A block of 10 takes 20 + 10 x 3 ms: 200 tps. With 1 ms an endorsement at 300 tps, 30 % less.
    const slow = { ...QUICK, blockMs: 20, txMs: 3 };
    expect(averageOf(slow, load).throughputTps / 200).toBeCloseTo(1, 1);
    expect(averageOf({ ...slow, endorseCpuMs: 1 }, load).throughputTps / (200 * 0.7)).toBeCloseTo(1, 1);
  });

  it('commits what is sent while nothing is used up', () => {
    const { throughputTps, achievedRateTps } = averageOf(QUICK, { ...LOAD, sendRateTps: 100 });
    expect(throughputTps).toBe(achievedRateTps);
    expect(achievedRateTps / 100).toBeCloseTo(1, 1);
  });

  it('spreads replicates by the noise it is said to have', () => {
    const figures = simulateRound(QUICK, LOAD, seededRandom(1));
    const random = seededRandom(2);
    const logs = Array.from({ length: 4000 }, () => {
      const noisy = withNoise(figures, random);
      return Math.log(noisy.latencyMeanMs / figures.latencyMeanMs);
    });
    const deviation = Math.sqrt(mean(logs.map((log) => log ** 2)));
    expect(Math.abs(deviation / 0.025 - 1)).toBeLessThan(0.05);
  });
});

function ratioOf(point: readonly DataRow[]): number {
  const latencies = point.map(({ latencyMeanMs }) => latencyMeanMs);
  return Math.max(...latencies) / Math.min(...latencies);
}

describe('families', () => {
  it('are halved, and each has a name of its own', () => {
    expect(FAMILIES.filter(({ half }) => half === 'development')).toHaveLength(FAMILIES.length / 2);
    expect(new Set(FAMILIES.map(({ name }) => name)).size).toBe(FAMILIES.length);
  });

  it.each(FAMILIES.map((family) => [family.name, family] as const))(
    '%s: rows repeat and are usable',
    (_, family) => {
      const rows = simulatedRows(family, 12, 5);
      expect(simulatedRows(family, 12, 5)).toEqual(rows);
      expect(simulatedRows(family, 12, 6)).not.toEqual(rows);
      for (const row of rows) {
        const figures = [row.sendRateTps, row.throughputTps, row.latencyMeanMs, row.latencyP95Ms ?? 0];
        expect(figures.every((value) => Number.isFinite(value) && value > 0)).toBe(true);
      }
    },
  );

  it('record what they say they record, and not the limits that nobody wrote down', () => {
    const [capped] = simulatedRows(familyOf('cap of 60 not recorded'), 1, 1);
    expect(capped).not.toHaveProperty('preferredMaxBytes');
    expect(capped).not.toHaveProperty('txBytes');
    const [sized] = simulatedRows(familyOf('sizes recorded, limit not'), 1, 1);
    expect(sized).not.toHaveProperty('preferredMaxBytes');
    expect(sized?.txBytes).toBeGreaterThan(0);
    const [both] = simulatedRows(familyOf('limit and size recorded'), 1, 1);
    expect(both?.preferredMaxBytes).toBeGreaterThan(0);
    const [context] = simulatedRows(familyOf('orderers and organisations'), 1, 1);
    expect(Object.keys(context?.context ?? {})).toEqual(['orderers', 'organisations']);
  });

  it('have a grid on which another limit than the count rules 85 % of the rows', () => {
    const random = seededRandom(4);
    const { drawPoint } = familyOf('grid with a dead axis');
    const dead = Array.from({ length: 2000 }, () => drawPoint(random)).filter(isCountDead);
    expect(dead.length / 2000).toBeCloseTo(0.85, 1);
  });

  it('judge a network that stalls by the middle of five rounds', () => {
    const { centres, rounds, repeated } = simulatedTest(familyOf('stalls'), 30, 2);
    expect([centres.length, rounds.length, repeated.length]).toEqual([30, 30, 20]);
    const rows = simulatedRows(familyOf('stalls'), 400, 2);
    const unlike = [...groupByPoint(rows).values()].filter(
      (point) => ratioOf(point) > 1.8, // noise and chance make replicates differ by far less
    );
    expect(unlike.length).toBeGreaterThan(10);
    const unlikeCentres = [...groupByPoint(repeated).values()].filter((point) => ratioOf(point) > 1.8);
    expect(unlikeCentres).toEqual([]);
  });

  it('give whole points to a draw, as many rows as asked', () => {
    const rows = simulatedRows(familyOf('stalls'), 60, 2);
    const drawn = drawnRows(rows, 20, 1);
    expect(drawn).toHaveLength(20);
    expect(drawnRows(rows, 20, 2)).not.toEqual(drawn);
    const last = drawn.at(-1)?.pointId;
    const others = new Set(drawn.map(({ pointId }) => pointId).filter((pointId) => pointId !== last));
    const wanted = rows.filter(({ pointId }) => others.has(pointId));
    expect(drawn.filter(({ pointId }) => pointId !== last)).toHaveLength(wanted.length);
  });
});
