import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CancelledError, LoadGeneratorError } from '../optimizer/domain/errors.js';
import { plainGoal } from '../optimizer/domain/goal.js';
import { guardRailsSchema, noGuardRails } from '../optimizer/domain/guard-rails.js';
import type { NextRound, RoundSource } from '../optimizer/domain/ports.js';
import type { Round } from '../optimizer/domain/round.js';
import type { Search, SearchBelief } from '../optimizer/domain/search.js';
import { systemClock } from '../optimizer/domain/wait.js';
import { memoryStore } from '../optimizer/store/testing/memory-store.js';
import { GeneratorDouble, initialSettings, NetworkDouble, ProgressDouble } from '../test/doubles/network.js';
import { LiveRoundRunner } from './run-round.js';
import { runSearch } from './search-sweep.js';
import { Spool } from './spool.js';
import { runSweep } from './sweep.js';

const candidates = [10, 20, 30].map((maxMessageCount) => ({ ...initialSettings, maxMessageCount }));

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'gridtune-search-'));
});
afterEach(async () => rm(directory, { recursive: true }));

/** Visits the candidates in turn, counting measured rounds, and recommends the one measured last. */
class SourceDouble implements RoundSource {
  /** What it was shown, as `<messages> <kind>`. */
  readonly asked: string[][] = [];
  believed = 0;
  enoughAfter = Infinity;

  async next(rounds: readonly Round[]): Promise<NextRound> {
    this.asked.push(rounds.map(({ settings, kind }) => `${settings.maxMessageCount} ${kind}`));
    const measured = rounds.filter(({ kind }) => kind === 'measured').length;
    const settings = candidates[measured % candidates.length];
    if (!settings || measured >= this.enoughAfter)
      return { kind: 'stop', reason: 'expected gain below noise' };
    return { kind: 'measure', settings };
  }

  async believe(rounds: readonly Round[]): Promise<SearchBelief> {
    this.believed += 1;
    const last = rounds.findLast(({ kind }) => kind === 'measured');
    return { rounds: rounds.length, recommended: last?.settings, probabilityBest: 0.5 };
  }
}

function setUp(budget = 4) {
  const store = memoryStore();
  const network = new NetworkDouble();
  const generator = new GeneratorDouble(() => 40);
  const progress = new ProgressDouble();
  const spool = new Spool(directory);
  const runner = new LiveRoundRunner({ store, network, generator, spool, progress });
  const cancel = new AbortController();
  const source = new SourceDouble();
  const search: Search = {
    strategy: 'in-turn',
    goal: plainGoal('min-latency'),
    load: { workload: 'publish', sendRateTps: 50 },
    candidates,
    budget,
    seed: 1,
    beliefs: [],
  };
  const opened: Search[] = [];
  const services = {
    store,
    network,
    runner,
    spool,
    progress,
    clock: systemClock,
    rails: noGuardRails,
    settle: async () => undefined,
    roundSource: async (of: Search) => {
      opened.push(of);
      return source;
    },
  };
  const laidOut = { planName: 'mine', search, window: { warmupS: 1, minS: 2, maxS: 2 } };
  const begin = async () => runSearch(services, { layOut: () => laidOut }, cancel.signal);
  const resume = async (id: string) => runSearch(services, { resume: id }, new AbortController().signal);
  const only = async () => {
    const [sweep, ...others] = await store.sweeps.list();
    if (!sweep?.search || others.length > 0) throw new Error('expected one search');
    return { ...sweep, search: sweep.search };
  };
  return {
    store,
    network,
    generator,
    progress,
    cancel,
    source,
    services,
    opened,
    laidOut,
    begin,
    resume,
    only,
  };
}

