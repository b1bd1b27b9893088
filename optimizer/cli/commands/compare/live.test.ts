import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { initialSettings, NetworkDouble, ProgressDouble } from '../../../../test/doubles/network.js';
import { measuredRound } from '../../../dataset/round.fixture.js';
import { CancelledError } from '../../../domain/errors.js';
import type { Round } from '../../../domain/round.js';
import { roundIdOf } from '../../../domain/round.js';
import type { NewSearch } from '../../../domain/search.js';
import { completeSettings, type OrdererSettings } from '../../../domain/settings.js';
import { memoryStore } from '../../../store/testing/memory-store.js';
import { runProgram } from '../../program.js';
import type { Services } from '../../../operations/services.js';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'gridtune-cli-live-'));
});
afterEach(async () => rm(directory, { recursive: true }));

type Planned = Parameters<typeof roundIdOf>[1] & Pick<Round, 'settings' | 'load'>;

/** The command line with a network and a store in memory; a sweep measures at once what `outcome` gives. */
function setUp() {
  const store = memoryStore();
  const network = new NetworkDouble();
  const progress = new ProgressDouble();
  const run: { id: string; planned: Planned }[] = [];
  const searched: NewSearch[] = [];
  const control = {
    /** Called before each round; may throw. */
    before: (_round: number): void => undefined,
    fails: (_planned: Planned): boolean => false,
    recommends: ({ strategy, candidates = [] }: NewSearch): OrdererSettings | null =>
      completeSettings(candidates[strategy === 'gridtune' ? 0 : 1] ?? {}, initialSettings),
  };
  const measure = async (sweepId: string, planned: Planned): Promise<void> => {
    control.before(run.length + 1);
    run.push({ id: sweepId, planned });
    const {
      measurement,
      kind: _,
      ...common
    } = measuredRound({
      measurement: {
        latencyMeanMs: planned.settings.batchTimeoutMs / 2 + planned.replicate,
        latencyP95Ms: planned.settings.batchTimeoutMs + planned.replicate ** 2,
        throughputTps: planned.load.sendRateTps,
        achievedRateTps: planned.load.sendRateTps,
      },
    });
    const { pointId, replicate, settings, load } = planned;
    const round = { ...common, sweepId, pointId, replicate, settings, load, id: roundIdOf(sweepId, planned) };
    await store.rounds.put(
      control.fails(planned)
        ? { ...round, kind: 'failed', reason: { code: 'LOAD_GENERATOR_FAILED', message: 'a worker ended' } }
        : { ...round, kind: 'measured', measurement },
    );
  };
  const services = {
    paths: {
      root: ROOT,
      home: '',
      models: '',
      reports: directory,
      plans: path.join(ROOT, 'benchmarks/plans'),
      config: '',
    },
    progress,
    signal: new AbortController().signal,
    store: async () => store,
    network: async () => network,
    close: async () => undefined,
    sweep: async (request: { resume: string }) => {
      const sweep = await store.sweeps.find(request.resume);
      if (!sweep) throw new Error('no such sweep');
      const done = await store.rounds.list({ sweepId: sweep.id, kind: 'measured' });
      const rest = sweep.rounds.filter(
        (planned) => !done.some(({ id }) => id === roundIdOf(sweep.id, planned)),
      );
      for (const planned of rest) await measure(sweep.id, planned);
      await store.sweeps.put({ ...sweep, status: 'finished' });
      return { sweepId: sweep.id, planned: sweep.rounds.length, measured: 0, failed: 0 };
    },
    search: async (request: NewSearch) => {
      searched.push(request);
      const sweepId = `s-${request.strategy}-${request.load.sendRateTps}`;
      return { sweepId, measured: request.budget - 1, failed: 1, recommended: control.recommends(request) };
    },
  };
  const out: string[] = [];
  const errors: string[] = [];
  const compare = async (...argv: string[]) =>
    runProgram(['compare', '--live', ...argv], {
      version: '0',
      openServices: () => services as unknown as Services & { close(): Promise<void> },
      writeOut: (text) => out.push(text),
      writeError: (text) => errors.push(text),
    });
  return {
    ...{ store, network, progress, run, searched, control, compare },
    json: () => JSON.parse(out.join('')),
    errors: () => errors.join(''),
    only: async () => {
      const [comparison, ...others] = await store.comparisons.list();
      if (!comparison || others.length > 0) throw new Error('expected one comparison');
      return comparison;
    },
  };
}

