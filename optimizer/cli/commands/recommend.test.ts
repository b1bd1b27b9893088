import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DataRow, ModelInput } from '../../dataset/columns.js';
import { datasetHash } from '../../dataset/hash.js';
import { measuredRound, SETTINGS } from '../../dataset/round.fixture.js';
import { rowsFromRounds } from '../../dataset/rows.js';
import { NetworkDownError } from '../../domain/errors.js';
import { guardRailsSchema } from '../../domain/guard-rails.js';
import { recommendationSchema } from '../../domain/recommendation.js';
import { sure, type Sketch } from '../../recommender/prediction.fixture.js';
import { memoryStore, type MemoryStore } from '../../store/testing/memory-store.js';
import { modelRecord, recommendation } from '../../store/testing/sample-values.js';
import { runProgram } from '../program.js';
import type { Services } from '../../operations/services.js';
import { describeRecommendation } from './recommend.js';

const openModel = vi.hoisted(() => vi.fn());
vi.mock('../../ann/registry/open-model.js', () => ({ openModel }));
// Training takes minutes on a busy machine; what is made of the rows is the business of other tests.
const fit = vi.hoisted(() => vi.fn(async (_rows: readonly DataRow[]) => ({ model: 'fitted' })));
vi.mock('../../ann/evaluation/main-recipe.js', () => ({ mainRecipe: () => ({ fit }) }));
vi.mock('../../ann/ensemble/ensemble-model.js', () => ({
  predictEnsemble: (model: unknown, points: readonly ModelInput[]) =>
    points.map((point) => (model === 'fitted' ? surface(point) : undefined)),
}));
vi.mock('../../ann/backend.js', () => ({ prepareBackend: async () => ({}) }));

const ROUNDS = [5, 60, 200].flatMap((maxMessageCount) =>
  [50, 250].flatMap((batchTimeoutMs) =>
    [60, 120].map((sendRateTps) =>
      measuredRound({ settings: { maxMessageCount, batchTimeoutMs }, sendRateTps }),
    ),
  ),
);
/** 10 ms and half the timeout; everything sent commits. */
const surface = ({ batchTimeoutMs, sendRateTps }: ModelInput): Sketch =>
  sure(sendRateTps, 10 + batchTimeoutMs / 2);

let folder: string;
let store: MemoryStore;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'recommend-'));
});
afterAll(async () => rm(folder, { recursive: true }));
beforeEach(async () => {
  openModel.mockReset();
  openModel.mockImplementation(async () => ({ predict: (points: ModelInput[]) => points.map(surface) }));
  store = memoryStore();
});

async function withModel() {
  for (const round of ROUNDS) await store.rounds.insert(round);
  const rows = rowsFromRounds(ROUNDS);
  const roundIds = rows.map(({ roundId }) => roundId);
  const learnt = { roundIds, datasetHash: datasetHash(rows), status: 'champion' } as const;
  await store.models.insert({ ...modelRecord('m-1'), baselines: {}, ...learnt });
}

/** The whole command line; without a network unless there is one. */
async function gridtune(argv: readonly string[], network?: object, rails: object = {}) {
  const [steps, warnings]: string[][] = [[], []];
  const services = {
    store: async () => store,
    guardRails: async () => guardRailsSchema.parse(rails),
    network: async () => {
      if (network) return network;
      throw new NetworkDownError('there is no network');
    },
    paths: { models: '/models' },
    progress: {
      step: (text: string) => steps?.push(text),
      warn: (text: string) => warnings?.push(text),
      advance: () => undefined,
    },
    signal: new AbortController().signal,
    close: async () => undefined,
  };
  let [out, error] = ['', ''];
  const code = await runProgram(['recommend', ...argv], {
    version: '0',
    openServices: () => services as unknown as Services & { close(): Promise<void> },
    writeOut: (text) => void (out += text),
    writeError: (text) => void (error += text),
  });
  return { code, out, error, warnings };
}
const NETWORK = {
  channel: { read: async () => ({ settings: SETTINGS, sequence: 1, height: 1 }) },
  context: async () => measuredRound().context,
};

