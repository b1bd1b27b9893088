import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { initialSettings } from '../../../test/doubles/network.js';
import { failedRound, measuredRound } from '../../dataset/round.fixture.js';
import { StoreUnreachableError } from '../../domain/errors.js';
import { claimIdOf } from '../../domain/exclusive-channel.js';
import { plainGoal } from '../../domain/goal.js';
import type { JobRequest } from '../../domain/job-request.js';
import { roundIdOf, type Round, type Sweep } from '../../domain/round.js';
import type { Services } from '../../operations/services.js';
import { openTestService, type TestService } from '../testing/test-service.js';
import { sweepRoutes } from './sweeps.js';

const PLANS = fileURLToPath(new URL('../../../benchmarks/plans', import.meta.url));
const load = { workload: 'publish', sendRateTps: 60 } as const;
const point = (batchTimeoutMs: number) => ({
  pointId: `t${batchTimeoutMs}`,
  settings: { ...initialSettings, batchTimeoutMs },
  load,
});

function sweep(changes: Partial<Sweep> = {}): Sweep {
  return {
    ...{ id: 's-1', planName: 'mine', original: initialSettings },
    rounds: [
      { ...point(100), replicate: 1 },
      { ...point(200), replicate: 1 },
      { ...point(100), replicate: 2 },
    ],
    window: { warmupS: 1, minS: 4, maxS: 8 },
    ...{ networkId: 'net', channel: 'exchange', status: 'running', startedAt: '2026-01-02T00:00:00.000Z' },
    ...changes,
  };
}

/** Took ten seconds. */
function round(planned: Sweep['rounds'][number], latencyMeanMs: number, sweepId = 's-1'): Round {
  const { pointId, replicate, settings } = planned;
  return {
    ...measuredRound({ measurement: { latencyMeanMs } }),
    ...{ id: roundIdOf(sweepId, planned), sweepId, pointId, replicate, settings, load },
  };
}

