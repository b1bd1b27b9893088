import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { measuredRound } from '../../dataset/round.fixture.js';
import { StoreUnreachableError } from '../../domain/errors.js';
import { guardRailsSchema, noGuardRails } from '../../domain/guard-rails.js';
import { expandPlan, type Plan } from '../../domain/plan.js';
import { memoryStore } from '../../store/testing/memory-store.js';
import { initialSettings, NetworkDouble, noOrderer, ProgressDouble } from '../../../test/doubles/network.js';
import { runProgram } from '../program.js';
import type { Services } from '../../operations/services.js';

const PLANS = fileURLToPath(new URL('../../../benchmarks/plans', import.meta.url));

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'gridtune-cli-sweep-'));
});
afterEach(async () => rm(directory, { recursive: true }));

/** The command line with a network and a store in memory; a sweep measures every round of its plan at once. */
function setUp() {
  const network = new NetworkDouble();
  const progress = new ProgressDouble();
  const store = memoryStore();
  const swept: Plan[] = [];
  const resumed: string[] = [];
  const services = {
    paths: { root: '', home: '', models: '', reports: directory, plans: PLANS, config: '' },
    progress,
    signal: new AbortController().signal,
    store: async () => store,
    network: async () => network,
    guardRails: async () => noGuardRails,
    initialSettings: async () => ({ ...initialSettings, maxMessageCount: 77 }),
    close: async () => undefined,
    sweep: async (request: Parameters<Services['sweep']>[0]) => {
      if ('resume' in request) resumed.push(request.resume);
      if ('plan' in request) swept.push(request.plan);
      const rounds = 'plan' in request ? expandPlan(request.plan, network.settings) : [];
      await store.sweeps.put({
        id: 's-1',
        planName: 'mine',
        rounds,
        original: network.settings,
        window: { warmupS: 1, minS: 5, maxS: 10 },
        networkId: network.id,
        channel: network.channelName,
        status: 'finished',
        startedAt: '2026-01-01T00:00:00.000Z',
      });
      return { sweepId: 's-1', planned: rounds.length, measured: rounds.length, failed: 0 };
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
  return {
    network,
    progress,
    store,
    services,
    swept,
    resumed,
    run,
    text: () => out.join(''),
    json: () => JSON.parse(out.join('')),
    errors: () => errors.join(''),
  };
}

async function planFile(...lines: string[]): Promise<string> {
  const file = path.join(directory, 'plan.yaml');
  await writeFile(file, ['name: mine', 'window: { warmupS: 1, minS: 5, maxS: 10 }', ...lines].join('\n'));
  return file;
}

/** At 60 tps the timeout of 250 ms ends blocks at 16; of 100, 200 and 20 messages the first two are dead. */
const REPEATING = ['settings: { maxMessageCount: [100, 200, 20], batchTimeoutMs: 250 }', 'sendRateTps: 60'];

describe('sweep --dry-run', () => {
  it('shows points in the order of the plan with what cuts them, rounds and duration, and measures nothing', async () => {
    const { run, text, swept, network } = setUp();
    const file = await planFile(
      'settings: { maxMessageCount: [10, 50] }',
      'sendRateTps: [30, 7.5]',
      'txBytes: 3600',
    );
    expect(await run('--plan', file, '--dry-run')).toBe(0);
    // timeout of 2 s: 1 + 30 * 2 = 61 and 1 + 7.5 * 2 = 16
    expect(text()).toBe(
      [
        'messages  timeout ms  preferred KiB  absolute KiB  tps  replicates  expected cut',
        '      10        2000           2048         10240   30           1  count at 10',
        '      10        2000           2048         10240  7.5           1  count at 10',
        '      50        2000           2048         10240   30           1  count at 50',
        '      50        2000           2048         10240  7.5           1  timeout at 16',
        '',
        // 4 rounds of 1 s warm-up, 5 to 10 s window, 2 s to drain and 0.5 s: 34 to 54 s
        'plan mine: 4 rounds, expected to take 34 s to 54 s; nothing was changed',
        '',
      ].join('\n'),
    );
    expect(swept).toEqual([]);
    expect(network.changes).toEqual([]);
  });

  it('gives the same as one JSON document', async () => {
    const { run, json } = setUp();
    const file = await planFile(
      'settings: { maxMessageCount: 10 }',
      'sendRateTps: 30',
      'replicates: 2',
      'txBytes: 1',
    );
    expect(await run('--plan', file, '--dry-run', '--json')).toBe(0);
    expect(json()).toEqual({
      plan: 'mine',
      planned: 2,
      points: [
        {
          pointId: expect.stringMatching(/^m10-t2000-r30-publish-/),
          settings: { ...initialSettings, maxMessageCount: 10 },
          load: { workload: 'publish', sendRateTps: 30 },
          replicates: 2,
          expectedCut: { by: 'count', transactions: 10 },
        },
      ],
      expectedSeconds: { min: 17, max: 27 },
      warnings: [],
    });
  });

  it('gives a duration once where its ends read the same', async () => {
    const { run, text } = setUp();
    const file = path.join(directory, 'long.yaml');
    // 30 rounds of 1 to 1.5 s, 2 s and 0.5 s: 105 to 120 s
    await writeFile(
      file,
      'name: long\npoints: [{ sendRateTps: 30 }]\nreplicates: 30\nwindow: { warmupS: 0, minS: 1, maxS: 1.5 }\n',
    );
    await run('--plan', file, '--dry-run');
    expect(text()).toContain('plan long: 30 rounds, expected to take 2 min;');
  });

  it('expects no blocks of a load that only reads', async () => {
    const { run, text } = setUp();
    await run('--plan', await planFile('points: [{ sendRateTps: 30 }]', 'workload: read'), '--dry-run');
    expect(text()).toMatch(/ 30 +1 {2}no blocks\n/);
  });

  it('names the points that a guard rail will refuse', async () => {
    const { run, json, services } = setUp();
    services.guardRails = async () => guardRailsSchema.parse({ maxMessageCount: { max: 30 } });
    const file = await planFile(
      'settings: { maxMessageCount: [10, 50] }',
      'sendRateTps: 30',
      'txBytes: 3600',
    );
    expect(await run('--plan', file, '--dry-run', '--json')).toBe(0);
    expect(json()).toMatchObject({
      warnings: [
        expect.stringMatching(
          /^m50-t2000-r30-publish-\w+: maxMessageCount 50 is outside 1 to 30 \(guardRails/,
        ),
      ],
    });
  });

  it('counts anchors, those that are points of their own too', async () => {
    const { run, text } = setUp();
    const inside = await planFile(
      'points: [{ sendRateTps: 30 }, { sendRateTps: 31 }]',
      'anchor: { every: 1 }',
    );
    await run('--plan', inside, '--dry-run');
    // 31 is no nearer to the middle than 30, which comes first
    expect(text()).toMatch(
      /tps {2}replicates {2}anchors {2}expected cut\n.* 30 +1 +3 {2}.*\n.* 31 +1 +- {2}/,
    );
    const apart = setUp();
    const file = await planFile('points: [{ sendRateTps: 30 }]', 'anchor: { every: 9, sendRateTps: 5 }');
    await apart.run('--plan', file, '--dry-run', '--json');
    expect(apart.json()).toMatchObject({
      planned: 1 + 2,
      points: [{ replicates: 1 }, { replicates: 0, anchors: 2, load: { sendRateTps: 5 } }],
    });
  });

  it('fills gaps with the first settings of a network that is down, and says so', async () => {
    const { run, json, network } = setUp();
    network.channel.read = async () => Promise.reject(noOrderer);
    const file = await planFile('points: [{ batchTimeoutMs: 50, sendRateTps: 30 }]');
    expect(await run('--plan', file, '--dry-run', '--json')).toBe(0);
    expect(json()).toMatchObject({
      points: [{ settings: { ...initialSettings, batchTimeoutMs: 50, maxMessageCount: 77 } }],
      warnings: [expect.stringMatching(/^the network is down: .* made with$/)],
    });
  });

  it('assumes the size of a transaction where the store cannot be read, and says why', async () => {
    const { run, json, services } = setUp();
    services.store = async () => Promise.reject(new StoreUnreachableError('no store'));
    expect(await run('--plan', await planFile(...REPEATING), '--dry-run', '--json')).toBe(0);
    expect(json()).toMatchObject({
      warnings: [
        'measured sizes of transactions could not be read: no store',
        expect.anything(),
        expect.stringContaining('4100 bytes a transaction are assumed'),
      ],
    });
  });

  it.each(['--dry-run', '--skip-dead', '--plan=quick'])('refuses %s beside --resume', async (option) => {
    const { run, errors, resumed } = setUp();
    expect(await run('--resume', 's-1', option)).toBe(2);
    expect(errors()).toContain(`give either ${option.replace(/=.*/, '')} or --resume`);
    expect(resumed).toEqual([]);
  });
});

describe('sweep', () => {
  it('warns of points that repeat each other and measures all of them', async () => {
    const { run, json, progress, swept } = setUp();
    expect(await run('--plan', await planFile(...REPEATING), '--json')).toBe(0);
    expect(progress.warnings).toEqual([
      '2 points at 60 tps (publish) differ only in maxMessageCount: batchTimeoutMs ends blocks there, at about 16 transactions',
      '1 of 3 rounds would repeat what another measures, --skip-dead leaves them out: maxMessageCount changes nothing there (4100 bytes a transaction are assumed, no round has measured them yet)',
    ]);
    expect(swept.map(({ points }) => points.length)).toEqual([3]);
    expect(json()).toEqual({ sweepId: 's-1', planned: 3, measured: 3, failed: 0 });
  });

  it('leaves out all but the first of them with --skip-dead', async () => {
    const { run, json, swept } = setUp();
    const file = await planFile(...REPEATING, 'replicates: 2');
    expect(await run('--plan', file, '--skip-dead', '--json')).toBe(0);
    expect(swept[0]?.points.map(({ settings }) => settings.maxMessageCount)).toEqual([100, 20]);
    expect(json()).toEqual({ sweepId: 's-1', planned: 4, measured: 4, failed: 0, skipped: 2 });
    const people = setUp();
    await people.run('--plan', file, '--skip-dead');
    expect(people.text()).toBe('sweep s-1: 4 of 4 rounds measured, 0 failed, 2 left out\n');
    expect(people.progress.warnings.at(-1)).toMatch(/^2 of 6 rounds left out, /);
  });

  it('sums many groups up in one line', async () => {
    const { run, progress } = setUp();
    const rates = 'sendRateTps: [50, 51, 52, 53, 54, 55]';
    const [settings = ''] = REPEATING;
    await run('--plan', await planFile(settings, rates));
    expect(progress.warnings).toEqual([
      expect.stringMatching(/^6 of 18 rounds would repeat what another measures/),
    ]);
  });

  it('says nothing of a plan without such points', async () => {
    const { run, progress } = setUp();
    await run('--plan', await planFile('points: [{ sendRateTps: 30 }, { sendRateTps: 60 }]'));
    expect(progress.warnings).toEqual([]);
  });

  it('takes the median size of measured rounds of this network and workload', async () => {
    const { run, progress, store } = setUp();
    const sized = (id: string, txBytes: number, parts: Parameters<typeof measuredRound>[0] = {}) => ({
      ...measuredRound({ id, networkId: 'net', ...parts }),
      inside: { txBytes, problems: [] },
    });
    await store.rounds.put(sized('a', 4000));
    await store.rounds.put(sized('b', 5000));
    await store.rounds.put(sized('c', 9000));
    await store.rounds.put(sized('d', 1, { networkId: 'another' }));
    await store.rounds.put(sized('e', 1, { workload: 'mixed' }));
    await store.rounds.put(measuredRound({ id: 'f', networkId: 'net' }));
    await run('--plan', await planFile(...REPEATING));
    expect(progress.warnings.at(-1)).toMatch(/\(5000 bytes a transaction, from measured rounds\)$/);
  });

  it('believes a size that the plan gives', async () => {
    const { run, progress } = setUp();
    // 16 by timeout, 2 MiB / 65,536 = 32 by bytes: still dead; the counts as before
    await run('--plan', await planFile(...REPEATING, 'txBytes: 65536'));
    expect(progress.warnings.at(-1)).toMatch(/\(65536 bytes a transaction, from the plan\)$/);
  });

  it('names what reads have in common', async () => {
    const { run, progress } = setUp();
    const file = await planFile(
      'settings: { batchTimeoutMs: [50, 2000] }',
      'sendRateTps: 60',
      'workload: read',
    );
    await run('--plan', file);
    expect(progress.warnings[0]).toBe(
      '2 points at 60 tps (read) differ only in batchTimeoutMs: reads are not ordered',
    );
  });

  it('takes the quick plan if none is named, and a shipped one by its name', async () => {
    const { run, swept } = setUp();
    await run();
    await run('--plan', 'thesis-chapter-5');
    expect(swept.map(({ name }) => name)).toEqual(['quick', 'thesis-chapter-5']);
  });

  it('lists the shipped plans for an unknown name', async () => {
    const { run, errors } = setUp();
    expect(await run('--plan', 'thesis')).toBe(2);
    expect(errors()).toContain(
      'shipped are block-bytes, compare, compare-chapter-6, demo, quick, surface, thesis-chapter-5, thesis-chapter-6',
    );
  });

  it('ends with a page about it, and leaves the summary for machines as it is', async () => {
    const { run, progress, json } = setUp();
    expect(await run('--plan', await planFile(...REPEATING), '--json')).toBe(0);
    expect(progress.steps.at(-1)).toBe(`report: ${path.join(directory, 's-1.html')}`);
    expect(await readFile(path.join(directory, 's-1.html'), 'utf8')).toMatch(/^<!doctype html>/);
    expect(Object.keys(json()).toSorted()).toEqual(['failed', 'measured', 'planned', 'sweepId']);
  });

  it('goes on with a sweep', async () => {
    const { run, resumed, json } = setUp();
    expect(await run('--resume', 's-9', '--json')).toBe(0);
    expect(resumed).toEqual(['s-9']);
    expect(json()).not.toHaveProperty('skipped');
  });
});
