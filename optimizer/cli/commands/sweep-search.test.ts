import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CancelledError } from '../../domain/errors.js';
import { plainGoal } from '../../domain/goal.js';
import type { Sweep } from '../../domain/round.js';
import type { SearchRequest, SearchSummary } from '../../domain/search.js';
import { memoryStore } from '../../store/testing/memory-store.js';
import { initialSettings, NetworkDouble, ProgressDouble } from '../../../test/doubles/network.js';
import { runProgram } from '../program.js';

const recommended = { ...initialSettings, maxMessageCount: 10, batchTimeoutMs: 100 };
const figures = { rounds: 2, throughputTps: 60, latencyMeanMs: 45 };
const found: SearchSummary = {
  sweepId: 's-1',
  strategy: 'random',
  planned: 5,
  measured: 4,
  failed: 1,
  stopped: 'the budget of 5 rounds is spent',
  recommended,
  belief: { rounds: 5, recommended, measured: figures, probabilityBest: 0.8, expectedImprovementPct: 2 },
};

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'gridtune-cli-search-'));
});
afterEach(async () => rm(directory, { recursive: true }));

/** The command line over a search that ends at once with `summary`. */
async function setUp(summary: SearchSummary = found) {
  const network = new NetworkDouble();
  const store = memoryStore();
  const search = {
    strategy: 'random',
    goal: plainGoal('min-latency'),
    load: { workload: 'publish' as const, sendRateTps: 60 },
    candidates: [recommended],
    budget: 5,
    seed: 1,
    beliefs: [],
  };
  const sweep: Sweep = {
    id: 's-1',
    planName: 'search-random',
    rounds: [],
    original: initialSettings,
    window: { warmupS: 1, minS: 5, maxS: 10 },
    networkId: network.id,
    channel: network.channelName,
    status: 'finished',
    startedAt: '2026-01-01T00:00:00.000Z',
    search,
  };
  await store.sweeps.put(sweep);
  const requests: SearchRequest[] = [];
  const services = {
    paths: { root: '', home: '', models: '', reports: directory, plans: directory, config: '' },
    progress: new ProgressDouble(),
    signal: new AbortController().signal,
    store: async () => store,
    network: async () => network,
    close: async () => undefined,
    sweep: async () => Promise.reject(new Error('must not be asked')),
    search: async (request: SearchRequest) => {
      requests.push(request);
      return summary;
    },
  };
  const out: string[] = [];
  const errors: string[] = [];
  const run = async (...argv: string[]) =>
    runProgram(['sweep', ...argv], {
      version: '0',
      openServices: () => services as unknown as ReturnType<Parameters<typeof runProgram>[1]['openServices']>,
      writeOut: (text) => out.push(text),
      writeError: (text) => errors.push(text),
    });
  return { services, store, sweep, requests, run, text: () => out.join(''), errors: () => errors.join('') };
}

