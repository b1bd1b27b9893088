import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ModelFileError } from '../../domain/errors.js';
import { recommendation, sweep } from '../../store/testing/sample-values.js';
import { learntModel, openLearntService, sketchedPredictor } from '../testing/learnt-service.js';
import type { TestService } from '../testing/test-service.js';
import { recommendationRoutes } from './recommendations.js';

const openModel = vi.hoisted(() => vi.fn());
vi.mock('../../ann/registry/open-model.js', () => ({ openModel }));

let service: TestService;
beforeEach(async () => {
  openModel.mockReset();
  openModel.mockImplementation(async () => sketchedPredictor());
  service = await openLearntService(recommendationRoutes);
});
afterEach(() => service.close());

const ask = (body: unknown, role: 'viewer' | 'operator' = 'operator') =>
  service.call('POST', '/recommendations', { role, body });
const setUp = async () => {
  await service.store.models.insert(learntModel('m-1', { status: 'champion' }));
  await service.store.sweeps.insert(sweep('s-1'));
};
const idsOf = async (query: string) =>
  (await service.call('GET', `/recommendations${query}`, { role: 'viewer' })).body.items.map(
    ({ id }: { id: string }) => id,
  );

describe('POST /recommendations', () => {
  it('recommends, keeps it and records who asked', async () => {
    await setUp();
    const { status, body, headers } = await ask({ objective: 'min-latency', sendRateTps: 60 });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      modelId: 'm-1',
      objective: 'min-latency',
      load: { workload: 'publish', sendRateTps: 60 },
      current: sweep('s').original,
      settings: { batchTimeoutMs: 50 },
      decision: 'change',
      goal: { limits: [], confidence: 0.9 },
    });
    expect(headers.get('location')).toBe(`/api/v1/recommendations/${body.id}`);
    expect(await service.store.recommendations.find(body.id)).toEqual(body);
    expect(service.audited).toEqual([
      {
        action: 'recommended',
        subjectId: body.id,
        by: expect.objectContaining({ role: 'operator' }),
        note: 'change, by model m-1',
      },
    ]);
    // With everything that it rests on.
    const shown = await service.call('GET', `/recommendations/${body.id}`, { role: 'viewer' });
    expect(shown.body).toEqual(body);
    expect(Object.keys(shown.body)).toEqual(
      expect.arrayContaining(['front', 'safeRegion', 'binding', 'evidence', 'limits', 'reason', 'warnings']),
    );
  });

  it('takes limits as they are typed on the command line', async () => {
    await setUp();
    const limits = ['latencyMeanMs<=90', 'latencyP95Ms <= 300'];
    const { status, body } = await ask({ limits, sendRateTps: 60, confidence: 0.8 });
    expect(status).toBe(201);
    expect(body.goal).toMatchObject({
      confidence: 0.8,
      limits: [
        { figure: 'latencyMeanMs', bound: '<=', value: 90 },
        { figure: 'latencyP95Ms', bound: '<=', value: 300 },
      ],
    });
  });

  it('serves a range with one setting, and a day with a schedule', async () => {
    await setUp();
    const range = await ask({ range: { fromTps: 60, toTps: 120 } });
    expect(range.status).toBe(201);
    // 60 and 120 and what lies between them at ratios of at most 1.25.
    expect(range.body.rates.map(({ sendRateTps }: { sendRateTps: number }) => sendRateTps)).toEqual([
      60, 71.4, 84.9, 101, 120,
    ]);
    const periods = [
      { from: '06:00', sendRateTps: 60 },
      { from: '20:00', sendRateTps: 120 },
    ];
    const day = await ask({ periods, schedule: true });
    expect(day.status).toBe(201);
    expect(day.body.schedule).toMatchObject(periods);
    const ids = day.body.recommendations.map(({ id }: { id: string }) => id);
    expect(day.body.schedule[0].recommendationId).toBe(ids[0]);
    expect(service.audited.map(({ subjectId }) => subjectId)).toEqual([range.body.id, ...ids]);
  });

  it('says which limit nothing keeps', async () => {
    await setUp();
    expect(await ask({ sendRateTps: 60, limits: ['latencyMeanMs<=1'] })).toMatchObject({
      status: 422,
      body: { code: 'INFEASIBLE' },
    });
    expect(await ask({ sendRateTps: 5000 })).toMatchObject({
      status: 422,
      body: { code: 'NOT_ENOUGH_DATA' },
    });
    expect(await ask({ sendRateTps: 60, workload: 'read' })).toMatchObject({
      status: 422,
      body: { code: 'NOT_ENOUGH_DATA' },
    });
    expect(await idsOf('')).toEqual([]);
    expect(service.audited).toEqual([]);
  });

  it('says what is missing: a model, the one that was named, its file, settings in force', async () => {
    expect(await ask({ sendRateTps: 60 })).toMatchObject({
      status: 404,
      body: { detail: expect.stringContaining('there is no model yet') },
    });
    await service.store.models.insert(learntModel('m-1', { status: 'champion' }));
    expect(await ask({ sendRateTps: 60, modelId: 'm-9' })).toMatchObject({ status: 404 });
    expect(await ask({ sendRateTps: 60, modelId: 'm-1' })).toMatchObject({
      status: 404,
      body: { detail: expect.stringContaining('what is in force') },
    });
    await service.store.models.insert(learntModel('m-2'));
    openModel.mockImplementation(async () => {
      throw new ModelFileError('model file m-2.json cannot be read');
    });
    expect(await ask({ sendRateTps: 60, modelId: 'm-2' })).toMatchObject({
      status: 422,
      body: { code: 'MODEL_FILE_REFUSED' },
    });
  });

  it.each([
    [{}, 'body'],
    [{ sendRateTps: 60, range: { fromTps: 1, toTps: 2 } }, 'body'],
    [{ sendRateTps: '60' }, 'body.sendRateTps'],
    [{ sendRateTps: 60, objective: 'best' }, 'body.objective'],
    [{ sendRateTps: 60, limits: ['latency<5'] }, 'body.limits.0'],
    [{ sendRateTps: 60, limits: ['latencyMeanMs<=5', 'latencyMeanMs>=6'] }, 'body.limits'],
    [{ sendRateTps: 60, weights: { latency: 0, throughput: 1 } }, 'body.weights.latency'],
    [{ sendRateTps: 60, confidence: 1 }, 'body.confidence'],
    [{ range: { fromTps: 120, toTps: 60 } }, 'body.range'],
    [{ periods: [] }, 'body.periods'],
    [{ periods: [{ from: '25:00', sendRateTps: 60 }] }, 'body.periods.0.from'],
    [{ sendRateTps: 60, schedule: 'yes' }, 'body.schedule'],
    [{ sendRateTps: 60, dataset: ['/etc/passwd'] }, 'body.dataset'],
  ])('refuses %j at %s', async (body, at) => {
    const reply = await ask(body);
    expect(reply.status).toBe(400);
    expect(reply.body.faults.map(({ path }: { path: string }) => path)).toContain(at);
  });

  it('is for operators', async () => {
    expect(await ask({ sendRateTps: 60 }, 'viewer')).toMatchObject({ status: 403 });
  });
});