describe('sweeps', () => {
  let service: TestService;
  let submitted: JobRequest[];
  beforeEach(async () => {
    submitted = [];
    const services: Partial<Services> = {
      paths: { root: '', home: '', models: '', reports: '', plans: PLANS, config: '' },
    };
    const jobs = {
      submit: async (request: JobRequest) => {
        submitted.push(request);
        return {
          ...{ id: 'j-1', version: 1, kind: request.kind, request, status: 'queued' as const },
          requestedBy: { kind: 'token' as const, id: 't', name: 't', role: 'operator' as const },
          ...{ requestedAt: '2026-01-01T00:00:00.000Z', approvalsRequired: 0, approvals: [] },
          ...{ attempt: 0, lastEvent: 0 },
        };
      },
    };
    service = await openTestService(sweepRoutes, { services, jobs });
  });
  afterEach(() => service.close());
  const hold = () =>
    service.store.claims.take(
      {
        ...{ id: claimIdOf({ id: 'net', channelName: 'exchange' }), holder: 'h', purpose: 'sweep' },
        ...{ host: 'h', pid: 1, expiresAtMs: Date.now() + 60_000 },
      },
      Date.now(),
    );

  it('are listed with how far they came, the newest first', async () => {
    await service.store.sweeps.put(
      sweep({ id: 's-0', status: 'finished', startedAt: '2026-01-01T00:00:00.000Z' }),
    );
    await service.store.sweeps.put(sweep());
    await service.store.rounds.put(round(sweep().rounds[0] as never, 50));
    await service.store.rounds.put({ ...failedRound(), sweepId: 's-1' });
    const { body } = await service.call('GET', '/sweeps', { role: 'viewer' });
    expect(body.items).toMatchObject([
      { id: 's-1', kind: 'plan', planned: 3, measured: 1, failed: 1, status: 'running', atWork: false },
      { id: 's-0', planned: 3, measured: 0, failed: 0, status: 'finished' },
    ]);
    expect((await service.call('GET', '/sweeps?status=finished')).body.total).toBe(1);
    expect((await service.call('GET', '/sweeps?status=sleeping')).status).toBe(400);
    await hold();
    expect((await service.call('GET', '/sweeps')).body.items).toMatchObject([
      { atWork: true },
      { atWork: false },
    ]);
  });

  it('tell points, what is measured now and the time left while somebody is at work', async () => {
    await service.store.sweeps.put(sweep());
    await service.store.rounds.put(round(sweep().rounds[0] as never, 50));
    expect((await service.call('GET', '/sweeps/s-1')).body).toMatchObject({
      current: null,
      secondsLeft: null,
    });
    await hold();
    expect((await service.call('GET', '/sweeps/s-1')).body).toMatchObject({
      // two rounds of ten seconds
      ...{ planned: 3, measured: 1, secondsLeft: 20, search: null },
      current: { pointId: 't200', replicate: 1 },
      points: [
        { pointId: 't100', planned: 2, measured: 1, figures: { latencyMeanMs: 50, throughputTps: 60 } },
        { pointId: 't200', planned: 1, measured: 0, figures: null },
      ],
    });
  });

  it('tell what a search believes', async () => {
    const { rounds: planned } = sweep();
    const search = {
      ...{ strategy: 'gridtune', goal: plainGoal('min-latency'), load, candidates: [initialSettings] },
      ...{ budget: 5, seed: 1, beliefs: [{ rounds: 1, recommended: initialSettings, probabilityBest: 0.4 }] },
    };
    await service.store.sweeps.put(sweep({ rounds: planned.slice(0, 1), search }));
    await service.store.rounds.put(round(planned[0] as never, 50));
    await hold();
    expect((await service.call('GET', '/sweeps/s-1')).body).toMatchObject({
      ...{ kind: 'search', planned: 5, measured: 1, current: null, secondsLeft: 40 },
      search: { beliefs: [{ probabilityBest: 0.4 }] },
    });
  });

  it('that are unknown are 404, on every path', async () => {
    for (const [method, path] of [
      ['GET', '/sweeps/s-9'],
      ['GET', '/sweeps/s-9/report'],
      ['POST', '/sweeps/s-9/resumption'],
      ['GET', '/sweeps/..%2Fs-1'],
    ] as const)
      expect(await service.call(method, path)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });

  it('are begun by operators, from a plan by name, as a job', async () => {
    const body = { plan: 'quick', skipDead: true };
    expect((await service.call('POST', '/sweeps', { role: 'viewer', body })).status).toBe(403);
    const begun = await service.call('POST', '/sweeps', { role: 'operator', body });
    expect(begun).toMatchObject({ status: 202, body: { id: 'j-1', kind: 'sweep' } });
    expect(begun.headers.get('location')).toBe('/api/v1/jobs/j-1');
    expect(submitted).toMatchObject([{ kind: 'sweep', skipDead: true, plan: { points: expect.any(Array) } }]);
    expect((await service.call('POST', '/sweeps', { body: { plan: 'none-such' } })).status).toBe(404);
  });

  it('are gone on with as a job', async () => {
    await service.store.sweeps.put(sweep({ status: 'stopped' }));
    expect((await service.call('POST', '/sweeps/s-1/resumption', { role: 'operator' })).status).toBe(202);
    expect(submitted).toEqual([{ kind: 'resume-sweep', sweepId: 's-1' }]);
  });

  it('whose rounds a strategy chooses take a goal as people write it, and refuse one that nothing can keep', async () => {
    const body = {
      goal: { objective: 'min-latency', limits: ['latencyP95Ms<=400'] },
      ...{ sendRateTps: 60, plan: 'quick' },
    };
    expect((await service.call('POST', '/searches', { role: 'operator', body })).status).toBe(202);
    const goal = {
      ...plainGoal('min-latency'),
      limits: [{ figure: 'latencyP95Ms', bound: '<=', value: 400 }],
    };
    expect(submitted).toEqual([
      { kind: 'search', strategy: 'gridtune', goal, load, budget: 25, seed: 1, plan: 'quick' },
    ]);
    const post = async (limits: string[]) =>
      service.call('POST', '/searches', { body: { ...body, goal: { ...body.goal, limits } } });
    expect(await post(['throughputTps<=10'])).toMatchObject({
      status: 400,
      body: {
        faults: [{ path: 'body.goal.limits', message: expect.stringContaining('nothing can keep both') }],
      },
    });
    expect(await post(['fast'])).toMatchObject({
      status: 400,
      body: { faults: [{ path: 'body.goal.limits.0' }] },
    });
  });

  it('come as a page by itself, that may run and load nothing', async () => {
    await service.store.sweeps.put(sweep({ status: 'finished' }));
    await service.store.rounds.put(round(sweep().rounds[0] as never, 50));
    const { status, headers, text } = await service.call('GET', '/sweeps/s-1/report', { role: 'viewer' });
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'.*sandbox/);
    expect(text).toMatch(/^<!doctype html>[\s\S]*<\/html>\s*$/i);
  });

  it('answer 503 while the store is down and again after', async () => {
    await service.store.sweeps.put(sweep());
    const sweeps = { ...service.store.sweeps };
    service.store.sweeps.list = async () => Promise.reject(new StoreUnreachableError('the store is away'));
    expect(await service.call('GET', '/sweeps')).toMatchObject({
      status: 503,
      body: { code: 'STORE_UNREACHABLE' },
    });
    service.store.sweeps.list = async () => sweeps.list();
    expect((await service.call('GET', '/sweeps')).body.total).toBe(1);
  });
});
