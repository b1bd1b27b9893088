import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { StoreUnreachableError } from '../domain/errors.js';
import { KNOWN_ID, openWholeService, type WholeService } from './testing/whole-service.js';

describe('a token that is sent in the wrong place', () => {
  let service: WholeService;
  let token: string;
  let secret: string;
  const answers: string[] = [];
  beforeAll(async () => {
    service = await openWholeService();
    token = await service.token('admin');
    secret = token.slice(-43);
  });
  afterAll(() => service.close());

  async function send(...call: Parameters<WholeService['call']>): Promise<number> {
    const { status, headers, text } = await service.call(...call);
    answers.push(text, JSON.stringify([...headers]));
    return status;
  }

  it('is refused in address and body, and told by no answer', async () => {
    expect(await send('GET', `/jobs/${token}`)).toBe(400);
    expect(await send('GET', `/jobs?after=${token}`)).toBe(400);
    expect(await send('GET', `/sweeps?access_token=${token}`, { role: 'nobody' })).toBe(400);
    expect(await send('POST', '/tokens', { body: { role: 'viewer', name: token.slice(0, 64) } })).toBe(400);
    expect(await send('POST', '/sweeps', { body: { plan: token } })).toBe(400);
    expect(await send('POST', '/sweeps', { body: `{"plan":"${token}` })).toBe(400);
    const csv = { body: `a,b\n1,${token}\n`, headers: { 'content-type': 'text/csv' } };
    expect(await send('POST', '/datasets/own', csv)).toBe(400);
    expect(await send('GET', `/${token}/nowhere`)).toBe(400);
  });

  it('in headers is neither kept nor told', async () => {
    const headers = {
      'idempotency-key': token,
      'x-request-id': token,
      'if-match': token,
      'last-event-id': token,
      'user-agent': token,
      referer: `http://127.0.0.1/?${token}`,
      cookie: `session=${token}`,
    };
    expect(await send('POST', '/sweeps', { body: { plan: 'quick' }, headers })).toBe(202);
    expect(await send('GET', `/jobs/${KNOWN_ID}/events`, { headers })).toBeLessThan(500);
    expect(await send('GET', '/jobs', { role: 'nobody', headers: { authorization: `Basic ${token}` } })).toBe(
      401,
    );
    expect(
      await send('GET', '/jobs', { role: 'nobody', headers: { authorization: `Bearer ${token} ${token}` } }),
    ).toBe(401);
  });

  it('of a request that fails is not told either', async () => {
    const { tokens } = service.store;
    const find = vi.spyOn(tokens, 'find').mockImplementation(async () => {
      throw new StoreUnreachableError(
        `no store answers at mongodb://ann:hush-hush@db.example.org for ${token}`,
      );
    });
    const other = await service.token('viewer');
    const headers = { authorization: `Bearer ${other}` };
    expect(await send('GET', '/jobs', { role: 'nobody', headers })).toBe(503);
    find.mockImplementation(async () => {
      throw new Error(`something broke over ${token} and ${other}`);
    });
    expect(await send('GET', '/jobs', { role: 'nobody', headers })).toBe(500);
    find.mockRestore();
    expect(service.lines()).toContain('something broke over');
    expect(service.lines()).not.toContain(other.slice(-43));
  });

  it('and its password in an address of the store, stand nowhere afterwards', async () => {
    await new Promise((resolve) => {
      const raw = httpRequest(
        `${service.url}/api/v1/jobs`,
        { method: 'GET', headers: { host: token } },
        (response) => response.resume().on('end', resolve),
      );
      raw.end();
    });
    const { store } = service;
    const kept = JSON.stringify(
      await Promise.all([
        ...[store.tokens, store.jobs, store.jobEvents, store.keptAnswers, store.sweeps, store.schedules].map(
          (each) => each.list(),
        ),
        store.datasets.list(),
        store.audit.list('gridtune', 'service'),
      ]),
    );
    expect(kept).toContain('"sha256"');
    for (const text of [kept, service.lines(), answers.join('\n')]) {
      expect(text.length).toBeGreaterThan(100);
      expect(text).not.toContain(secret);
      expect(text).not.toContain('hush-hush');
    }
    const exported = await service.call('GET', '/results.csv');
    expect(exported.text).not.toContain(secret);
  });
});
