import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestService, type TestService } from '../testing/test-service.js';
import { tokenRoutes } from './tokens.js';

describe('tokens', () => {
  let service: TestService;
  beforeEach(async () => {
    service = await openTestService(tokenRoutes);
  });
  afterEach(() => service.close());

  it('are shown once, work, and do not once they are revoked', async () => {
    const made = await service.call('POST', '/tokens', { body: { role: 'admin', name: 'night shift' } });
    expect(made).toMatchObject({ status: 201, body: { role: 'admin', name: 'night shift' } });
    const { token, id } = made.body;
    const own = { role: 'nobody' as const, headers: { authorization: `Bearer ${token}` } };
    const listed = await service.call('GET', '/tokens', own);
    expect(listed.status).toBe(200);
    expect(listed.text).not.toContain(token);
    expect(listed.text).not.toContain('sha256');
    expect((await service.call('DELETE', `/tokens/${id}`)).status).toBe(204);
    expect(await service.call('GET', '/tokens', own)).toMatchObject({
      status: 401,
      body: { code: 'UNAUTHENTICATED' },
    });
    expect(service.audited.map(({ action }) => action)).toEqual(['token-created', 'token-revoked']);
    expect(JSON.stringify(service.logged)).not.toContain(token);
  });

  it('are for admins alone, and every fault of a body is told with its path', async () => {
    expect(await service.call('GET', '/tokens', { role: 'approver' })).toMatchObject({ status: 403 });
    expect(await service.call('GET', '/tokens', { role: 'nobody' })).toMatchObject({ status: 401 });
    const wrong = await service.call('POST', '/tokens', { body: { role: 'king', name: '', more: 1 } });
    expect(wrong).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
    expect(wrong.headers.get('content-type')).toMatch('application/problem+json');
    expect(wrong.body.faults.map(({ path }: { path: string }) => path)).toEqual([
      'body.role',
      'body.name',
      'body.more',
    ]);
  });

  it('stand in the document with what they take', async () => {
    const document = await service.call('GET', '/openapi.json', { role: 'nobody' });
    expect(document.body).toMatchObject({
      openapi: '3.1.0',
      paths: { '/tokens': { post: { operationId: 'createToken' } }, '/tokens/{id}': { delete: {} } },
    });
    const atTheRoot = await fetch(`${service.url}/openapi.json`);
    expect(await atTheRoot.json()).toEqual(document.body);
  });
});
