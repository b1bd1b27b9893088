import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../dataset/round.fixture.js';
import { plainGoal } from '../domain/goal.js';
import { guardRailsSchema, noGuardRails } from '../domain/guard-rails.js';
import type { Plan } from '../domain/plan.js';
import type { NewSearch } from '../domain/search.js';
import { layOutSearch, refuseImpossible } from './live-layout.js';

const facts = { inForce: SETTINGS, consensus: 'raft', txBytes: 4100, rails: noGuardRails } as const;

function request(changes: Partial<NewSearch> = {}): NewSearch {
  return {
    strategy: 'random',
    goal: plainGoal('min-latency'),
    load: { workload: 'publish', sendRateTps: 60 },
    budget: 25,
    seed: 1,
    ...changes,
  };
}

const plan: Plan = {
  name: 'mine',
  // Two rates make two points of one setting.
  points: [
    { settings: { maxMessageCount: 10 }, sendRateTps: 30 },
    { settings: { maxMessageCount: 10 }, sendRateTps: 90 },
    { settings: { batchTimeoutMs: 500 }, sendRateTps: 30 },
  ],
  workload: 'publish',
  replicates: 3,
  seed: 9,
  window: { warmupS: 1, minS: 2, maxS: 4 },
  precision: { meanPct: 7, p95Pct: 20 },
};

describe('a search without a plan', () => {
  it('chooses among whole units at equal factors over the default box, and what is in force', () => {
    const { search, planName, window } = layOutSearch(request(), undefined, facts);
    const counts = new Set(search.candidates.map(({ maxMessageCount }) => maxMessageCount));
    const timeouts = new Set(search.candidates.map(({ batchTimeoutMs }) => batchTimeoutMs));
    // 500^(k/9) and 50 * 40^(k/5), and the settings in force: 100 messages, 250 ms
    expect([...counts]).toEqual([1, 2, 4, 8, 16, 32, 63, 126, 251, 500, 100]);
    expect([...timeouts]).toEqual([50, 105, 219, 457, 956, 2000, 250]);
    expect(search.candidates).toHaveLength(61);
    expect(search.candidates.at(-1)).toEqual(SETTINGS);
    expect(search.candidates.every((one) => one.preferredMaxBytes === SETTINGS.preferredMaxBytes)).toBe(true);
    expect(planName).toBe('search-random');
    expect(window).toEqual({ warmupS: 0.25, minS: 3, maxS: 20 });
  });

  it('stays within the guard rails, with as many levels as they leave room for', () => {
    const rails = guardRailsSchema.parse({
      maxMessageCount: { min: 20, max: 80 },
      batchTimeoutMs: { min: 3000, max: 3002 },
    });
    const { search } = layOutSearch(request(), undefined, { ...facts, rails });
    const others = search.candidates.slice(0, -1);
    // 20 * 4^(k/9); the default box ends below 3 s, so only the nearest value is left there
    expect([...new Set(others.map(({ maxMessageCount }) => maxMessageCount))]).toEqual([
      20, 23, 27, 32, 37, 43, 50, 59, 69, 80,
    ]);
    expect([...new Set(others.map(({ batchTimeoutMs }) => batchTimeoutMs))]).toEqual([3000]);
    expect(search.candidates.at(-1)).toEqual(SETTINGS);
  });

  it('keeps the whole task', () => {
    const { search } = layOutSearch(request({ budget: 7, seed: 4 }), undefined, facts);
    expect(search).toMatchObject({
      strategy: 'random',
      goal: plainGoal('min-latency'),
      load: { workload: 'publish', sendRateTps: 60 },
      budget: 7,
      seed: 4,
      txBytes: 4100,
      consensus: 'raft',
      beliefs: [],
    });
  });
});

describe('a search with a plan', () => {
  it('chooses among the different settings of its points, with its window and precision', () => {
    const { search, ...rest } = layOutSearch(request(), { ...plan, txBytes: 900 }, facts);
    expect(search.candidates).toEqual([
      { ...SETTINGS, maxMessageCount: 10 },
      { ...SETTINGS, batchTimeoutMs: 500 },
    ]);
    expect(search.load.sendRateTps).toBe(60);
    expect(search.txBytes).toBe(900);
    expect(rest).toMatchObject({ planName: 'mine', window: plan.window, precision: plan.precision });
  });

  it('gives way to what the request says itself', () => {
    const window = { warmupS: 0, minS: 1, maxS: 1 };
    const own = request({ candidates: [{ maxMessageCount: 7 }], window });
    const laidOut = layOutSearch(own, plan, facts);
    expect(laidOut.search.candidates).toEqual([{ ...SETTINGS, maxMessageCount: 7 }]);
    expect(laidOut).toMatchObject({ window, precision: plan.precision });
  });
});

describe('candidates that break a rule', () => {
  it('are left out with a warning, alone or together with what is in force', () => {
    const candidates = [
      { maxMessageCount: 0 },
      // Above the 10 MiB that blocks may have at most.
      { preferredMaxBytes: 20_000_000 },
      { batchTimeoutMs: 5 },
      { maxMessageCount: 3 },
    ];
    const { search, warnings } = layOutSearch(request({ candidates }), undefined, facts);
    expect(search.candidates).toEqual([{ ...SETTINGS, maxMessageCount: 3 }]);
    expect(warnings).toEqual([
      expect.stringMatching(/left out of the search: \{"maxMessageCount":0\}: .*from 1 to 1000000, got 0/),
      expect.stringMatching(/preferredMaxBytes: must not be greater than absoluteMaxBytes/),
      expect.stringMatching(/from 10 to 60000, got 5/),
    ]);
  });

  it('are an error where no other is left', () => {
    expect(() => layOutSearch(request({ candidates: [{ batchTimeoutMs: 5 }] }), undefined, facts)).toThrow(
      /none is left: .*got 5/,
    );
  });
});

describe('refuseImpossible', () => {
  it('names every fault: limits that exclude each other, no budget, no candidate', () => {
    const goal = { ...plainGoal('min-latency'), limits: [] };
    const slow = { figure: 'throughputTps', bound: '<=', value: 50 } as const;
    const faulty = request({ goal: { ...goal, limits: [slow] }, budget: 0, candidates: [] });
    expect(() => refuseImpossible(faulty)).toThrow(
      /both throughputTps<=50 and throughputTps>=57; budget: .* got 0; candidates: there must be/,
    );
    expect(() => refuseImpossible(request())).not.toThrow();
  });
});