/** Two settings at two rates: 20 ms and 1000 ms of timeout. */
async function planFile(...lines: string[]): Promise<string> {
  const file = path.join(directory, 'plan.yaml');
  const own = lines.length > 0 ? lines : ['settings: { batchTimeoutMs: [20, 1000] }'];
  await writeFile(file, ['name: mine', ...own, 'sendRateTps: [30, 60]'].join('\n'));
  return file;
}

describe('compare --live', () => {
  it('searches first, measures the grid once, then every contender five times at each rate', async () => {
    const { compare, run, searched, json, only } = setUp();
    expect(await compare('--plan', await planFile(), '--seed', '4', '--json')).toBe(0);
    expect(
      searched.map(({ strategy, load, budget, seed }) => [strategy, load.sendRateTps, budget, seed]),
    ).toEqual([
      ['gridtune', 30, 12, 4],
      ['gridtune', 60, 12, 5],
      ['random', 30, 12, 4],
      ['random', 60, 12, 5],
    ]);
    const { gridSweepId, contestSweepId, status } = await only();
    expect(status).toBe('finished');
    expect(run.map(({ id }) => id)).toEqual([
      ...Array.from({ length: 4 }, () => gridSweepId),
      // Fabric's default, the thesis's baseline, 20 ms for the grid and gridtune, 1000 ms for random search.
      ...Array.from({ length: 2 * 4 * 5 }, () => contestSweepId),
    ]);
    const { version, preparation, contenders, rounds } = json();
    expect(version).toBe(1);
    // 4 of the grid, and 4 searches of 11 measured and one failed round.
    expect(preparation).toMatchObject({ gridRounds: 4, rounds: 4 + 4 * 12 });
    expect(rounds).toHaveLength(40);
    expect(contenders.slice(0, 5).map((each: { sharedWith: string[] }) => each.sharedWith)).toEqual([
      [],
      [],
      ['gridtune'],
      [],
      ['bestStaticOfGrid'],
    ]);
  });

  it('visits each settings once a repeat, rate by rate, in orders drawn from the seed', async () => {
    const orderOf = async (seed: string) => {
      const { compare, run, only } = setUp();
      await compare('--plan', await planFile(), '--seed', seed);
      const { contestSweepId } = await only();
      return run.filter(({ id }) => id === contestSweepId).map(({ planned }) => planned);
    };
    const order = await orderOf('4');
    expect(order.map(({ load }) => load.sendRateTps)).toEqual([...Array(20).fill(30), ...Array(20).fill(60)]);
    expect(order.slice(0, 20).map(({ replicate }) => replicate)).toEqual(
      [1, 2, 3, 4, 5].flatMap((repeat) => Array(4).fill(repeat)),
    );
    for (let start = 0; start < 40; start += 4)
      expect(new Set(order.slice(start, start + 4).map(({ pointId }) => pointId)).size).toBe(4);
    expect(await orderOf('4')).toEqual(order);
    expect(await orderOf('5')).not.toEqual(order);
  });

  it('writes page, CSV and JSON into a folder, with the command that runs it again', async () => {
    const { compare, json } = setUp();
    const plan = await planFile();
    const out = path.join(directory, 'out');
    const limits = ['--limit', 'latencyP95Ms<=5000', '--objective', 'balanced', '--budget', '3'];
    expect(await compare('--plan', plan, '--out', out, '--send-rate', '30', ...limits, '--json')).toBe(0);
    expect((await readdir(out)).toSorted()).toEqual([
      'comparison.json',
      'comparisons.csv',
      'report.html',
      'rounds.csv',
    ]);
    const { files, ...document } = json();
    expect(files.page).toBe(path.join(out, 'report.html'));
    expect(JSON.parse(await readFile(files.json, 'utf8'))).toEqual(document);
    expect(document.command).toBe(
      `gridtune compare --live --plan ${plan} --send-rate 30 --repeats 5 --objective balanced --limit 'latencyP95Ms<=5000' --budget 3 --seed 1 --contenders fabricDefault,thesisBaseline,bestStaticOfGrid,randomSearch,gridtune`,
    );
  });

  it('goes on where it was cut short, and keeps what failed before', async () => {
    const { compare, control, run, searched, only, errors } = setUp();
    control.before = (round) => {
      if (round === 30) throw new CancelledError('stopped');
    };
    control.fails = () => run.length === 20;
    expect(await compare('--plan', await planFile())).toBe(130);
    const stopped = await only();
    expect(stopped).toMatchObject({ status: 'stopped', reason: 'cancelled' });
    expect(errors()).toContain(`"gridtune compare --live --resume ${stopped.id}" goes on with it`);
    control.before = () => undefined;
    control.fails = () => false;
    expect(await compare('--resume', stopped.id)).toBe(0);
    // 29 rounds before, 15 that were left, and the failed one again; nothing was searched twice.
    expect(run).toHaveLength(29 + 15 + 1);
    expect(searched).toHaveLength(4);
    const finished = await only();
    expect(finished.status).toBe('finished');
    expect(finished.earlierFailures).toMatchObject([{ code: 'LOAD_GENERATOR_FAILED' }]);
  });

  it('shows a contender whose rounds all failed, and compares the others', async () => {
    const { compare, control, json } = setUp();
    control.fails = ({ settings }) => settings.batchTimeoutMs === 250;
    expect(await compare('--plan', await planFile(), '--send-rate', '30', '--json')).toBe(0);
    const { contenders, comparisons } = json();
    expect(contenders[1]).toMatchObject({
      contender: 'thesisBaseline',
      measured: 0,
      failed: 5,
      figures: null,
    });
    expect(comparisons[0]).toMatchObject({
      contender: 'thesisBaseline',
      figures: [],
      reason: 'all 5 rounds of 5 failed (LOAD_GENERATOR_FAILED)',
    });
    expect(comparisons.filter(({ figures }: { figures: unknown[] }) => figures.length === 3)).toHaveLength(3);
  });

  it('goes on without a contender that found nothing acceptable', async () => {
    const { compare, control, json } = setUp();
    control.recommends = ({ strategy }) => (strategy === 'random' ? null : initialSettings);
    expect(await compare('--plan', await planFile(), '--send-rate', '30', '--json')).toBe(0);
    const { contenders, comparisons } = json();
    expect(contenders[3]).toMatchObject({
      settings: null,
      reason: expect.stringContaining('found no settings'),
    });
    // gridtune recommends what the channel has, Fabric's default: nothing to compare.
    expect(comparisons.find((each: { contender: string }) => each.contender === 'gridtune')).toMatchObject({
      reason: 'the same settings: nothing to compare',
    });
  });

  it('leaves searches and grid out where nobody needs them', async () => {
    const { compare, run, searched } = setUp();
    const two = ['--contenders', 'thesisBaseline,fabricDefault', '--repeats', '6'];
    expect(await compare('--plan', await planFile(), ...two)).toBe(0);
    expect(searched).toEqual([]);
    expect(run).toHaveLength(2 * 2 * 6);
  });
});

