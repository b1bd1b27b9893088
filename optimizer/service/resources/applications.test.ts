import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { initialSettings } from '../../../test/doubles/network.js';
import { guardRailsSchema } from '../../domain/guard-rails.js';
import { recommendation, verification } from '../../store/testing/sample-values.js';
import { openChangeService, type ChangeService } from '../testing/change-service.js';
import { applicationRoutes } from './applications.js';
import { meRoutes } from './me.js';
import { rollbackRoutes } from './rollbacks.js';
import { verificationRoutes } from './verifications.js';

const routes = [...applicationRoutes, ...rollbackRoutes, ...verificationRoutes, ...meRoutes];
const rails = guardRailsSchema.parse({ batchTimeoutMs: { min: 100, max: 5000 } });
const faster = { settings: { batchTimeoutMs: 500 } };

let service: ChangeService;
const open = async (options: Parameters<typeof openChangeService>[1] = {}): Promise<void> => {
  service = await openChangeService(routes, options);
};
const applied = async (settings: object) => {
  const { body } = await service.call('POST', '/applications', { body: { settings } });
  return service.ended(body.id);
};
const applications = async () => (await service.call('GET', '/applications')).body.items;

afterEach(() => service.close());

describe('an application', () => {
  beforeEach(() => open({ rails: () => rails }));

  it('is carried out by a job, and says who asked, who approved and each step', async () => {
    const asked = await service.call('POST', '/applications', { role: 'approver', body: faster });
    expect(asked).toMatchObject({ status: 202, body: { kind: 'apply', requestedBy: { name: 'approver' } } });
    expect(asked.headers.get('location')).toBe(`/api/v1/jobs/${asked.body.id}`);
    const job = await service.ended(asked.body.id);
    expect(job).toMatchObject({
      status: 'done',
      result: { verified: true, changed: true, applicationId: job.subjectId },
    });
    expect(service.network.settings).toEqual({ ...initialSettings, batchTimeoutMs: 500 });
    const { body } = await service.call('GET', `/applications/${job.subjectId}`, { role: 'viewer' });
    expect(body).toMatchObject({
      status: 'verified',
      job: { id: job.id, requestedBy: { name: 'approver' }, approvals: [{ by: { name: 'approver' } }] },
      verifications: [],
      rolledBackBy: [],
    });
    expect(body.journal.map(({ action }: { action: string }) => action)).toEqual([
      'intended',
      'applied',
      'verified',
    ]);
    const words = /^token approver \(\w+\), approved by token approver \(\w+\)$/;
    for (const entry of body.journal) expect(entry.requestedBy).toMatch(words);
  });

  it('that a guard rail forbids is refused at once', async () => {
    const refused = await service.call('POST', '/applications', {
      body: { settings: { batchTimeoutMs: 50 } },
    });
    expect(refused).toMatchObject({ status: 422, body: { code: 'GUARD_RAIL' } });
    expect(refused.body.detail).toContain('batchTimeoutMs');
    expect(await service.store.jobs.list()).toEqual([]);
  });

  it.each([
    ['neither', {}],
    ['both', { recommendationId: 'r-1', ...faster }],
    ['no setting', { settings: {} }],
    ['a limit of no figure', { ...faster, watch: { seconds: 5, limits: ['speed<=3'] } }],
    ['a limit that cannot be watched', { ...faster, watch: { seconds: 5, limits: ['latencyP95Ms>=3'] } }],
    ['settings that contradict each other', { settings: { preferredMaxBytes: 90_000_000 } }],
  ])('with %s is a bad request', async (_what, body) => {
    expect(await service.call('POST', '/applications', { body })).toMatchObject({
      status: 400,
      body: { code: 'INVALID_INPUT' },
    });
  });

  it('of a recommendation that is not there is not found; of one that is, it names it', async () => {
    const body = { recommendationId: 'r-1' };
    expect(await service.call('POST', '/applications', { body })).toMatchObject({ status: 404 });
    await service.store.recommendations.insert({
      ...recommendation('r-1'),
      settings: { ...initialSettings, batchTimeoutMs: 400 },
    });
    const { body: job } = await service.call('POST', '/applications', { body });
    expect(await service.ended(job.id)).toMatchObject({ status: 'done' });
    expect(await applications()).toMatchObject([{ because: 'r-1', after: { batchTimeoutMs: 400 } }]);
  });

  it('is previewed without a trace, for viewers too', async () => {
    const { status, headers, body } = await service.call('POST', '/applications/preview', {
      role: 'viewer',
      body: { settings: { batchTimeoutMs: 50 } },
    });
    expect(status).toBe(200);
    expect(headers.get('etag')).toBe('"c0"');
    expect(body).toMatchObject({
      changes: true,
      guardRails: { allowed: false },
      signatures: { stillNeeded: 0 },
    });
    expect(service.network.changes).toEqual([]);
    expect(await service.store.jobs.list()).toEqual([]);
  });

  it('is refused on a state of the channel that is gone by', async () => {
    const ifMatch = { headers: { 'if-match': '"c0"' }, body: faster };
    service.network.channel.change({ ...initialSettings, maxMessageCount: 7 });
    expect(await service.call('POST', '/applications', ifMatch)).toMatchObject({
      status: 412,
      body: { code: 'STALE_WRITE', retry: 'after-reread' },
    });
    const again = await service.call('POST', '/applications', {
      ...ifMatch,
      headers: { 'if-match': '"c1"' },
    });
    expect(again.status).toBe(202);
    expect(await service.ended(again.body.id)).toMatchObject({ status: 'done' });
    expect(service.network.settings).toMatchObject({ maxMessageCount: 7, batchTimeoutMs: 500 });
  });

  it('asked for by two at once is made one after the other', async () => {
    const bodies = [{ settings: { batchTimeoutMs: 500 } }, { settings: { maxMessageCount: 20 } }];
    const asked = await Promise.all(
      bodies.map((body, index) =>
        service.call('POST', '/applications', { body, role: index === 0 ? 'approver' : 'admin' }),
      ),
    );
    const jobs = await Promise.all(asked.map(({ body }) => service.ended(body.id)));
    expect(jobs.map(({ status }) => status)).toEqual(['done', 'done']);
    expect(service.network.settings).toMatchObject({ batchTimeoutMs: 500, maxMessageCount: 20 });
    expect(service.network.changes).toHaveLength(2);
    const [second, first] = await applications();
    expect(second.before).toEqual(first.after);
  });

  it('asked for by two at once on the same state is made once: the other is told what happened', async () => {
    const bodies = [{ settings: { batchTimeoutMs: 500 } }, { settings: { batchTimeoutMs: 700 } }];
    const asked = await Promise.all(
      bodies.map((body) => service.call('POST', '/applications', { body, headers: { 'if-match': '"c0"' } })),
    );
    const accepted = asked.filter(({ status }) => status === 202);
    const jobs = await Promise.all(accepted.map(({ body }) => service.ended(body.id)));
    const codes = [
      ...asked.flatMap(({ body }) => (body.code === undefined ? [] : [body.code])),
      ...jobs.flatMap(({ error }) => (error ? [error.code] : [])),
    ];
    expect(codes).toHaveLength(1);
    expect(['STALE_CONFIG', 'STALE_WRITE']).toContain(codes[0]);
    expect(service.network.changes).toHaveLength(1);
  });

  it('sent twice under one key is one job and one application', async () => {
    const request = { body: faster, headers: { 'idempotency-key': 'click-1', 'if-match': '"c0"' } };
    const first = await service.call('POST', '/applications', request);
    await service.ended(first.body.id);
    const second = await service.call('POST', '/applications', request);
    expect(second).toMatchObject({ status: 202, body: { id: first.body.id } });
    // The first answer was never kept, as its instance died: the job is there all the same.
    for (const { id } of await service.store.keptAnswers.list()) await service.store.keptAnswers.remove(id);
    const third = await service.call('POST', '/applications', request);
    expect(third).toMatchObject({ status: 202, body: { id: first.body.id, status: 'done' } });
    expect(await applications()).toHaveLength(1);
  });
});

