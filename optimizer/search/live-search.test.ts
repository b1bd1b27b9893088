import { describe, expect, it } from 'vitest';
import { measuredRound, SETTINGS } from '../dataset/round.fixture.js';
import { plainGoal, type Goal } from '../domain/goal.js';
import type { IntervalPrediction } from '../domain/prediction.js';
import type { Measurement, Round } from '../domain/round.js';
import type { Search } from '../domain/search.js';
import { liveSearch } from './live-search.js';
import { randomStrategy } from './random.js';
import type { Belief, SearchTask, Strategy, Trial } from './strategy.js';

const candidates = [10, 20, 30].map((maxMessageCount) => ({ ...SETTINGS, maxMessageCount }));

function searchFor(changes: Partial<Search> = {}): Search {
  return {
    strategy: 'double',
    goal: plainGoal('min-latency'),
    load: { workload: 'mixed', sendRateTps: 60 },
    candidates,
    budget: 9,
    seed: 5,
    txBytes: 4000,
    consensus: 'raft',
    beliefs: [],
    ...changes,
  };
}

function measured(maxMessageCount: number, measurement: Partial<Measurement> = {}): Round {
  return measuredRound({ settings: { maxMessageCount }, sendRateTps: 60, measurement });
}

function failed(maxMessageCount: number): Round {
  const { measurement: _, kind: __, ...rest } = measuredRound({ settings: { maxMessageCount } });
  return { ...rest, kind: 'failed', reason: { code: 'LOAD_GENERATOR_FAILED', message: 'a worker ended' } };
}

/** Asks for candidate 1 and keeps what it was asked with. */
function double(believes: Partial<Pick<Strategy, 'describe'>> & { readonly recommends?: number } = {}) {
  const asked: { readonly task: SearchTask; readonly trials: readonly Trial[] }[] = [];
  const { recommends, ...more } = believes;
  const strategy: Strategy = {
    name: 'double',
    next: async (task, trials) => {
      asked.push({ task, trials });
      return { kind: 'measure', candidate: 1 };
    },
    recommend: async () => recommends,
    ...more,
  };
  return { asked, strategy };
}

describe('what a strategy is asked on a live network', () => {
  it('is the stored task, candidates with the load and what is known of transactions', async () => {
    const { asked, strategy } = double();
    expect(await liveSearch(strategy, searchFor()).next([])).toEqual({
      kind: 'measure',
      settings: candidates[1],
    });
    expect(asked[0]?.task).toMatchObject({
      sendRateTps: 60,
      goal: plainGoal('min-latency'),
      budget: 9,
      seed: 5,
    });
    expect(asked[0]?.task.candidates[2]).toEqual({
      ...candidates[2],
      sendRateTps: 60,
      txBytes: 4000,
      consensus: 'raft',
      context: { readShare: 0.5 },
    });
  });

  it('takes the size of transactions from its own rounds where nothing was known before', async () => {
    const { asked, strategy } = double();
    const inside = { txBytes: 3500, problems: [] };
    await liveSearch(strategy, searchFor({ txBytes: undefined })).next([{ ...measuredRound(), inside }]);
    expect(asked[0]?.task.candidates[0]?.txBytes).toBe(3500);
  });

  it('gives measured rounds as trials in order, failures as a share of what was sent', async () => {
    const { asked, strategy } = double();
    const rounds = [
      measured(30, {
        throughputTps: 55,
        latencyMeanMs: 80,
        latencyP95Ms: 99,
        succeeded: 190,
        failed: 10,
        achievedRateTps: 58,
      }),
      measured(10),
    ];
    await liveSearch(strategy, searchFor()).next(rounds);
    expect(asked[0]?.trials.map(({ candidate }) => candidate)).toEqual([2, 0]);
    expect(asked[0]?.trials[0]?.figures).toEqual({
      throughputTps: 55,
      latencyMeanMs: 80,
      latencyP95Ms: 99,
      failedPct: 5,
      achievedRateTps: 58,
    });
  });

  it('leaves a failed round out and the budget as it was', async () => {
    const { asked, strategy } = double();
    await liveSearch(strategy, searchFor()).next([measured(10), failed(20)]);
    expect(asked[0]?.trials.map(({ candidate }) => candidate)).toEqual([0]);
    expect(asked[0]?.task).toMatchObject({ budget: 9, candidates: { length: 3 } });
  });

  it('leaves a candidate out whose last two rounds failed, whatever was measured in between', async () => {
    const { asked, strategy } = double();
    const source = liveSearch(strategy, searchFor());
    const next = await source.next([measured(10), failed(10), measured(30), failed(10)]);
    expect(asked[0]?.task.candidates.map(({ maxMessageCount }) => maxMessageCount)).toEqual([20, 30]);
    // The candidate that was third is the second now.
    expect(asked[0]?.trials.map(({ candidate }) => candidate)).toEqual([1]);
    expect(next).toEqual({ kind: 'measure', settings: candidates[2] });
  });

  it('keeps a candidate that failed twice with a measured round in between', async () => {
    const { asked, strategy } = double();
    await liveSearch(strategy, searchFor()).next([failed(10), measured(10), failed(10)]);
    expect(asked[0]?.task.candidates).toHaveLength(3);
  });

  it('stops when no candidate is left', async () => {
    const { strategy } = double();
    const rounds = [10, 10, 20, 20, 30, 30].map(failed);
    const source = liveSearch(strategy, searchFor());
    expect(await source.next(rounds)).toMatchObject({ kind: 'stop', reason: expect.stringMatching(/none/) });
    expect(await source.believe(rounds)).toEqual({ rounds: 6 });
  });

  it('hands the reason of a strategy that stops on', async () => {
    const { strategy } = double();
    const stopping: Strategy = { ...strategy, next: async () => ({ kind: 'stop', reason: 'enough' }) };
    expect(await liveSearch(stopping, searchFor()).next([])).toEqual({ kind: 'stop', reason: 'enough' });
  });

  it('refuses a candidate that does not exist', async () => {
    const { strategy } = double();
    const wrong: Strategy = { ...strategy, next: async () => ({ kind: 'measure', candidate: 3 }) };
    await expect(liveSearch(wrong, searchFor()).next([])).rejects.toThrow(
      /strategy double: named candidate 3 of 3/,
    );
  });

  it('follows from task and rounds alone: asked anew, a real strategy answers the same', async () => {
    const search = searchFor();
    const first = liveSearch(randomStrategy(), search);
    const rounds: Round[] = [];
    for (let done = 0; done < 5; done += 1) {
      const next = await first.next([...rounds]);
      const again = await liveSearch(randomStrategy(), structuredClone(search)).next(structuredClone(rounds));
      expect(again).toEqual(next);
      if (next.kind === 'measure') rounds.push(measured(next.settings.maxMessageCount));
    }
    expect(rounds).toHaveLength(5);
  });
});