describe('runSearch', () => {
  it('measures what the source asks for until the budget is spent, and puts the settings back', async () => {
    const { store, network, generator, source, begin, only } = setUp();
    const summary = await begin();
    expect(summary).toMatchObject({
      strategy: 'in-turn',
      planned: 4,
      measured: 4,
      failed: 0,
      stopped: 'the budget of 4 rounds is spent',
      recommended: candidates[0],
      belief: { rounds: 4, probabilityBest: 0.5 },
    });
    expect(network.changes.map(({ maxMessageCount }) => maxMessageCount)).toEqual([10, 20, 30, 10, 500]);
    expect(source.asked).toEqual([
      [],
      ['10 measured'],
      ['10 measured', '20 measured'],
      ['10 measured', '20 measured', '30 measured'],
    ]);
    const sweep = await only();
    expect(sweep).toMatchObject({ status: 'finished', original: initialSettings });
    expect(sweep.rounds.map(({ settings, replicate }) => [settings.maxMessageCount, replicate])).toEqual([
      [10, 1],
      [20, 1],
      [30, 1],
      [10, 2],
    ]);
    expect(await store.rounds.list({ sweepId: summary.sweepId })).toHaveLength(4);
    expect(generator.stopped).toBe(1);
  });

  it('ends when the source has enough, with its reason', async () => {
    const { source, begin, generator, only } = setUp(25);
    source.enoughAfter = 2;
    expect(await begin()).toMatchObject({ planned: 25, measured: 2, stopped: 'expected gain below noise' });
    expect(generator.requests).toHaveLength(2);
    expect((await only()).search.stopped).toBe('expected gain below noise');
  });

  it('tells and stores after each round what is believed', async () => {
    const { begin, progress, only } = setUp(2);
    await begin();
    expect(progress.steps.filter((step) => step.startsWith('best so far'))).toEqual([
      expect.stringMatching(/^best so far: 10 messages, .*probability 50 %; 1 round left$/),
      expect.stringMatching(/^best so far: 20 messages, .*probability 50 %; 0 rounds left$/),
    ]);
    expect((await only()).search.beliefs).toEqual([
      { rounds: 1, recommended: candidates[0], probabilityBest: 0.5 },
      { rounds: 2, recommended: candidates[1], probabilityBest: 0.5 },
    ]);
  });

  it('shows failed rounds to the source and counts them towards the budget', async () => {
    const { begin, generator, source } = setUp(3);
    generator.before = (round) => {
      if (round === 2) throw new LoadGeneratorError('no');
    };
    expect(await begin()).toMatchObject({ planned: 3, measured: 2, failed: 1 });
    expect(source.asked.at(-1)).toEqual(['10 measured', '20 failed']);
  });

  it('stops after three failures of one kind in a row, and measures them again on resume', async () => {
    const { begin, resume, generator, network, source, only } = setUp(4);
    generator.before = (round) => {
      if (round > 1) throw new LoadGeneratorError('no');
    };
    await expect(begin()).rejects.toThrow(/3 rounds in a row failed .*sweep --resume s-/);
    expect(network.settings).toEqual(initialSettings);
    generator.before = () => undefined;
    const { id, rounds } = await only();
    expect(rounds).toHaveLength(4);
    expect(await resume(id)).toMatchObject({ planned: 4, measured: 4, failed: 0 });
    expect(source.asked[4]).toEqual(['10 measured']);
  });

  it('puts the settings back when it is cancelled, says how to go on, and then asks for the same round', async () => {
    const { begin, resume, generator, network, cancel, source, services, opened, only } = setUp(4);
    generator.before = (round) => {
      if (round < 3) return;
      cancel.abort();
      throw new CancelledError('round cancelled');
    };
    await expect(begin()).rejects.toThrow(/cancelled.*gridtune sweep --resume s-/);
    expect(network.settings).toEqual(initialSettings);
    const stopped = await only();
    expect(stopped).toMatchObject({ status: 'stopped', reason: 'cancelled' });

    const askedBefore = source.asked.length;
    services.roundSource = async (of: Search) => {
      opened.push(of);
      expect(await only()).toMatchObject({ status: 'running' });
      expect(await only()).not.toHaveProperty('reason');
      return source;
    };
    generator.before = () => undefined;
    expect(await resume(stopped.id)).toMatchObject({ measured: 4, failed: 0 });
    expect(source.asked[askedBefore]).toEqual(source.asked[askedBefore - 1]);
    expect(opened[1]).toEqual({ ...opened[0], beliefs: expect.anything() });
    const finished = await only();
    expect(finished.rounds.map(({ settings }) => settings.maxMessageCount)).toEqual([10, 20, 30, 10]);
    expect(finished.search.beliefs.map(({ rounds }) => rounds)).toEqual([1, 2, 3, 4]);
    expect(finished).toMatchObject({ status: 'finished' });
    expect(finished.reason).toBeUndefined();
  });

  it('works out a belief that the end of the program cut off', async () => {
    const { begin, resume, store, only } = setUp(2);
    await begin();
    const sweep = await only();
    await store.sweeps.put({ ...sweep, search: { ...sweep.search, beliefs: [] } });
    expect(await resume(sweep.id)).toMatchObject({ measured: 2, belief: { rounds: 2 } });
  });

  it('works out each belief once, also when a finished search is resumed', async () => {
    const { begin, resume, source, generator, only } = setUp(2);
    const first = await begin();
    expect(await resume((await only()).id)).toEqual(first);
    expect(source.believed).toBe(2);
    expect(generator.requests).toHaveLength(2);
  });

  it('is refused where a plan is resumed, and refuses to resume one', async () => {
    const { begin, resume, services, only, store } = setUp(1);
    await begin();
    const sweep = await only();
    const signal = new AbortController().signal;
    await expect(runSweep(services, { resume: sweep.id }, signal)).rejects.toThrow(/is a search/);
    const { search: _, ...planned } = sweep;
    await store.sweeps.put({ ...planned, id: 's-plan' });
    await expect(resume('s-plan')).rejects.toThrow(/is no search/);
  });

  it('says which round is missing from the store', async () => {
    const { begin, resume, only, store } = setUp(3);
    await begin();
    const sweep = await only();
    const [first, ...others] = sweep.rounds;
    if (!first) throw new Error('no round');
    await store.sweeps.put({ ...sweep, rounds: [{ ...first, replicate: 7 }, ...others] });
    await expect(resume(sweep.id)).rejects.toMatchObject({ code: 'CORRUPT_DOCUMENT' });
  });
});

it('refuses a search among candidates that a guard rail forbids, before anything is sent', async () => {
  const { network, services, opened, laidOut } = setUp(4);
  const rails = guardRailsSchema.parse({ maxMessageCount: { max: 1 } });
  const failing = runSearch({ ...services, rails }, { layOut: () => laidOut }, new AbortController().signal);
  await expect(failing).rejects.toThrow(/candidate 10 messages, .*: maxMessageCount 10 is outside 1 to 1 /);
  expect(network.changes).toEqual([]);
  expect(opened).toEqual([]);
});
