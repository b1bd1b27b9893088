import { describe, expect, it } from 'vitest';
import { expandPlan, pointIdOf, type Plan, type PlannedRound } from './plan.js';
import { roundIdOf } from './round.js';
import { MIB, type OrdererSettings } from './settings.js';

const inForce: OrdererSettings = {
  maxMessageCount: 500,
  preferredMaxBytes: 2 * MIB,
  absoluteMaxBytes: 10 * MIB,
  batchTimeoutMs: 2000,
};
const plan: Plan = {
  name: 'test',
  points: [30, 60, 120].flatMap((sendRateTps) => [
    { settings: { maxMessageCount: 10 }, sendRateTps },
    { settings: { maxMessageCount: 100, batchTimeoutMs: 50 }, sendRateTps },
  ]),
  workload: 'publish',
  replicates: 2,
  seed: 4,
  window: { warmupS: 1, minS: 5, maxS: 5 },
  precision: { meanPct: 3, p95Pct: 10 },
};

describe('expandPlan', () => {
  it('plans each point as often as there are replicates', () => {
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
    const points = [{}, { batchTimeoutMs: 2000 }].map((settings) => ({ settings, sendRateTps: 30 }));
    expect(expandPlan({ ...plan, points, replicates: 1 }, inForce)).toHaveLength(1);
  });

  it('refuses a point that only together with what is in force breaks a rule', () => {
    const points = [{ settings: { absoluteMaxBytes: MIB }, sendRateTps: 30 }];
    expect(() => expandPlan({ ...plan, points }, inForce)).toThrow(/preferredMaxBytes/);
  });
});

describe('anchors', () => {
  const at = (maxMessageCount: number, sendRateTps: number) => ({
    settings: { maxMessageCount },
    sendRateTps,
  });
  const points = [at(1, 10), at(1, 1000), at(30, 120), at(500, 500), at(1000, 10), at(1000, 1000)];
  const anchored = (every: number, more: Partial<Plan> = {}): Plan => ({
    ...plan,
    points,
    anchor: { every },
    ...more,
  });
  const placesOf = (rounds: readonly PlannedRound[]) =>
    rounds.flatMap(({ anchor }, place) => (anchor ? [place] : []));

  it('stand first, after every so many rounds, and last', () => {
    // 12 rounds: A 5 A 5 A 2 A
    expect(placesOf(expandPlan(anchored(5), inForce))).toEqual([0, 6, 12, 15]);
  });

  it('are not doubled where the last round ends a stretch', () => {
    expect(placesOf(expandPlan(anchored(6), inForce))).toEqual([0, 7, 14]);
    expect(placesOf(expandPlan(anchored(100), inForce))).toEqual([0, 13]);
  });

  it('leave the other rounds and their order as they are', () => {
    const others = expandPlan(anchored(5), inForce).filter(({ anchor }) => !anchor);
    expect(others).toEqual(expandPlan({ ...plan, points }, inForce));
  });

  it('repeat the point in the middle of the box on log scales', () => {
    // The middle of 1..1000 messages is 32, that of 10..1000 tps is 100.
    const [first, ...others] = expandPlan(anchored(5), inForce).filter(({ anchor }) => anchor);
    expect(first).toMatchObject({ settings: { maxMessageCount: 30 }, load: { sendRateTps: 120 } });
    expect(others.every(({ pointId }) => pointId === first?.pointId)).toBe(true);
  });

  it('weigh every axis by the width of its range', () => {
    // In messages 100 lies a sixth of the range off the middle, in rates 100 lies half of it.
    const narrow = [at(1, 100), at(32, 100), at(100, 105), at(1000, 110)];
    const [first] = expandPlan(anchored(4, { points: narrow }), inForce);
    expect(first).toMatchObject({ settings: { maxMessageCount: 100 }, load: { sendRateTps: 105 } });
  });

  it('count their replicates on from the ordinary ones, so that every id is used once', () => {
    const rounds = expandPlan(anchored(5), inForce);
    const anchors = rounds.filter(({ anchor }) => anchor);
    expect(anchors.map(({ replicate }) => replicate)).toEqual([3, 4, 5, 6]);
    expect(new Set(rounds.map((round) => roundIdOf('s', round))).size).toBe(12 + 4);
  });

  it('may be a point of their own, which has no ordinary replicates', () => {
    const own = { every: 12, settings: { batchTimeoutMs: 77 }, sendRateTps: 45 };
    const [first, last] = expandPlan(anchored(12, { anchor: own }), inForce).filter(({ anchor }) => anchor);
    expect(first).toMatchObject({
      settings: { ...inForce, batchTimeoutMs: 77 },
      load: { sendRateTps: 45 },
      replicate: 1,
    });
    expect(last?.replicate).toBe(2);
  });

  it('keep the settings of the middle where only a rate is given', () => {
    const [first] = expandPlan(anchored(12, { anchor: { every: 12, sendRateTps: 45 } }), inForce);
    expect(first).toMatchObject({ settings: { maxMessageCount: 30 }, load: { sendRateTps: 45 } });
  });
});

it('gives a point the same id wherever it is measured, and another for any difference', () => {
  const load = { workload: 'publish', sendRateTps: 60 } as const;
  const id = pointIdOf(inForce, load);
  expect(pointIdOf({ ...inForce }, { ...load })).toBe(id);
  expect(pointIdOf({ ...inForce, preferredMaxBytes: MIB }, load)).not.toBe(id);
  expect(pointIdOf(inForce, { ...load, workload: 'mixed' })).not.toBe(id);
});
