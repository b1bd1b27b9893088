import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createToken } from '../access/create-token.js';
import { mayActAs, ROLES, type Actor } from '../domain/actor.js';
import type { OpenApiDocument } from './openapi.js';
import { routes } from './routes.js';
import type { Route } from './route.js';
import { KNOWN_ID, openWholeService, type WholeService } from './testing/whole-service.js';

const ADMIN: Actor = { kind: 'command-line', id: 'ann', name: 'ann', role: 'admin' };
const DAY_MS = 86_400_000;

let service: WholeService;
beforeAll(async () => {
  service = await openWholeService();
});
afterAll(() => service.close());

const pathOf = ({ path }: Route): string => path.replaceAll(/\{\w+\}/g, KNOWN_ID);

describe.for(routes.map((route) => [`${route.method.toUpperCase()} ${route.path}`, route] as const))(
  '%s',
  ([, route]) => {
    const guarded = route.role !== 'anyone';

    it.runIf(guarded)('is for nobody without a valid token', async () => {
      const audit = { record: async () => undefined };
      const wanted = { role: 'admin', name: 'old', lifetimeDays: 1 } as const;
      const { store } = service;
      const ended = await createToken({ store, audit }, wanted, ADMIN, Date.now() - 2 * DAY_MS);
      const revoked = await createToken({ store, audit }, wanted, ADMIN, Date.now());
      await store.tokens.replace({ ...revoked.record, version: 2, revokedAt: new Date().toISOString() });
      const valid = await service.token('admin');
      const wrong = {
        none: undefined,
        empty: '',
        'no scheme': valid,
        'another scheme': `Basic ${valid}`,
        garbage: 'Bearer garbage',
        'made up': `Bearer gt_000000000000_${'A'.repeat(43)}`,
        'one character off': `Bearer ${valid.slice(0, -1)}${valid.endsWith('A') ? 'E' : 'A'}`,
        'two tokens': `Bearer ${valid} ${valid}`,
        ended: `Bearer ${ended.token}`,
        revoked: `Bearer ${revoked.token}`,
      };
      const answers: Record<string, unknown> = {};
      for (const [name, authorization] of Object.entries(wrong)) {
        const { status, body } = await service.call(route.method.toUpperCase(), pathOf(route), {
          role: 'nobody',
          headers: authorization === undefined ? {} : { authorization },
        });
        answers[name] = `${status} ${body?.code}`;
      }
      expect(answers).toEqual(
        Object.fromEntries(Object.keys(wrong).map((name) => [name, '401 UNAUTHENTICATED'])),
      );
    });

    it.runIf(guarded)('is for its role and those above it alone', async () => {
      for (const role of ROLES) {
        const { status, body } = await service.call(route.method.toUpperCase(), pathOf(route), {
          role,
          // Nothing is to come of it: who asks is looked at before what is asked.
          ...(route.method === 'get' ? {} : { body: '{"no such key":1}', headers: { 'if-match': '"v0"' } }),
        });
        if (mayActAs(role, route.role === 'anyone' ? 'viewer' : route.role))
          expect([401, 403], `${role}: ${JSON.stringify(body)}`).not.toContain(status);
        else expect({ role, status, code: body?.code }).toEqual({ role, status: 403, code: 'FORBIDDEN' });
      }
    });
  },
);

describe('the document', () => {
  let document: OpenApiDocument;
  beforeAll(async () => {
    document = (await service.call('GET', '/openapi.json', { role: 'nobody' })).body;
  });

  it('has every route with all that a client needs', () => {
    expect(routes.length).toBeGreaterThan(30);
    for (const route of routes) {
      const operation = document.paths?.[route.path]?.[route.method];
      const where = `${route.method} ${route.path}`;
      expect(operation, where).toMatchObject({
        operationId: expect.stringMatching(/^[a-z][A-Za-z]+$/),
        summary: expect.stringMatching(/^.{8,}[^.]$/),
        tags: [expect.any(String)],
      });
      if (route.reply.status !== 204)
        expect(route.reply.schema ?? route.reply.contentType, where).toBeDefined();
      expect(operation?.responses, where).toMatchObject({ default: {}, [route.reply.status]: {} });
      const inPath = (operation?.parameters ?? []).filter((each) => 'in' in each && each.in === 'path');
      expect(
        inPath.map((each) => 'name' in each && each.name),
        where,
      ).toEqual([...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name));
      expect(operation?.security, where).toEqual(route.role === 'anyone' ? [] : [{ bearer: [] }]);
    }
  });

  it('names every operation once, and has no route twice', () => {
    const ids = routes.map(({ operationId }) => operationId);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
    const places = routes.map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`);
    expect(places.filter((place, index) => places.indexOf(place) !== index)).toEqual([]);
  });

  it('refers to nothing that it does not have', () => {
    const text = JSON.stringify(document);
    const references = [...text.matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference = '']) => reference);
    expect(references.length).toBeGreaterThan(0);
    for (const reference of new Set(references)) {
      const found = reference
        .replace(/^#\//, '')
        .split('/')
        .reduce<unknown>((part, key) => (part as Record<string, unknown> | undefined)?.[key], document);
      expect(found, reference).toBeTypeOf('object');
    }
  });

  it('is OpenAPI 3.1 by structure', () => {
    expect(document).toMatchObject({
      openapi: expect.stringMatching(/^3\.1\.\d+$/),
      info: { title: 'gridtune', version: expect.any(String), license: { name: 'Apache-2.0' } },
      servers: [{ url: '/api/v1' }],
      components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } } },
    });
    const known = new Set(['openapi', 'info', 'servers', 'paths', 'components', 'tags', 'security']);
    expect(Object.keys(document).filter((key) => !known.has(key))).toEqual([]);
    for (const path of Object.keys(document.paths ?? {})) expect(path).toMatch(/^(\/[\w.-]+|\/\{\w+\})+$/);
    for (const name of Object.keys(document.components?.schemas ?? {})) expect(name).toMatch(/^[\w.-]+$/);
    const tags = (document.tags ?? []).map(({ name }) => name);
    expect(new Set(tags).size).toBe(tags.length);
    // 3.0 says this otherwise, and 3.1 does not know it.
    expect(JSON.stringify(document)).not.toContain('"nullable"');
  });
});