describe('sweep --search', () => {
  it('asks for 25 rounds of minimal latency among the default candidates unless told otherwise', async () => {
    const { run, requests } = await setUp();
    expect(await run('--search', '--send-rate', '60')).toBe(0);
    expect(requests).toEqual([
      {
        strategy: 'gridtune',
        goal: plainGoal('min-latency'),
        load: { workload: 'publish', sendRateTps: 60 },
        budget: 25,
        seed: 1,
      },
    ]);
  });

  it('hands goal, limits, strategy, budget and seed on, and takes the workload from the plan', async () => {
    const { run, requests } = await setUp();
    const plan = path.join(directory, 'mine.yaml');
    await writeFile(
      plan,
      'name: mine\nsettings: { maxMessageCount: [1, 2] }\nsendRateTps: 5\nworkload: mixed\n',
    );
    const goal = ['--objective', 'balanced', '--latency', 'p95', '--limit', 'latencyP95Ms<=400'];
    const how = ['--strategy', 'random', '--budget', '7', '--seed', '3', '--plan', plan];
    expect(await run('--search', '--send-rate', '60', ...goal, ...how)).toBe(0);
    expect(requests).toEqual([
      {
        strategy: 'random',
        goal: {
          ...plainGoal('balanced'),
          latency: 'p95',
          limits: [{ figure: 'latencyP95Ms', bound: '<=', value: 400 }],
        },
        load: { workload: 'mixed', sendRateTps: 60 },
        budget: 7,
        seed: 3,
        planFile: plan,
      },
    ]);
  });

  it('prints the summary as one JSON document', async () => {
    const { run, text } = await setUp();
    await run('--search', '--send-rate', '60', '--json');
    expect(JSON.parse(text())).toEqual(found);
  });

  it('tells people what was found, how sure it is, and the command that applies it', async () => {
    const { run, text } = await setUp();
    await run('--search', '--send-rate', '60');
    expect(text()).toBe(
      [
        'search s-1 (random): 4 rounds measured, 1 failed, of at most 5; ended because the budget of 5 rounds is spent',
        'recommended: 10 messages, 100 ms, preferred 2 MiB, absolute 10 MiB',
        '  measured 60 tps, mean 45 ms in 2 rounds',
        '  the best of the candidates with probability 80 %',
        '  one more round may gain 2 %',
        `apply them: gridtune apply --settings '${JSON.stringify(recommended)}'`,
        '',
      ].join('\n'),
    );
  });

  it('says that the settings in force are the best where they are', async () => {
    const stay = { ...found, recommended: initialSettings };
    const { run, text } = await setUp(stay);
    await run('--search', '--send-rate', '60');
    expect(text()).toMatch(/in force already: stay where you are\n$/);
    expect(text()).not.toMatch(/gridtune apply/);
  });

  it('says that nothing acceptable was found, and what comes closest', async () => {
    const closest = { settings: recommended, measured: figures, broken: ['latencyMeanMs<=40'] };
    const { run, text } = await setUp({ ...found, recommended: null, belief: { rounds: 5, closest } });
    await run('--search', '--send-rate', '60');
    expect(text()).toMatch(
      /closest: 10 messages, .* breaks latencyMeanMs<=40: .*mean 45 ms.*\nnothing to apply/,
    );
  });

  it('says that nothing was measured', async () => {
    const { run, text } = await setUp({ ...found, measured: 0, recommended: null, belief: null });
    await run('--search', '--send-rate', '60');
    expect(text()).toMatch(/nothing was measured\n$/);
  });

  it('ends with 130 when it is cancelled', async () => {
    const { run, services, errors } = await setUp();
    services.search = async () => Promise.reject(new CancelledError('gridtune sweep --resume s-1'));
    expect(await run('--search', '--send-rate', '60')).toBe(130);
    expect(errors()).toMatch(/gridtune sweep --resume s-1/);
  });

  it.each([
    [['--search'], /needs --send-rate/],
    [['--search', '--send-rate', '60', '--dry-run'], /either --dry-run or --search/],
    [['--search', '--send-rate', '60', '--skip-dead'], /either --skip-dead or --search/],
    [['--search', '--send-rate', '60', '--budget', '0'], /--budget: must be a whole number from 1 on, got 0/],
    [['--search', '--send-rate', '60', '--strategy', 'best'], /Allowed choices are .*random/],
    [['--search', '--send-rate', '60', '--limit', 'throughputTps<=20'], /nothing can keep both/],
    [['--send-rate', '60', '--budget', '3'], /--send-rate needs --search; --budget needs --search/],
    [['--limit', 'failedPct<=1'], /--limit needs --search/],
    [['--resume', 's-1', '--search'], /either --search or --resume/],
    [['--resume', 's-1', '--seed', '4'], /either --seed or --resume/],
  ])('refuses %j', async (argv, message) => {
    const { run, requests, errors } = await setUp();
    expect(await run(...argv)).toBe(2);
    expect(errors()).toMatch(message);
    expect(requests).toEqual([]);
  });
});

describe('sweep --resume', () => {
  it('goes on with a search where the sweep is one', async () => {
    const { run, requests } = await setUp();
    expect(await run('--resume', 's-1')).toBe(0);
    expect(requests).toEqual([{ resume: 's-1' }]);
  });

  it('goes on with a plan otherwise', async () => {
    const { run, requests, errors, store, sweep } = await setUp();
    const { search: _, ...planned } = sweep;
    await store.sweeps.put({ ...planned, id: 's-2' });
    await run('--resume', 's-2');
    expect(errors()).toMatch(/must not be asked/);
    expect(requests).toEqual([]);
  });
});
