import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Schedule } from '../../domain/schedule.js';
import { JobStateError } from '../../domain/errors.js';
import { openTestService, type TestService } from '../testing/test-service.js';
import { scheduleRoutes } from './schedules.js';

const BODY = {
  name: 'nightly retraining',
  cron: '30 2 * * *',
  timeZone: 'Europe/Berlin',
  work: { kind: 'retrain' },
};

describe('schedules', () => {
  let service: TestService;
  let runNow: (id: string) => Promise<{ schedule: Schedule; done: Promise<Schedule> }>;

  beforeEach(async () => {
    service = await openTestService(scheduleRoutes, {
      parts: { scheduler: { runNow: async (id) => runNow(id) } },
    });
  });
  afterEach(() => service.close());

  it('are made, seen with their next time, changed, and removed, and each of it is recorded', async () => {
    const made = await service.call('POST', '/schedules', { body: BODY });
    expect(made).toMatchObject({
      status: 201,
      body: { version: 1, enabled: true, work: { kind: 'retrain', seed: 1 } },
    });
    const path = made.headers.get('location')?.replace('/api/v1', '') ?? '';
    const seen = await service.call('GET', path, { role: 'viewer' });
    expect(seen.headers.get('etag')).toBe('"v1"');
    // Half past two in Berlin is half past one or zero in UTC.
    expect(seen.body.nextRunAt).toMatch(/T0[01]:30:00.000Z$/);
    expect(Date.parse(seen.body.nextRunAt)).toBeGreaterThan(Date.now());

    const changed = await service.call('PUT', path, {
      body: { ...BODY, enabled: false },
      headers: { 'if-match': '"v1"' },
    });
    expect(changed).toMatchObject({ status: 200, body: { version: 2, enabled: false, nextRunAt: null } });
    const listed = await service.call('GET', '/schedules', { role: 'viewer' });
    expect(listed.body).toMatchObject({ total: 1, items: [{ name: 'nightly retraining', nextRunAt: null }] });

    expect((await service.call('DELETE', path, { headers: { 'if-match': '"v2"' } })).status).toBe(204);
    expect((await service.call('GET', path)).status).toBe(404);
    expect(service.audited.map(({ action, note }) => [action, note])).toEqual([
      ['schedule-changed', 'made, nightly retraining: retrain at "30 2 * * *" Europe/Berlin, enabled'],
      ['schedule-changed', 'nightly retraining: retrain at "30 2 * * *" Europe/Berlin, disabled'],
      ['schedule-removed', 'nightly retraining'],
    ]);
  });

  it('are not overwritten by whoever has not seen the newest', async () => {
    const { id } = (await service.call('POST', '/schedules', { body: BODY })).body;
    const headers = { 'if-match': '"v1"' };
    const put = (): ReturnType<TestService['call']> =>
      service.call('PUT', `/schedules/${id}`, { body: { ...BODY, name: 'mine' }, headers });
    expect((await put()).status).toBe(200);
    expect(await put()).toMatchObject({ status: 412, body: { code: 'STALE_WRITE', retry: 'after-reread' } });
    expect(await service.call('DELETE', `/schedules/${id}`, { headers })).toMatchObject({ status: 412 });
    expect(await service.call('DELETE', `/schedules/${id}`)).toMatchObject({
      status: 428,
      body: { code: 'PRECONDITION_REQUIRED' },
    });
  });

  it('keep what they did when they are changed; other times count from now on', async () => {
    const { id } = (await service.call('POST', '/schedules', { body: BODY })).body;
    const lastRun = { at: '2026-11-22T01:30:00.000Z', outcome: 'not-needed', reason: 'nothing new' } as const;
    const lastSlotAt = '2026-11-22T01:30:00.000Z';
    const stored = await service.store.schedules.find(id);
    if (!stored) throw new Error('it was not kept');
    await service.store.schedules.replace({ ...stored, version: 2, lastRun, lastSlotAt });
    const renamed = await service.call('PUT', `/schedules/${id}`, {
      body: { ...BODY, name: 'renamed' },
      headers: { 'if-match': '"v2"' },
    });
    expect(renamed.body).toMatchObject({ lastRun, lastSlotAt });
    const moved = await service.call('PUT', `/schedules/${id}`, {
      body: { ...BODY, cron: '* * * * *' },
      headers: { 'if-match': '"v3"' },
    });
    expect(Date.parse(moved.body.lastSlotAt)).toBeGreaterThan(Date.parse(stored.createdAt) - 1);
    expect(moved.body.lastRun).toEqual(lastRun);
  });

  it('tell every fault of their times in words', async () => {
    const wrong = { ...BODY, cron: '99 * * * *', timeZone: 'Berlin' };
    const refused = await service.call('POST', '/schedules', { body: wrong });
    expect(refused).toMatchObject({ status: 400, body: { code: 'INVALID_INPUT' } });
    expect(refused.body.faults).toEqual([
      {
        path: 'body.timeZone',
        message: 'must be a time zone of the IANA database such as Europe/Berlin, got Berlin',
      },
      { path: 'body.cron', message: expect.stringContaining('Invalid value for minute: 99') },
    ]);
    expect(await service.store.schedules.list()).toEqual([]);
  });

  it('are run by operators, and the job that a run asked for is shown', async () => {
    const { id } = (await service.call('POST', '/schedules', { body: BODY })).body;
    const stored = await service.store.schedules.find(id);
    if (!stored) throw new Error('it was not kept');
    const lastRun = {
      at: '2026-11-22T01:30:00.000Z',
      outcome: 'started',
      reason: 'asked',
      jobId: 'j-1',
    } as const;
    runNow = async () => ({ schedule: stored, done: Promise.resolve({ ...stored, lastRun }) });
    const run = await service.call('POST', `/schedules/${id}/runs`, { role: 'operator' });
    expect(run).toMatchObject({ status: 202, body: { lastRun: { jobId: 'j-1' } } });
    runNow = async () => {
      throw new JobStateError('it is at work');
    };
    expect(await service.call('POST', `/schedules/${id}/runs`)).toMatchObject({
      status: 409,
      body: { code: 'JOB_STATE' },
    });
  });

  it('are seen by viewers, run by operators, changed by admins', async () => {
    const post = { body: BODY };
    expect((await service.call('GET', '/schedules', { role: 'nobody' })).status).toBe(401);
    expect((await service.call('POST', '/schedules', { ...post, role: 'approver' })).status).toBe(403);
    expect((await service.call('PUT', '/schedules/s-1', { ...post, role: 'approver' })).status).toBe(403);
    expect((await service.call('DELETE', '/schedules/s-1', { role: 'approver' })).status).toBe(403);
    expect((await service.call('POST', '/schedules/s-1/runs', { role: 'viewer' })).status).toBe(403);
  });
});