describe('approvals of an application', () => {
  it('are waited for where an operator asks, who cannot give them', async () => {
    await open();
    const { body } = await service.call('POST', '/applications', { role: 'operator', body: faster });
    expect(body).toMatchObject({ status: 'awaiting-approval', approvals: [] });
    const operator = body.requestedBy;
    await expect(service.parts.jobs.approve(body.id, operator)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    expect(service.network.changes).toEqual([]);
    await service.parts.jobs.approve(body.id, { ...operator, id: 't-boss', name: 'boss', role: 'approver' });
    expect(await service.ended(body.id)).toMatchObject({ status: 'done' });
    const [{ id }] = await applications();
    const { journal } = (await service.call('GET', `/applications/${id}`)).body;
    expect(journal[0].requestedBy).toMatch(/^token operator \(\w+\), approved by token boss \(t-boss\)$/);
  });

  it('by two need two people, whoever asks; a rollback needs none', async () => {
    await open({ approvalsRequired: 2 });
    expect((await service.call('GET', '/me', { role: 'approver' })).body).toMatchObject({
      role: 'approver',
      approvalsRequired: 2,
      expiresAt: expect.any(String),
    });
    const { body } = await service.call('POST', '/applications', { role: 'admin', body: faster });
    expect(body).toMatchObject({ status: 'awaiting-approval', approvals: [{ by: { name: 'admin' } }] });
    await expect(service.parts.jobs.approve(body.id, body.requestedBy)).rejects.toMatchObject({
      code: 'JOB_STATE',
    });
    const boss = { ...body.requestedBy, id: 't-boss', name: 'boss', role: 'approver' };
    await service.parts.jobs.approve(body.id, boss);
    expect(await service.ended(body.id)).toMatchObject({ status: 'done' });
    const back = await service.call('POST', '/rollbacks', { role: 'approver', body: {} });
    expect(await service.ended(back.body.id)).toMatchObject({ status: 'done', approvals: [] });
    expect(service.network.settings).toEqual(initialSettings);
  });

  it('given to two that were asked for on the same state make one of them; the other is told what happened', async () => {
    await open();
    const asked = [500, 700].map((batchTimeoutMs) =>
      service.call('POST', '/applications', {
        role: 'operator',
        body: { settings: { batchTimeoutMs } },
        headers: { 'if-match': '"c0"' },
      }),
    );
    const jobs = (await Promise.all(asked)).map(({ body }) => body);
    const boss = { ...jobs[0].requestedBy, id: 't-boss', name: 'boss', role: 'approver' };
    for (const { id } of jobs) await service.parts.jobs.approve(id, boss);
    const ended = await Promise.all(jobs.map(({ id }) => service.ended(id)));
    expect(ended.map(({ status }) => status).toSorted()).toEqual(['done', 'failed']);
    expect(ended.find(({ status }) => status === 'failed')?.error).toMatchObject({
      code: 'STALE_CONFIG',
      retry: 'after-reread',
    });
    expect(service.network.changes).toHaveLength(1);
  });

  it('given after the guard rails were narrowed do not widen them', async () => {
    let current = rails;
    await open({ rails: () => current });
    const { body } = await service.call('POST', '/applications', { role: 'operator', body: faster });
    current = guardRailsSchema.parse({ batchTimeoutMs: { min: 1000 } });
    await service.parts.jobs.approve(body.id, { ...body.requestedBy, id: 't-b', role: 'approver' });
    expect(await service.ended(body.id)).toMatchObject({ status: 'failed', error: { code: 'GUARD_RAIL' } });
    expect(service.network.changes).toEqual([]);
  });
});

describe('a rollback', () => {
  beforeEach(() => open({ rails: () => rails }));

  it('takes back the last application, the one that was last when it was asked for', async () => {
    await applied({ batchTimeoutMs: 500 });
    const before = service.network.settings;
    const job = await applied({ maxMessageCount: 9 });
    const { body } = await service.call('POST', '/rollbacks', { body: {} });
    expect(body.request).toEqual({ kind: 'rollback', applicationId: job.subjectId });
    expect(await service.ended(body.id)).toMatchObject({ status: 'done', result: { verified: true } });
    expect(service.network.settings).toEqual(before);
    const { body: taken } = await service.call('GET', `/applications/${job.subjectId}`);
    expect(taken.rolledBackBy).toHaveLength(1);
    expect(taken.journal).toHaveLength(3);
  });

  it('goes to any recorded settings, of an application or a recommendation, guard rails or not', async () => {
    const narrow = { ...initialSettings, batchTimeoutMs: 20 };
    await service.store.recommendations.insert({ ...recommendation('r-9'), current: narrow });
    const first = await applied({ batchTimeoutMs: 500 });
    await applied({ batchTimeoutMs: 600 });
    for (const [to, settings] of [
      [first.subjectId, { ...initialSettings, batchTimeoutMs: 500 }],
      ['r-9', narrow],
    ] as const) {
      const preview = await service.call('POST', '/rollbacks/preview', { role: 'viewer', body: { to } });
      expect(preview.body).toMatchObject({ after: settings, guardRails: { allowed: true } });
      const { body } = await service.call('POST', '/rollbacks', { role: 'approver', body: { to } });
      expect(await service.ended(body.id)).toMatchObject({ status: 'done' });
      expect(service.network.settings).toEqual(settings);
    }
  });

  it('is not for operators, and says where there is nothing to take back', async () => {
    expect(await service.call('POST', '/rollbacks', { role: 'operator', body: {} })).toMatchObject({
      status: 403,
    });
    expect(await service.call('POST', '/rollbacks', { body: {} })).toMatchObject({
      status: 404,
      body: { code: 'NOT_FOUND' },
    });
    expect(await service.call('POST', '/rollbacks', { body: { to: 'a-0' } })).toMatchObject({ status: 404 });
  });
});

describe('verifications', () => {
  beforeEach(() => open());

  it('are listed and shown', async () => {
    await service.store.verifications.insert(verification('v-1'));
    const { applicationId } = verification('v-1');
    const { body } = await service.call('GET', `/verifications?applicationId=${applicationId}`, {
      role: 'viewer',
    });
    expect(body).toMatchObject({ total: 1, items: [{ id: 'v-1' }] });
    expect((await service.call('GET', '/verifications/v-1')).body).toMatchObject({
      verdict: expect.any(String),
    });
    expect((await service.call('GET', '/verifications/v-2')).status).toBe(404);
  });

  it('of a change that rests on no recommendation need a rate, which is told at once', async () => {
    const { subjectId: applicationId } = await applied({ batchTimeoutMs: 500 });
    expect(await service.call('POST', '/verifications', { body: { applicationId } })).toMatchObject({
      status: 400,
      body: { faults: [{ path: 'sendRateTps' }] },
    });
    expect(await service.call('POST', '/verifications', { body: { applicationId: 'a-0' } })).toMatchObject({
      status: 404,
    });
  });
});