describe('GET /recommendations', () => {
  it('lists the newest first without what they rest on, by objective, decision and model', async () => {
    const { recommendations } = service.store;
    const at = (day: number) => ({ createdAt: `2026-01-0${day}T00:00:00.000Z` });
    await recommendations.insert({ ...recommendation('r-b'), ...at(1), decision: 'change' });
    await recommendations.insert({ ...recommendation('r-c'), ...at(3), modelId: 'other' });
    await recommendations.insert({ ...recommendation('r-a'), ...at(2), objective: 'balanced' });
    expect(await idsOf('')).toEqual(['r-c', 'r-a', 'r-b']);
    expect(await idsOf('?limit=1&after=r-c')).toEqual(['r-a']);
    expect(await idsOf('?objective=balanced')).toEqual(['r-a']);
    expect(await idsOf('?decision=change')).toEqual(['r-b']);
    expect(await idsOf('?modelId=other')).toEqual(['r-c']);
    await recommendations.insert({ ...recommendation('r-d'), ...at(4) });
    const { body } = await service.call('GET', '/recommendations?limit=2');
    expect(body).toMatchObject({ total: 4, next: 'r-c' });
    expect(Object.keys(body.items[0])).not.toContain('roundIds');
  });

  it('does not know what is not there', async () => {
    expect(await service.call('GET', '/recommendations/r-9')).toMatchObject({ status: 404 });
    expect(await service.call('GET', '/recommendations?decision=maybe')).toMatchObject({ status: 400 });
  });
});
