import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ModelFileError } from '../../domain/errors.js';
import { sweep } from '../../store/testing/sample-values.js';
import { learntModel, openLearntService, sketchedPredictor } from '../testing/learnt-service.js';
import type { TestService } from '../testing/test-service.js';
import { predictionRoutes } from './predictions.js';

const openModel = vi.hoisted(() => vi.fn());
vi.mock('../../ann/registry/open-model.js', () => ({ openModel }));

let service: TestService;
beforeEach(async () => {
  openModel.mockReset();
  openModel.mockImplementation(async () => sketchedPredictor());
  service = await openLearntService(predictionRoutes);
});
afterEach(() => service.close());

const SETTINGS = { maxMessageCount: 60, batchTimeoutMs: 100 };
const ask = (body: unknown) => service.call('POST', '/predictions', { role: 'viewer', body });
const surface = (body: unknown) => service.call('POST', '/predictions/surface', { role: 'viewer', body });

describe('POST /predictions', () => {
  it('tells what the champion expects, with its intervals and warnings', async () => {
    await service.store.models.insert(learntModel('m-1', { status: 'champion' }));
    const { status, body } = await ask({ settings: SETTINGS, sendRateTps: 60 });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      modelId: 'm-1',
      input: { ...SETTINGS, sendRateTps: 60 },
      throughputTps: 60,
      latencyMeanMs: 60,
      interval90: { latencyMeanMs: { low: 60 / 1.1, high: 60 * 1.1 } },
      warnings: [],
    });
  });

  it('warns outside of what the model learnt from, and asks another model where one is named', async () => {
    await service.store.models.insert(learntModel('m-2'));
    const context = { regions: 3 };
    const { body } = await ask({
      settings: SETTINGS,
      sendRateTps: 500,
      context,
      txBytes: 100,
      modelId: 'm-2',
    });
    expect(body.modelId).toBe('m-2');
    expect(body.warnings).toEqual([
      'sendRateTps of 500 is outside the trained 60 to 120: this is extrapolated',
      'the model was not trained on known values of txBytes: it may make no difference',
      'the model was not trained on known values of regions: it may make no difference',
    ]);
  });

  it('says so where there is no model, no such model, and where its file is damaged', async () => {
    const body = { settings: SETTINGS, sendRateTps: 60 };
    expect(await ask(body)).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
    expect(await ask({ ...body, modelId: 'm-9' })).toMatchObject({ status: 404 });
    await service.store.models.insert(learntModel('m-1'));
    openModel.mockImplementation(async () => {
      throw new ModelFileError('model file m-1.json is not the registered one');
    });
    expect(await ask({ ...body, modelId: 'm-1' })).toMatchObject({
      status: 422,
      body: { code: 'MODEL_FILE_REFUSED' },
    });
  });

  it.each([
    [{}, 'body.settings'],
    [{ settings: SETTINGS }, 'body.sendRateTps'],
    [{ settings: SETTINGS, sendRateTps: '60' }, 'body.sendRateTps'],
    [{ settings: SETTINGS, sendRateTps: 0 }, 'body.sendRateTps'],
    [{ settings: { ...SETTINGS, maxMessageCount: 1.5 }, sendRateTps: 60 }, 'body.settings.maxMessageCount'],
    [{ settings: { ...SETTINGS, batchTimeoutMs: 1 }, sendRateTps: 60 }, 'body.settings.batchTimeoutMs'],
    [{ settings: { ...SETTINGS, more: 1 }, sendRateTps: 60 }, 'body.settings.more'],
    [{ settings: SETTINGS, sendRateTps: 60, txBytes: -1 }, 'body.txBytes'],
    [{ settings: SETTINGS, sendRateTps: 60, context: { a: 'b' } }, 'body.context.a'],
    [{ settings: SETTINGS, sendRateTps: 60, context: [1] }, 'body.context'],
    [{ settings: SETTINGS, sendRateTps: 60, modelId: 7 }, 'body.modelId'],
  ])('refuses %j at %s', async (body, at) => {
    const reply = await ask(body);
    expect(reply.status).toBe(400);
    expect(reply.body.faults.map(({ path }: { path: string }) => path)).toContain(at);
  });

  it('refuses settings that no orderer takes together', async () => {
    const settings = { ...SETTINGS, preferredMaxBytes: 4_000_000, absoluteMaxBytes: 2_000_000 };
    expect(await ask({ settings, sendRateTps: 60 })).toMatchObject({ status: 400 });
  });

  it('takes a context with names that objects have by themselves', async () => {
    await service.store.models.insert(learntModel('m-1', { status: 'champion' }));
    const body = `{"settings":${JSON.stringify(SETTINGS)},"sendRateTps":60,"context":{"__proto__":1,"constructor":2}}`;
    expect((await ask(body)).status).toBeLessThan(500);
  });
});