describe('recommend', () => {
  beforeEach(withModel);

  it('prints one document, and keeps what it printed', async () => {
    const { code, out } = await gridtune(['--send-rate', '60', '--json'], NETWORK);
    expect(code).toBe(0);
    const printed = recommendationSchema.parse(JSON.parse(out));
    expect(printed).toMatchObject({
      decision: 'change',
      settings: { ...SETTINGS, batchTimeoutMs: 50 },
      load: { workload: 'publish', sendRateTps: 60 },
      modelId: 'm-1',
    });
    expect(await store.recommendations.list()).toEqual([printed]);
  });

  it('stays within the guard rails, and says where they ended it', async () => {
    const rails = { batchTimeoutMs: { min: 120 }, maxMessageCount: { max: 1000 } };
    const { out } = await gridtune(['--send-rate', '60', '--json'], NETWORK, rails);
    const printed = recommendationSchema.parse(JSON.parse(out));
    expect(printed.settings).toEqual({ ...SETTINGS, batchTimeoutMs: 120 });
    expect(printed.warnings.filter((warning) => warning.includes('guardRails'))).toEqual([
      'batchTimeoutMs 120 is the smallest that guardRails.batchTimeoutMs allows: better settings may lie beyond the rail',
    ]);
    const [timeout] = printed.safeRegion?.knobs.filter(({ name }) => name === 'batchTimeoutMs') ?? [];
    expect(timeout?.low).toMatchObject({ value: 120 });
  });

  it('recommends to stay where the guard rails leave nothing else, and says so', async () => {
    const { out } = await gridtune(['--send-rate', '60', '--json'], NETWORK, {
      batchTimeoutMs: { min: 500 },
    });
    const printed = recommendationSchema.parse(JSON.parse(out));
    expect(printed).toMatchObject({ decision: 'stay', settings: SETTINGS });
    expect(printed.warnings).toContain(
      'guardRails.batchTimeoutMs allows 500 to 60000 and the rounds have 50 to 250: nothing but the value in force is left, sweep inside the guard rails',
    );
  });

  it('prints both sides for people, with units, gain, probability and what binds', async () => {
    const { out } = await gridtune(['--send-rate', '60'], NETWORK);
    expect(out).toMatch(/^for 60 tps \(publish\), min-latency: change\n/);
    expect(out).toMatch(/\nbatch timeout, ms +250 +50\n/);
    expect(out).toMatch(/\nmean latency, ms +135 \(135 to 135\) +35 \(35 to 35\)\n/);
    expect(out).toMatch(/\nP\(throughputTps>=57\) +1\.00 +1\.00\n/);
    expect(out).toMatch(/gain expected: mean latency -74\.1 % .*, better with a probability of 1\.00\n/);
    expect(out).toMatch(/\nwhat binds: the timeout ends /);
    expect(out).toMatch(
      /\nmeasured nearest to it: 60 messages, 50 ms at 60 tps: 60 tps, 100 ms \(median of 1 round\)\n/,
    );
    expect(out).toMatch(/\nrecommendation r-\S+\n$/);
  });

  it('takes limits, a confidence and weights into the goal', async () => {
    const argv = ['--send-rate', '60', '--objective', 'balanced', '--weights', 'latency=2,throughput=1'];
    const limits = ['--limit', 'latencyP95Ms<=400', '--limit', 'throughputTps>=50', '--confidence', '0.8'];
    const { out } = await gridtune([...argv, ...limits, '--json'], NETWORK);
    expect(JSON.parse(out).goal).toMatchObject({
      objective: 'balanced',
      weights: { latency: 2, throughput: 1 },
      confidence: 0.8,
      limits: [{ figure: 'latencyP95Ms' }, { figure: 'throughputTps' }],
    });
  });

  it('finds one setting for a range of rates, and tells of each rate', async () => {
    const { out } = await gridtune(['--send-rate', '60..120', '--json'], NETWORK);
    const { rates } = JSON.parse(out);
    // Four steps of 1.19, none above 1.25.
    expect(rates.map(({ sendRateTps }: { sendRateTps: number }) => sendRateTps)).toEqual([
      60, 71.4, 84.9, 101, 120,
    ]);
    expect((await gridtune(['--send-rate', '60..120'], NETWORK)).out).toMatch(/at every rate:\nfrom +tps +/);
  });

  it('makes a schedule of a profile, with a recommendation that can be applied for each stretch', async () => {
    const file = path.join(folder, 'day.yaml');
    await writeFile(file, '- {from: "00:00", sendRateTps: 60}\n- {from: 06:30, sendRateTps: 120}\n');
    openModel.mockImplementation(async () => ({
      predict: (points: ModelInput[]) =>
        points.map(({ maxMessageCount, sendRateTps }) =>
          sure(sendRateTps, sendRateTps === 60 ? 20 + maxMessageCount : 300 - maxMessageCount),
        ),
    }));
    const { out } = await gridtune(['--profile', file, '--schedule', '--json'], NETWORK);
    const { schedule, recommendations } = JSON.parse(out);
    expect(schedule).toMatchObject([
      { from: '00:00', sendRateTps: 60, settings: { maxMessageCount: 5 } },
      { from: '06:30', sendRateTps: 120, settings: { maxMessageCount: 200 } },
    ]);
    expect(await store.recommendations.list()).toEqual(recommendations);
    expect(schedule.map(({ recommendationId }: { recommendationId: string }) => recommendationId)).toEqual(
      recommendations.map(({ id }: { id: string }) => id),
    );
    expect((await gridtune(['--profile', file, '--schedule'], NETWORK)).out).toMatch(
      /: 2 settings\n\nfrom +tps +settings +recommendation\n00:00 +60 +5 messages/,
    );
    const robust = JSON.parse((await gridtune(['--profile', file, '--json'], NETWORK)).out);
    expect(robust.rates.map(({ from }: { from: string }) => from)).toEqual(['00:00', '06:30']);
  });

  it('says what to do where nothing tells what is in force', async () => {
    const { code, error } = await gridtune(['--send-rate', '60']);
    expect(code).toBe(1);
    expect(error).toMatch(/gridtune network up/);
  });

  it.for([
    ['no rate at all', [], 'either --send-rate'],
    ['a rate and a profile', ['--send-rate', '60', '--profile', 'day.yaml'], 'either --send-rate'],
    ['a rate of nothing', ['--send-rate', '0'], '--send-rate'],
    ['a range upside down', ['--send-rate', '160..60'], 'a range such as 60..160'],
    ['half a range', ['--send-rate', '60..'], 'a range such as 60..160'],
    ['a profile that is not there', ['--profile', '/nowhere/day.yaml'], 'cannot be read'],
    ['an unknown figure', ['--send-rate', '60', '--limit', 'latencyP50Ms<=4'], 'latencyP95Ms'],
    [
      'limits that contradict each other',
      ['--send-rate', '60', '--limit', 'latencyMeanMs<=10', '--limit', 'latencyMeanMs>=20'],
      'latencyMeanMs<=10 and latencyMeanMs>=20',
    ],
    ['both ways at once', ['--send-rate', '60..90', '--robust', '--schedule'], '--robust'],
    ['a model and a dataset', ['--send-rate', '60', '--model', 'm-1', '--dataset', 'x'], '--dataset'],
    ['an unknown workload', ['--send-rate', '60', '--workload', 'write'], 'publish'],
  ] as const)('refuses %s as wrong usage', async ([, argv, told]) => {
    const { code, out, error } = await gridtune(argv, NETWORK);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error).toContain(told);
  });

  it.for([
    ['- {from: "6:00", sendRateTps: 60}', 'must be a time of day'],
    ['- {from: "06:00", sendRateTps: 0}', 'must be above 0'],
    ['- {from: "06:00", sendRateTps: 60}\n- {from: "05:00", sendRateTps: 60}', 'order of the day'],
    ['from: "06:00"', 'must be a list'],
    ['[]', 'at least one period'],
  ] as const)('refuses the profile %s', async ([text, told]) => {
    const file = path.join(folder, 'bad.yaml');
    await writeFile(file, text);
    const { code, error } = await gridtune(['--profile', file], NETWORK);
    expect(code).toBe(2);
    expect(error).toContain(told);
  });

  it('names a limit that nobody can meet, and a rate that nobody measured', async () => {
    const met = await gridtune(['--send-rate', '60', '--limit', 'latencyMeanMs<=30'], NETWORK);
    expect(met.code).toBe(1);
    expect(met.error).toMatch(/keeps latencyMeanMs<=30 .* \[INFEASIBLE\]/);
    const far = await gridtune(['--send-rate', '900'], NETWORK);
    expect(far.code).toBe(1);
    expect(far.error).toMatch(/more than 3 times outside the measured rates.* \[NOT_ENOUGH_DATA\]/);
  });
});