describe('what compare --live refuses', () => {
  it.each([
    [['--repeats', '4'], '--repeats: must be at least 5, got 4: with fewer pairs a 95 % interval is so wide'],
    [
      ['--contenders', 'fabricDefault,optuna'],
      'unknown contender optuna; there are fabricDefault, thesisBaseline',
    ],
    [['--contenders', 'fabricDefault'], 'must name at least two'],
    [['--contenders', 'gridtune,randomSearch'], 'must hold a baseline: fabricDefault or thesisBaseline'],
    [['--surface', 'x.csv'], 'either --surface FILE.csv'],
    [['--limit', 'throughputTps<=10'], 'nothing can keep both'],
  ])('%j', async (argv, message) => {
    const { compare, errors, run, searched, store } = setUp();
    expect(await compare('--plan', await planFile(), ...argv)).toBe(2);
    expect(errors()).toContain(message);
    expect([run, searched, await store.comparisons.list()]).toEqual([[], [], []]);
  });

  it('a plan whose grid is empty', async () => {
    const { compare, errors } = setUp();
    expect(await compare('--plan', await planFile('settings: { batchTimeoutMs: [] }'))).toBe(2);
    expect(errors()).toContain('must hold at least one value');
  });

  it('an unknown id, one of another network, and options beside --resume', async () => {
    const { compare, errors, store, network, only } = setUp();
    expect(await compare('--resume', 'c-none')).toBe(1);
    expect(errors()).toContain('there is no comparison c-none');
    expect(await compare('--resume', 'c-none', '--repeats', '9')).toBe(2);
    expect(errors()).toContain('give either --repeats or --resume');
    await compare('--plan', await planFile(), '--contenders', 'fabricDefault,thesisBaseline');
    const { id } = await only();
    await store.comparisons.put({ ...(await only()), networkId: `not ${network.id}` });
    expect(await compare('--resume', id)).toBe(2);
    expect(errors()).toContain('was made on another network');
  });
});