describe('POST /predictions/surface', () => {
  it('lays a grid over what the model learnt from, with what binds and what was measured', async () => {
    await service.store.models.insert(learntModel('m-1', { status: 'champion' }));
    const { status, body } = await surface({ sendRateTps: 60 });
    expect(status).toBe(200);
    const { maxMessageCounts: counts, batchTimeoutsMs: timeouts } = body;
    expect([counts[0], counts.at(-1), timeouts[0], timeouts.at(-1)]).toEqual([5, 200, 50, 250]);
    const cells = counts.length * timeouts.length;
    expect(body.latencyMeanMs.values).toHaveLength(cells);
    expect(body.latencyMeanMs.intervalWidths).toHaveLength(cells);
    // The first row is that of the least count, one cell a timeout: 10 ms and half of it.
    expect(body.latencyMeanMs.values.slice(0, timeouts.length)).toEqual(
      timeouts.map((timeoutMs: number) => 10 + timeoutMs / 2),
    );
    expect(body.latencyMeanMs.intervalWidths[0]).toBeCloseTo(35 * (1.1 - 1 / 1.1), 3);
    // In 250 ms about 16 of 60 a second arrive: a count of 5 ends blocks, a count of 200 never does.
    expect(body.binding[timeouts.length - 1]).toBe('count');
    expect(body.binding.at(-1)).toBe('timeout');
    expect(body.measured).toHaveLength(6);
    expect(body.measured[0]).toMatchObject({ sendRateTps: 60, latencyMeanMs: 100, rounds: 1 });
    expect(body.warnings).toEqual([]);
  });

  it('takes axes, bytes and a size of transactions, and says which bytes end blocks', async () => {
    await service.store.models.insert(learntModel('m-1', { status: 'champion' }));
    const { body } = await surface({
      sendRateTps: 100,
      maxMessageCount: { min: 10, max: 1000, steps: 3 },
      batchTimeoutMs: { min: 500, max: 500, steps: 1 },
      preferredMaxBytes: 8192,
      txBytes: 4096,
      rateTolerancePct: 25,
    });
    expect(body).toMatchObject({ maxMessageCounts: [10, 100, 1000], batchTimeoutsMs: [500] });
    expect(body.binding).toEqual(['bytes', 'bytes', 'bytes']);
    // 120 tps is within 25 % of 100.
    expect(body.measured).toHaveLength(6);
    expect(body.warnings).toContain(
      'maxMessageCount of 1000 is outside the trained 5 to 200: this is extrapolated',
    );
  });

  it('takes the byte limits that are in force', async () => {
    await service.store.models.insert(learntModel('m-1', { status: 'champion' }));
    const original = { ...sweep('s').original, preferredMaxBytes: 65_536 };
    await service.store.sweeps.insert(sweep('s-1', { original }));
    expect((await surface({ sendRateTps: 60 })).body.preferredMaxBytes).toBe(65_536);
  });

  it('is drawn without rows too, and says why none are there', async () => {
    await service.store.models.insert(learntModel('m-1', { status: 'champion', roundIds: ['field/2'] }));
    const { status, body } = await surface({ sendRateTps: 60 });
    expect(status).toBe(200);
    expect(body.measured).toEqual([]);
    expect(body.warnings).toContainEqual(expect.stringContaining('learnt from dataset field'));
    const read = await surface({ sendRateTps: 60, workload: 'read' });
    expect(read.status).toBe(200);
  });

  it.each([
    [{}, 'body.sendRateTps'],
    [{ sendRateTps: 60, maxMessageCount: { min: 9, max: 3, steps: 2 } }, 'body.maxMessageCount'],
    [{ sendRateTps: 60, batchTimeoutMs: { min: 50, max: 99, steps: 0 } }, 'body.batchTimeoutMs.steps'],
    [{ sendRateTps: 60, workload: 'nap' }, 'body.workload'],
    [{ sendRateTps: 60, rateTolerancePct: -1 }, 'body.rateTolerancePct'],
  ])('refuses %j at %s', async (body, at) => {
    const reply = await surface(body);
    expect(reply.status).toBe(400);
    expect(reply.body.faults.map(({ path }: { path: string }) => path)).toContain(at);
  });

  it('refuses more cells than it draws', async () => {
    await service.store.models.insert(learntModel('m-1', { status: 'champion' }));
    const axis = (steps: number) => ({ min: 10, max: 1000, steps });
    const body = { sendRateTps: 60, maxMessageCount: axis(50), batchTimeoutMs: axis(51) };
    expect(await surface(body)).toMatchObject({
      status: 400,
      body: {
        faults: [{ path: 'body', message: 'must have at most 2500 cells, got 2550: take fewer steps' }],
      },
    });
    expect(await surface({ ...body, batchTimeoutMs: axis(50) })).toMatchObject({ status: 200 });
  });

  it('refuses byte limits that no orderer takes together, also with what is in force', async () => {
    await service.store.models.insert(learntModel('m-1', { status: 'champion' }));
    expect(await surface({ sendRateTps: 60, preferredMaxBytes: 90_000_000 })).toMatchObject({ status: 400 });
  });
});
