import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { initialSettings, NetworkDouble, ProgressDouble } from '../../../test/doubles/network.js';
import { parsePlan } from '../../config/plan-file.js';
import { measuredRound } from '../../dataset/round.fixture.js';
import { parseResults } from '../../dataset/results-file.js';
import { plainGoal } from '../../domain/goal.js';
import { jobRequestSchema, type JobKind, type RequestOf } from '../../domain/job-request.js';
import type { Job } from '../../domain/job.js';
import { expandPlan } from '../../domain/plan.js';
import { roundIdOf, type Sweep } from '../../domain/round.js';
import type { NewSearch } from '../../domain/search.js';
import type { Services } from '../../operations/services.js';
import { memoryStore, type MemoryStore } from '../../store/testing/memory-store.js';
import type { JobContext } from '../job-body.js';
import { jobBodies } from './index.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

let reports: string;
beforeEach(async () => {
  reports = await mkdtemp(path.join(tmpdir(), 'gridtune-bodies-'));
});
afterEach(() => rm(reports, { recursive: true }));

type SweepRequest = Parameters<Services['sweep']>[0];

describe('jobs that measure', () => {
  let store: MemoryStore;
  let network: NetworkDouble;
  let progress: ProgressDouble;
  /** What was asked of the load generator's side, in order. */
  let asked: unknown[];
  /** Subjects that were told, each with how many things had been asked for before. */
  let told: { readonly id: string; readonly before: number }[];
  beforeEach(() => {
    [store, network, progress] = [memoryStore(), new NetworkDouble(), new ProgressDouble()];
    [asked, told] = [[], []];
  });

  async function measure(sweep: Sweep): Promise<void> {
    for (const planned of sweep.rounds) {
      const { pointId, replicate, settings, load } = planned;
      const latencyMeanMs = settings.batchTimeoutMs / 2 + replicate;
      await store.rounds.put({
        ...measuredRound({ measurement: { latencyMeanMs, latencyP95Ms: 2 * latencyMeanMs } }),
        ...{ id: roundIdOf(sweep.id, planned), sweepId: sweep.id, pointId, replicate, settings, load },
      });
    }
    await store.sweeps.put({ ...sweep, status: 'finished' });
  }

  const sweeping = async (request: SweepRequest) => {
    asked.push(request);
    if ('planFile' in request) throw new Error('a body gives the plan itself');
    const sweep: Sweep | undefined =
      'resume' in request
        ? await store.sweeps.find(request.resume)
        : {
            ...{
              id: request.sweepId ?? 'none given',
              planName: request.plan.name,
              original: initialSettings,
            },
            rounds: expandPlan(request.plan, initialSettings),
            window: request.plan.window,
            ...{ networkId: 'net', channel: 'exchange', status: 'running' },
            startedAt: '2026-01-01T00:00:00.000Z',
          };
    if (!sweep) throw new Error('there is no such sweep');
    await measure(sweep);
    return { sweepId: sweep.id, planned: sweep.rounds.length, measured: sweep.rounds.length, failed: 0 };
  };
  const searching = async (request: Parameters<Services['search']>[0]) => {
    asked.push(request);
    const sweepId = 'resume' in request ? request.resume : (request.sweepId ?? 's-searched');
    const candidates = 'resume' in request ? [] : (request.candidates ?? []);
    return {
      ...{ sweepId, strategy: 'random', planned: 5, measured: 4, failed: 1, stopped: 'enough', belief: null },
      recommended: candidates[0] ? { ...initialSettings, ...candidates[0] } : null,
    };
  };

  async function run<K extends JobKind>(request: RequestOf<K>, subjectId?: string) {
    const services = {
      paths: {
        root: ROOT,
        home: '',
        models: '',
        reports,
        plans: path.join(ROOT, 'benchmarks/plans'),
        config: '',
      },
      ...{ progress, signal: new AbortController().signal, store: async () => store },
      ...{ network: async () => network, sweep: sweeping, search: searching },
    } as unknown as Services;
    const body = (await jobBodies[request.kind]?.()) as unknown as (
      request: RequestOf<K>,
      context: JobContext,
    ) => Promise<Record<string, unknown>>;
    return body(request, {
      services,
      job: { id: 'j-1', subjectId } as Job,
      tellSubject: async (id) => void told.push({ id, before: asked.length }),
    });
  }

  const plan = parsePlan(
    'name: mine\nsettings: { maxMessageCount: [100, 200, 20] }\nsendRateTps: 60\ntxBytes: 1000\n',
    'plan',
  );
  const sweepRequest = { kind: 'sweep', plan, skipDead: false } as const;

  it('tell the id of a sweep before it begins, and begin it under that', async () => {
    const result = await run<'sweep'>(sweepRequest);
    expect(told).toEqual([{ id: expect.stringMatching(/^s-\d{8}-\d{6}-/), before: 0 }]);
    expect(result).toEqual({ sweepId: told[0]?.id, planned: 3, measured: 3, failed: 0 });
    expect(asked).toEqual([{ plan, sweepId: told[0]?.id }]);
  });

  it('leave out points without effect where that is asked for, and say how many', async () => {
    const fast = parsePlan(
      'name: mine\nsettings: { maxMessageCount: [500, 600, 20], batchTimeoutMs: 500 }\nsendRateTps: 60\ntxBytes: 1000\n',
      'plan',
    );
    expect(await run<'sweep'>({ ...sweepRequest, plan: fast, skipDead: true })).toMatchObject({
      ...{ planned: 2, skipped: 1 },
    });
    expect(progress.warnings.join()).toMatch(/1 of 3 rounds left out/);
  });

  it('go on with the sweep of an attempt that was killed, or begin it under the id that was told', async () => {
    await store.sweeps.put({
      ...{
        id: 's-killed',
        planName: 'mine',
        original: initialSettings,
        rounds: expandPlan(plan, initialSettings),
      },
      ...{ window: plan.window, networkId: 'net', channel: 'exchange', status: 'running' },
      startedAt: '2026-01-01T00:00:00.000Z',
    });
    expect(await run<'sweep'>(sweepRequest, 's-killed')).toMatchObject({ sweepId: 's-killed', measured: 3 });
    expect(await run<'sweep'>(sweepRequest, 's-told')).toMatchObject({ sweepId: 's-told' });
    expect(asked).toEqual([{ resume: 's-killed' }, { plan, sweepId: 's-told' }]);
    expect(told).toEqual([]);
  });

  it('go on with a sweep by its plan and with a search by its strategy', async () => {
    const search = {
      ...{
        strategy: 'random',
        goal: plainGoal('min-latency'),
        candidates: [initialSettings],
        budget: 5,
        seed: 1,
      },
      ...{ load: { workload: 'publish' as const, sendRateTps: 60 }, beliefs: [] },
    };
    const sweep: Sweep = {
      ...{ id: 's-1', planName: 'mine', original: initialSettings, rounds: [], window: plan.window },
      ...{ networkId: 'net', channel: 'exchange', status: 'stopped', startedAt: '2026-01-01T00:00:00.000Z' },
    };
    await store.sweeps.put(sweep);
    await store.sweeps.put({ ...sweep, id: 's-2', search });
    expect(await run<'resume-sweep'>({ kind: 'resume-sweep', sweepId: 's-1' })).toMatchObject({ planned: 0 });
    expect(await run<'resume-sweep'>({ kind: 'resume-sweep', sweepId: 's-2' })).toMatchObject({
      ...{ strategy: 'random', sweepId: 's-2' },
    });
    expect(told.map(({ id }) => id)).toEqual(['s-1', 's-2']);
    await expect(run<'resume-sweep'>({ kind: 'resume-sweep', sweepId: 's-9' })).rejects.toThrow(
      /no sweep s-9/,
    );
  });

  it('search under an id that was told, among the settings of a shipped plan, and go on after a kill', async () => {
    const request = {
      kind: 'search',
      ...{
        strategy: 'random',
        goal: plainGoal('min-latency'),
        budget: 5,
        seed: 1,
        plan: 'quick',
      },
      load: { workload: 'publish', sendRateTps: 60 },
    } as const;
    expect(await run<'search'>(request)).toMatchObject({ sweepId: told[0]?.id, recommended: null });
    expect(asked[0]).toMatchObject({
      planFile: path.join(ROOT, 'benchmarks/plans/quick.yaml'),
      sweepId: told[0]?.id,
    });
    await expect(run<'search'>({ ...request, plan: '../../package' })).rejects.toThrow(/no plan/);
    await run<'search'>(request, 's-told');
    expect((asked[1] as NewSearch).sweepId).toBe('s-told');
  });

  it('compare on the live network under an id that was told, and only go on after a kill', async () => {
    const request = jobRequestSchema.parse({
      ...{ kind: 'compare-live', plan: 'compare', sendRatesTps: [60], goal: plainGoal('min-latency') },
      ...{ repeats: 5, budget: 3, seed: 4 },
    }) as RequestOf<'compare-live'>;
    const result = await run<'compare-live'>(request);
    const id = told[0]?.id ?? '';
    expect(told).toEqual([{ id: expect.stringMatching(/^c-/), before: 0 }]);
    expect(result).toMatchObject({
      version: 1,
      comparison: { id, status: 'finished', repeats: 5, budget: 3 },
    });
    expect(JSON.parse(await readFile(path.join(reports, id, 'comparison.json'), 'utf8'))).toMatchObject({
      comparison: { id },
    });
    const rounds = (await store.rounds.list()).length;
    expect(await run<'compare-live'>(request, id)).toMatchObject({ comparison: { id } });
    expect(await store.comparisons.list()).toHaveLength(1);
    expect(await store.rounds.list()).toHaveLength(rounds);
    expect(await run<'compare-live'>(request, 'c-told')).toMatchObject({ comparison: { id: 'c-told' } });
  });

  it('compare on an imported dataset', async () => {
    const header = 'max_message_count,batch_timeout_ms,send_rate_tps,throughput_tps,latency_avg_ms';
    const rows = [1, 10, 100].flatMap((count) =>
      [100, 200, 400].map((timeout) => [count, timeout, 60, 60, timeout + count].join(',')),
    );
    const table = parseResults([header, ...rows].join('\n'), 'field.csv');
    const source = {
      id: 'field',
      importedAt: '2026-01-01T00:00:00.000Z',
      file: 'f.csv',
      sha256: 'a'.repeat(64),
    };
    await store.datasets.save(source, table, { replace: false });
    const request = {
      kind: 'compare-surface',
      ...{ dataset: 'field', goal: plainGoal('min-latency'), sendRateTps: 60 },
      ...{ budget: 3, seeds: 1, seed: 1 },
    } as const;
    expect(await run<'compare-surface'>(request)).toMatchObject({
      ...{ budget: 3, optimum: { maxMessageCount: 1, batchTimeoutMs: 100, objective: 101 } },
      surface: { file: 'field', sha256: 'a'.repeat(64), cells: 9 },
      strategies: { gridtune: expect.anything(), random: expect.anything() },
      command: expect.stringContaining('gridtune compare --surface field --send-rate 60'),
    });
    await expect(run<'compare-surface'>({ ...request, dataset: 'none' })).rejects.toThrow(/no dataset none/);
  });
});
