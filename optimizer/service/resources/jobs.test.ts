import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Role } from '../../domain/actor.js';
import type { JobRequest } from '../../domain/job-request.js';
import { actor, APPLY, failed, RESUME, TestInstances, TRAIN } from '../../jobs/testing/instances.js';
import { openTestService, type TestService } from '../testing/test-service.js';
import { jobRoutes } from './jobs.js';

const OPERATOR = actor('op', 'operator');
const ROLLBACK: JobRequest = { kind: 'rollback' };

describe('jobs over REST', () => {
  let test: TestInstances;
  let service: TestService;
  let submit: (request: JobRequest) => Promise<string>;
  beforeEach(async () => {
    test = new TestInstances();
    const { jobs } = await test.instance('one');
    service = await openTestService(jobRoutes, { jobs, parts: { store: test.store, jobs } });
    submit = async (request) => (await jobs.submit(request, OPERATOR)).id;
  });
  afterEach(async () => {
    await test.close();
    await service.close();
  });

  const actionOn = async (id: string, action: string, role: Role) =>
    service.call('POST', `/jobs/${id}/${action}`, { role });

  it('are listed, the newest first, by kind and status, and shown with their result and state', async () => {
    const train = await submit(TRAIN);
    (await test.body(train)).end({ kind: 'done', result: { modelId: 'm-1' } });
    await test.untilStatus(train, 'done');
    const resume = await submit(RESUME);
    await test.body(resume);
    const ids = async (query: string): Promise<string[]> =>
      (await service.call('GET', `/jobs${query}`, { role: 'viewer' })).body.items.map(
        ({ id }: { id: string }) => id,
      );
    expect(await ids('')).toEqual([resume, train]);
    expect(await ids('?kind=train')).toEqual([train]);
    expect(await ids('?status=running')).toEqual([resume]);
    expect(await ids('?limit=1')).toEqual([resume]);
    expect(await ids(`?limit=1&after=${resume}`)).toEqual([train]);
    expect((await service.call('GET', '/jobs?kind=dance')).status).toBe(400);
    expect((await service.call('GET', '/jobs')).body.items[1]).not.toHaveProperty('result');
    const one = await service.call('GET', `/jobs/${train}`, { role: 'viewer' });
    expect(one.body).toMatchObject({ id: train, status: 'done', result: { modelId: 'm-1' } });
    const etag = one.headers.get('etag') ?? '';
    expect(etag).toBe(`"v${one.body.version}"`);
    expect((await service.call('GET', `/jobs/${train}`, { headers: { 'if-none-match': etag } })).status).toBe(
      304,
    );
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/events'],
      ['POST', '/cancellation'],
      ['POST', '/approvals'],
      ['POST', '/retry'],
    ] as const)
      expect(await service.call(method, `/jobs/j-none${path}`)).toMatchObject({
        status: 404,
        body: { code: 'NOT_FOUND' },
      });
  });

  it('are cancelled by operators, and those that change the channel by approvers', async () => {
    const train = await submit(TRAIN);
    expect((await actionOn(train, 'cancellation', 'viewer')).status).toBe(403);
    expect((await actionOn(train, 'cancellation', 'operator')).status).toBe(200);
    await test.untilStatus(train, 'cancelled');
    expect(await actionOn(train, 'cancellation', 'operator')).toMatchObject({
      status: 409,
      body: { code: 'JOB_STATE' },
    });
    const rollback = await submit(ROLLBACK);
    expect((await actionOn(rollback, 'cancellation', 'operator')).status).toBe(403);
    expect((await actionOn(rollback, 'cancellation', 'approver')).status).toBe(200);
  });

  it('that wait for approval are taken back by whoever asked, or by an approver', async () => {
    const others = await submit(APPLY);
    expect((await actionOn(others, 'cancellation', 'operator')).status).toBe(403);
    const { jobs } = service.parts;
    const me = (await service.store.tokens.list())[0];
    const own = await jobs.submit(APPLY, {
      kind: 'token',
      id: me?.id ?? '',
      name: 'operator',
      role: 'operator',
    });
    expect(await actionOn(own.id, 'cancellation', 'operator')).toMatchObject({
      status: 200,
      body: { status: 'cancelled' },
    });
  });

  it('are approved by approvers alone', async () => {
    const id = await submit(APPLY);
    expect((await actionOn(id, 'approvals', 'operator')).status).toBe(403);
    expect(await actionOn(id, 'approvals', 'approver')).toMatchObject({
      status: 200,
      body: { status: 'queued', approvals: [{ by: { name: 'approver' } }] },
    });
    expect((await actionOn(id, 'approvals', 'admin')).status).toBe(409);
  });

  it('are tried again once they are over, once under one key, by whoever may ask for them', async () => {
    const id = await submit(TRAIN);
    expect((await actionOn(id, 'retry', 'operator')).status).toBe(409);
    (await test.body(id)).end(failed('NETWORK_DOWN'));
    await test.untilStatus(id, 'failed');
    const retry = () =>
      service.call('POST', `/jobs/${id}/retry`, { role: 'operator', headers: { 'idempotency-key': 'k' } });
    const first = await retry();
    expect(first).toMatchObject({ status: 202, body: { retryOf: id, kind: 'train' } });
    expect(first.headers.get('location')).toBe(`/api/v1/jobs/${first.body.id}`);
    expect((await retry()).body.id).toBe(first.body.id);
    expect(await test.store.jobs.list()).toHaveLength(2);
    const rollback = await submit(ROLLBACK);
    (await test.body(rollback)).end(failed('NETWORK_DOWN'));
    await test.untilStatus(rollback, 'failed');
    expect((await actionOn(rollback, 'retry', 'operator')).status).toBe(403);
    expect((await actionOn(rollback, 'retry', 'approver')).status).toBe(202);
  });

  it('tell what happens as events, from the last that the caller has', async () => {
    const id = await submit(TRAIN);
    const body = await test.body(id);
    body.told.step('round 1');
    const following = service.call('GET', `/jobs/${id}/events`, { role: 'viewer' });
    body.end();
    const { text, headers } = await following;
    expect(headers.get('content-type')).toBe('text/event-stream');
    const numbers = (stream: string) => [...stream.matchAll(/^id: (\d+)$/gm)].map(([, seq]) => Number(seq));
    expect(numbers(text)).toEqual([1, 2, 3, 4]);
    expect(text).toContain('event: step\ndata: {"seq":3');
    const rest = await service.call('GET', `/jobs/${id}/events`, { headers: { 'last-event-id': '2' } });
    expect(numbers(rest.text)).toEqual([3, 4]);
    const wrong = await service.call('GET', `/jobs/${id}/events`, { headers: { 'last-event-id': 'x' } });
    expect(wrong.status).toBe(400);
  });
});
