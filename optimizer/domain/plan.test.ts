import { describe, expect, it } from 'vitest';
import { expandPlan, pointIdOf, type Plan } from './plan.js';
import { MIB, type OrdererSettings } from './settings.js';

const inForce: OrdererSettings = {
  maxMessageCount: 500,
  preferredMaxBytes: 2 * MIB,
  absoluteMaxBytes: 10 * MIB,
  batchTimeoutMs: 2000,
};
const plan: Plan = {
  name: 'test',
  settings: [{ maxMessageCount: 10 }, { maxMessageCount: 100, batchTimeoutMs: 50 }],
  sendRateTps: [30, 60, 120],
  workload: 'publish',
  replicates: 2,
  seed: 4,
  window: { warmupS: 1, minS: 5, maxS: 5 },
  precision: { meanPct: 3, p95Pct: 10 },
};

describe('expandPlan', () => {
  it('crosses settings, rates and replicates', () => {
    const rounds = expandPlan(plan, inForce);
    expect(rounds).toHaveLength(2 * 3 * 2);
    expect(new Set(rounds.map(({ pointId, replicate }) => `${pointId}/${replicate}`)).size).toBe(12);
  });

  it('fills what the plan leaves open with what is in force', () => {
    const timeouts = new Set(
      expandPlan(plan, inForce).map(
        ({ settings }) => `${settings.maxMessageCount}:${settings.batchTimeoutMs}`,
      ),
    );
    expect(timeouts).toEqual(new Set(['10:2000', '100:50']));
  });

  it('visits every point once before any is repeated, each time in another order', () => {
    const rounds = expandPlan(plan, inForce);
    const [first, second] = [rounds.slice(0, 6), rounds.slice(6)];
    expect(first.map(({ replicate }) => replicate)).toEqual([1, 1, 1, 1, 1, 1]);
    expect(new Set(first.map(({ pointId }) => pointId)).size).toBe(6);
    expect(first.map(({ pointId }) => pointId)).not.toEqual(second.map(({ pointId }) => pointId));
  });

  it('repeats the order for the same seed and changes it for another', () => {
    expect(expandPlan(plan, inForce)).toEqual(expandPlan(plan, inForce));
    expect(expandPlan({ ...plan, seed: 5 }, inForce)).not.toEqual(expandPlan(plan, inForce));
  });

  it('measures a point named twice once', () => {
    expect(
      expandPlan({ ...plan, settings: [{}, { batchTimeoutMs: 2000 }], replicates: 1 }, inForce),
    ).toHaveLength(3);
  });

  it('refuses a point that only together with what is in force breaks a rule', () => {
    expect(() => expandPlan({ ...plan, settings: [{ absoluteMaxBytes: MIB }] }, inForce)).toThrow(
      /preferredMaxBytes/,
    );
  });
});

it('gives a point the same id wherever it is measured, and another for any difference', () => {
  const load = { workload: 'publish', sendRateTps: 60 } as const;
  const id = pointIdOf(inForce, load);
  expect(pointIdOf({ ...inForce }, { ...load })).toBe(id);
  expect(pointIdOf({ ...inForce, preferredMaxBytes: MIB }, load)).not.toBe(id);
  expect(pointIdOf(inForce, { ...load, workload: 'mixed' })).not.toBe(id);
});
