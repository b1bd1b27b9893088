import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Delivery } from '../../domain/webhook.js';
import { openTestService, type TestService } from '../testing/test-service.js';
import { webhookRoutes } from './webhooks.js';

const BODY = {
  name: 'operations',
  url: 'https://alerts.example.org/gridtune',
  events: ['job-ended', 'drift-found'],
  secretVariable: 'GRIDTUNE_WEBHOOK_OPS',
};
const DELIVERY: Delivery = {
  id: 'd-1',
  version: 1,
  webhookId: 'w-1',
  notice: { type: 'test', at: '2026-11-22T12:00:00.000Z', message: 'a test', subjectId: 'w-1' },
  status: 'delivered',
  attempts: 1,
  lastOutcome: '200',
};

describe('webhooks', () => {
  let service: TestService;
  const tested: string[] = [];

  beforeEach(async () => {
    tested.length = 0;
    service = await openTestService(webhookRoutes, {
      parts: {
        webhooks: {
          test: async (id) => {
            tested.push(id);
            return DELIVERY;
          },
        },
      },
    });
  });
  afterEach(() => service.close());

  it('are made, changed and removed with their deliveries, and each of it is recorded', async () => {
    const made = await service.call('POST', '/webhooks', { body: BODY });
    expect(made).toMatchObject({ status: 201, body: { version: 1, enabled: true, pending: 0 } });
    const { id } = made.body;
    await service.store.deliveries.insert({ ...DELIVERY, webhookId: id });
    await service.store.deliveries.insert({ ...DELIVERY, id: 'd-2', webhookId: id, status: 'pending' });
    const changed = await service.call('PUT', `/webhooks/${id}`, {
      body: { ...BODY, enabled: false },
      headers: { 'if-match': made.headers.get('etag') ?? '' },
    });
    expect(changed.body).toMatchObject({
      version: 2,
      enabled: false,
      pending: 1,
      last: { status: 'delivered', outcome: '200' },
    });
    const deliveries = await service.call('GET', `/webhooks/${id}/deliveries?limit=1`);
    expect(deliveries.body).toMatchObject({ total: 2, items: [{ webhookId: id, attempts: 1 }] });
    expect(
      await service.call('DELETE', `/webhooks/${id}`, { headers: { 'if-match': '"v1"' } }),
    ).toMatchObject({
      status: 412,
    });
    const gone = await service.call('DELETE', `/webhooks/${id}`, { headers: { 'if-match': '"v2"' } });
    expect(gone.status).toBe(204);
    expect(await service.store.deliveries.list()).toEqual([]);
    expect(service.audited.map(({ action, subjectId }) => [action, subjectId])).toEqual([
      ['webhook-changed', id],
      ['webhook-changed', id],
      ['webhook-removed', id],
    ]);
  });

  it.each([
    ['url', 'ftp://example.org'],
    ['url', 'file:///etc/passwd'],
    ['url', 'https://user:password@example.org/'],
    ['url', 'no address'],
    ['events', []],
    ['events', ['test']],
    ['secretVariable', 'HOME'],
    ['secretVariable', 'GRIDTUNE_WEBHOOK_ops'],
  ])('are refused with a wrong %s: %j', async (name, value) => {
    const refused = await service.call('POST', '/webhooks', { body: { ...BODY, [name]: value } });
    expect(refused).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
    expect(refused.body.faults[0].path).toMatch(`body.${name}`);
    expect(await service.store.webhooks.list()).toEqual([]);
  });

  it('are tested when asked', async () => {
    const answer = await service.call('POST', '/webhooks/w-1/test');
    expect(answer).toMatchObject({ status: 200, body: { status: 'delivered', lastOutcome: '200' } });
    expect(tested).toEqual(['w-1']);
  });

  it('are for admins alone', async () => {
    for (const [method, path] of [
      ['GET', '/webhooks'],
      ['POST', '/webhooks'],
      ['GET', '/webhooks/w-1'],
      ['PUT', '/webhooks/w-1'],
      ['DELETE', '/webhooks/w-1'],
      ['GET', '/webhooks/w-1/deliveries'],
      ['POST', '/webhooks/w-1/test'],
    ] as const)
      expect(await service.call(method, path, { role: 'approver' })).toMatchObject({ status: 403 });
    expect(tested).toEqual([]);
  });
});