describe('what a live search believes', () => {
  it('names the recommended settings with medians of their rounds, where a strategy only recommends', async () => {
    const { strategy } = double({ recommends: 1 });
    const rounds = [50, 90, 60].map((latencyMeanMs) => measured(20, { latencyMeanMs }));
    expect(await liveSearch(strategy, searchFor()).believe([...rounds, measured(10)])).toEqual({
      rounds: 4,
      recommended: candidates[1],
      measured: { rounds: 3, throughputTps: 60, latencyMeanMs: 60, latencyP95Ms: 180, failedPct: 0 },
    });
  });

  it('hands on what a strategy describes, also of settings that were not measured', async () => {
    const expected: IntervalPrediction = {
      throughputTps: 60,
      latencyMeanMs: 40,
      interval90: { throughputTps: { low: 58, high: 61 }, latencyMeanMs: { low: 35, high: 50 } },
    };
    const belief: Belief = { recommended: 2, expected, probabilityBest: 0.7, expectedImprovementPct: 3 };
    const { strategy } = double({ describe: async () => belief });
    expect(await liveSearch(strategy, searchFor()).believe([measured(20)])).toEqual({
      rounds: 1,
      recommended: candidates[2],
      expected,
      probabilityBest: 0.7,
      expectedImprovementPct: 3,
    });
  });

  it('shows one list of trials to whoever is asked about the same rounds', async () => {
    const seen: (readonly Trial[])[] = [];
    const { asked, strategy } = double({
      describe: async (_, trials) => {
        seen.push(trials);
        return { recommended: 0 };
      },
    });
    const source = liveSearch(strategy, searchFor());
    const rounds = [measured(20)];
    await source.believe(rounds);
    await source.next(rounds);
    expect(asked[0]?.trials).toBe(seen[0]);
  });

  it('names what comes closest and the limits that it breaks, where nothing acceptable is known', async () => {
    const goal: Goal = {
      ...plainGoal('min-latency'),
      limits: [
        { figure: 'latencyP95Ms', bound: '<=', value: 100 },
        { figure: 'failedPct', bound: '<=', value: 0 },
      ],
    };
    const { strategy } = double();
    const rounds = [
      // 50 % too slow; 10 % too slow, the second time round; 0.5 % failed where none may
      measured(10, { latencyP95Ms: 150 }),
      measured(20, { latencyP95Ms: 110 }),
      measured(30, { latencyP95Ms: 90, succeeded: 199, failed: 1 }),
    ];
    expect(await liveSearch(strategy, searchFor({ goal })).believe(rounds)).toEqual({
      rounds: 3,
      closest: {
        settings: candidates[1],
        measured: { rounds: 1, throughputTps: 60, latencyMeanMs: 100, latencyP95Ms: 110, failedPct: 0 },
        broken: ['latencyP95Ms<=100'],
      },
    });
  });

  it('knows nothing before a round was measured', async () => {
    const { strategy } = double({ recommends: 0 });
    expect(await liveSearch(strategy, searchFor()).believe([failed(10)])).toEqual({ rounds: 1 });
  });
});
