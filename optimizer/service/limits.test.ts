import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineRoute, type Route } from './route.js';
import { openTestService, type TestService } from './testing/test-service.js';

const tree = z.unknown();
const routes: readonly Route[] = [
  defineRoute({
    method: 'post',
    path: '/things',
    operationId: 'makeThing',
    tag: 'things',
    summary: 'Make a thing',
    role: 'operator',
    body: z.strictObject({ tree: tree.optional() }),
    reply: { status: 201, description: 'Made', schema: z.strictObject({ made: z.literal(true) }) },
    handler: async () => ({ body: { made: true as const } }),
  }),
  defineRoute({
    method: 'get',
    path: '/things/{id}',
    operationId: 'readThing',
    tag: 'things',
    summary: 'Read a thing',
    role: 'viewer',
    params: z.strictObject({ id: z.string().max(20) }),
    reply: { status: 200, description: 'The thing', schema: z.strictObject({ id: z.string() }) },
    handler: async ({ params: { id } }) => ({ body: { id } }),
  }),
  defineRoute({
    method: 'get',
    path: '/open',
    operationId: 'readOpen',
    tag: 'things',
    summary: 'Read what is open to all',
    role: 'anyone',
    reply: { status: 200, description: 'Open', schema: z.strictObject({}) },
    handler: async () => ({ body: {} }),
  }),
  defineRoute({
    method: 'put',
    path: '/tables/{name}',
    operationId: 'putTable',
    tag: 'things',
    summary: 'Put a table',
    role: 'operator',
    params: z.strictObject({ name: z.string().max(20) }),
    body: z.string(),
    bodyType: 'text/csv',
    reply: { status: 200, description: 'Its size', schema: z.strictObject({ characters: z.int() }) },
    handler: async ({ body }) => ({ body: { characters: body.length } }),
  }),
];