describe('recommend --dataset', () => {
  const HEADER =
    'max_message_count,batch_timeout_ms,send_rate_tps,throughput_tps,latency_avg_ms,latency_p95_ms,succeeded,failed';
  /** Half of the timeout or of the time to fill a block, whichever ends sooner. */
  const rowsOf = (counts: readonly number[]) =>
    counts.flatMap((count) =>
      [50, 200, 1000].map((timeout) => {
        const mean = 15 + Math.min(timeout, (1000 * count) / 60) / 2;
        return `${count},${timeout},60,60,${mean},${2 * mean},600,0`;
      }),
    );

  it('needs no network and nothing in the store, and says what it compares with', async () => {
    const file = path.join(folder, 'own.csv');
    await writeFile(file, [HEADER, ...rowsOf([5, 50, 400])].join('\n'));
    const { code, out, error } = await gridtune(['--send-rate', '60', '--dataset', file, '--json']);
    expect(error).toBe('');
    expect(code).toBe(0);
    const printed = recommendationSchema.parse(JSON.parse(out));
    // Fabric's sample default, 500 messages and 2 s, has 400 messages and 1 s as its nearest.
    expect(printed.current).toMatchObject({ maxMessageCount: 400, batchTimeoutMs: 1000 });
    expect(printed.warnings[0]).toMatch(/nearest to Fabric's sample default, 400 messages, 1000 ms/);
    expect(printed).toMatchObject({ decision: 'change', modelId: 'unregistered' });
    expect(printed.dataset).toMatchObject({ names: [file], rows: 9 });
    expect(printed.settings).toMatchObject({ maxMessageCount: 400, batchTimeoutMs: 50 });
    expect(fit.mock.calls[0]?.[0].map(({ latencyP95Ms }) => latencyP95Ms)).toHaveLength(9);
    expect(openModel).not.toHaveBeenCalled();
    expect(await store.models.list()).toEqual([]);
    expect(await store.recommendations.list()).toEqual([printed]);
  });

  it('says so where a name stands for nothing, and where no row can be used', async () => {
    expect((await gridtune(['--send-rate', '60', '--dataset', 'gone'])).error).toMatch(
      /no dataset and no sweep gone/,
    );
    const file = path.join(folder, 'idle.csv');
    await writeFile(file, `${HEADER}\n5,50,60,0,0,0,0,600\n`);
    const idle = await gridtune(['--send-rate', '60', '--dataset', file]);
    expect(idle.code).toBe(1);
    expect(idle.error).toMatch(/has no usable row/);
  });
});

it('describes a recommendation of an older version', () => {
  const text = describeRecommendation(recommendation('r-old'));
  expect(text).toMatch(/^for 33\.3 tps \(\w+\), min-latency: stay where you are\n/);
  expect(text).toMatch(/\nmean latency, ms +121 +121\n/);
  expect(text).toMatch(/\nwarning: few rounds\nrecommendation r-old$/);
});