describe('the service', () => {
  let service: TestService;
  afterEach(() => service.close());

  it('limits requests by token, and those of other tokens not with them', async () => {
    service = await openTestService(routes, { config: { requestsPerMinute: 10 } });
    for (let count = 0; count < 10; count += 1)
      expect((await service.call('GET', '/things/a')).status).toBe(200);
    const refused = await service.call('GET', '/things/a');
    expect(refused).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED', retry: 'later' } });
    expect(refused.headers.get('content-type')).toContain('application/problem+json');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await service.call('GET', '/things/a', { role: 'viewer' })).status).toBe(200);
    expect((await service.call('GET', '/open', { role: 'nobody' })).status).toBe(200);
  });

  it('limits requests without a token by address, and a made-up one gets nobody around that', async () => {
    service = await openTestService(routes, { config: { requestsPerMinute: 10 } });
    const statuses: number[] = [];
    for (let count = 0; count < 12; count += 1) {
      const headers = count % 2 === 0 ? {} : { authorization: `Bearer made-up-${count}` };
      statuses.push((await service.call('GET', '/open', { role: 'nobody', headers })).status);
    }
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 200), 429, 429]);
    const elsewhere = await service.call('GET', '/nowhere', { role: 'nobody' });
    expect(elsewhere).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    expect((await service.call('GET', '/things/a')).status).toBe(200);
  });

  it('looks up few wrong tokens of one address, and keeps out nobody whose token is valid', async () => {
    service = await openTestService(routes, { config: { failedTokensPerMinute: 3 } });
    expect((await service.call('GET', '/things/a')).status).toBe(200);
    const guess = async (index: number) => {
      const authorization = `Bearer gt_${String(index).padStart(12, '0')}_${'A'.repeat(43)}`;
      return service.call('GET', '/things/a', { role: 'nobody', headers: { authorization } });
    };
    for (let index = 0; index < 3; index += 1) expect((await guess(index)).status).toBe(401);
    const refused = await guess(3);
    expect(refused).toMatchObject({ status: 429, body: { code: 'RATE_LIMITED' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await service.call('GET', '/things/a')).status).toBe(200);
  });

  it('refuses bodies that are too large, too deep, of another kind, compressed or broken', async () => {
    service = await openTestService(routes, { config: { bodyLimitBytes: 1024 } });
    const send = async (body: string, headers: Record<string, string> = {}) =>
      service.call('POST', '/things', { body, headers });
    expect(await send(JSON.stringify({ tree: 'x'.repeat(2000) }))).toMatchObject({
      status: 413,
      body: { code: 'TOO_LARGE' },
    });
    const deep = '['.repeat(40) + ']'.repeat(40);
    expect(await send(`{"tree":${deep}}`)).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
    expect((await send(`{"tree":"${'['.repeat(40)}\\"${'{'.repeat(40)}"}`)).status).toBe(201);
    expect(await send('{}', { 'content-type': 'text/xml' })).toMatchObject({
      status: 415,
      body: { code: 'UNSUPPORTED_MEDIA_TYPE' },
    });
    expect((await send('{}', { 'content-encoding': 'gzip' })).status).toBe(415);
    expect(await send('{"tree":')).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
    expect((await send('{}', { 'content-type': 'application/json; charset=klingon' })).status).toBe(415);
    const table = await service.call('PUT', '/tables/a', {
      body: 'a,b\n'.repeat(1000),
      headers: { 'content-type': 'text/csv' },
    });
    expect(table).toMatchObject({ status: 200, body: { characters: 4000 } });
    expect((await service.call('PUT', '/tables/a', { body: 'a' })).status).toBe(415);
  });

  it('answers a body of a hundred thousand unknown keys with a short problem', async () => {
    service = await openTestService(routes);
    const body = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`key${index}`, 1]));
    const refused = await service.call('POST', '/things', { body });
    expect(refused.status).toBe(400);
    expect(refused.body.faults).toHaveLength(100);
    expect(refused.text.length).toBeLessThan(20_000);
  });

  it('reads no body of whoever may not send one', async () => {
    service = await openTestService(routes);
    const refused = await service.call('POST', '/things', { role: 'viewer', body: '{"broken' });
    expect(refused).toMatchObject({ status: 403, body: { code: 'FORBIDDEN' } });
    const nobody = await service.call('POST', '/things', { role: 'nobody', body: '{"broken' });
    expect(nobody).toMatchObject({ status: 401, body: { code: 'UNAUTHENTICATED' } });
    expect(nobody.headers.get('www-authenticate')).toBe('Bearer realm="gridtune"');
  });

  it('says which methods a path has', async () => {
    service = await openTestService(routes);
    const wrong = await service.call('DELETE', '/things/a');
    expect(wrong).toMatchObject({ status: 405, body: { code: 'METHOD_NOT_ALLOWED' } });
    expect(wrong.headers.get('allow')).toBe('GET, HEAD, OPTIONS');
    const options = await service.call('OPTIONS', '/things', {
      headers: { origin: 'https://evil.example', 'access-control-request-method': 'POST' },
    });
    expect(options.status).toBe(204);
    expect(options.headers.get('allow')).toBe('OPTIONS, POST');
    expect([...options.headers.keys()].filter((name) => name.startsWith('access-control'))).toEqual([]);
    const head = await service.call('HEAD', '/things/a');
    expect(head).toMatchObject({ status: 200, text: '' });
    expect(await service.call('GET', '/nothing')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  });

  it('lets no cache keep answers, and pages load from here alone', async () => {
    service = await openTestService(routes);
    const answer = await service.call('GET', '/things/a');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(answer.headers.get('content-security-policy')).toContain('sandbox');
    const page = await fetch(`${service.url}/docs`);
    const policy = page.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toMatch(/upgrade-insecure-requests|script-src[^;]*unsafe|https:|\*/);
    expect(page.headers.get('strict-transport-security')).toBeNull();
    expect(page.headers.get('x-powered-by')).toBeNull();
    const html = await page.text();
    expect(html).not.toMatch(/<script(?![^>]*src="\/docs\/)|https?:/);
    for (const [, file = ''] of html.matchAll(/(?:src|href)="([^"]+)"/g))
      expect((await fetch(`${service.url}${file}`)).status, file).toBe(200);
    expect((await fetch(`${service.url}/docs/package.json`)).status).toBe(404);
    expect((await fetch(`${service.url}/docs/..%2fpackage.json`)).status).toBe(404);
  });

  it('over TLS tells browsers to stay there', async () => {
    service = await openTestService(routes, { config: { tls: { certificate: 'c', key: 'k' } } });
    const page = await fetch(`${service.url}/docs`);
    expect(page.headers.get('strict-transport-security')).toContain('max-age');
    expect(page.headers.get('content-security-policy')).toContain('upgrade-insecure-requests');
  });

  it('refuses addresses that are too long, and other names than loopback has', async () => {
    service = await openTestService(routes, { config: { hostNames: ['tuning.example.org'] } });
    expect(await service.call('GET', `/things/${'a'.repeat(5000)}`)).toMatchObject({
      status: 413,
      body: { code: 'TOO_LARGE' },
    });
    expect(await service.call('GET', '/things/%zz')).toMatchObject({ status: 400 });
    const asked = async (host: string) =>
      statusOfRaw(service, `GET /healthz HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
    expect(await asked('evil.example')).toBe(403);
    expect(await asked('127.0.0.1.evil.example')).toBe(403);
    for (const host of ['localhost:1', '127.0.0.1', '[::1]:9', 'LOCALHOST', 'tuning.example.org'])
      expect(await asked(host), host).toBe(404);
  });

  it('answers what is no HTTP with a problem document, and headers without end likewise', async () => {
    service = await openTestService(routes);
    const raw = await talk(service, 'NONSENSE\r\n\r\n');
    expect(raw).toMatch(/^HTTP\/1\.1 400 /);
    expect(JSON.parse(raw.split('\r\n\r\n')[1] ?? '')).toMatchObject({ code: 'INVALID_INPUT', status: 400 });
    const long = await talk(
      service,
      `GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ${'a'.repeat(20_000)}\r\n\r\n`,
    );
    expect(long).toMatch(/^HTTP\/1\.1 431 /);
    expect(long).toContain('"code":"TOO_LARGE"');
  });
});

async function statusOfRaw(service: TestService, request: string): Promise<number> {
  return Number((await talk(service, request)).split(' ')[1]);
}

/** What comes back on a connection until it ends. */
async function talk({ url }: TestService, request: string): Promise<string> {
  const socket = connect(Number(new URL(url).port), '127.0.0.1');
  socket.end(request);
  let said = '';
  for await (const data of socket) said += String(data);
  return said;
}
