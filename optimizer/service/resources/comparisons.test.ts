import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { plainGoal } from '../../domain/goal.js';
import type { JobRequest } from '../../domain/job-request.js';
import type { Job } from '../../domain/job.js';
import type { Services } from '../../operations/services.js';
import { liveComparison } from '../../store/testing/sample-values.js';
import { openTestService, type TestService } from '../testing/test-service.js';
import { comparisonRoutes } from './comparisons.js';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

function job(request: JobRequest, changes: Partial<Job> = {}): Job {
  return {
    ...{ id: 'j-1', version: 1, kind: request.kind, request, status: 'queued' },
    requestedBy: { kind: 'token', id: 't', name: 't', role: 'operator' },
    ...{ requestedAt: '2026-01-01T00:00:00.000Z', approvalsRequired: 0, approvals: [] },
    ...{ attempt: 0, lastEvent: 0 },
    ...changes,
  };
}
const surface: JobRequest = {
  ...{ kind: 'compare-surface', dataset: 'field', goal: plainGoal('min-latency') },
  ...{ sendRateTps: 60, budget: 9, seeds: 2, seed: 1 },
};

describe('comparisons', () => {
  let service: TestService;
  let submitted: JobRequest[];
  beforeEach(async () => {
    submitted = [];
    const services: Partial<Services> = {
      paths: { root: ROOT, home: '', models: '', reports: '', plans: `${ROOT}/benchmarks/plans`, config: '' },
    };
    const submit = async (request: JobRequest) => {
      submitted.push(request);
      return job(request);
    };
    service = await openTestService(comparisonRoutes, { services, jobs: { submit } });
  });
  afterEach(() => service.close());

  it('live and on surfaces stand in one list, the newest first', async () => {
    await service.store.comparisons.put(liveComparison('c-1'));
    await service.store.jobs.put(job(surface, { status: 'failed', requestedAt: '2020-01-01T00:00:00.000Z' }));
    await service.store.jobs.put(job({ kind: 'resume-sweep', sweepId: 's' }, { id: 'j-2' }));
    const { body } = await service.call('GET', '/comparisons', { role: 'viewer' });
    expect(body.items).toMatchObject([
      { id: 'c-1', kind: 'live' },
      { id: 'j-1', kind: 'surface', status: 'stopped', objective: 'min-latency', sendRatesTps: [60] },
    ]);
    expect((await service.call('GET', '/comparisons?kind=live')).body.total).toBe(1);
  });

  it('are shown as far as they came', async () => {
    await service.store.comparisons.put(liveComparison('c-1'));
    expect((await service.call('GET', '/comparisons/c-1')).body).toMatchObject({
      comparison: { id: 'c-1' },
      document: { version: 1, contenders: expect.any(Array) },
    });
    await service.store.jobs.put(job(surface));
    expect((await service.call('GET', '/comparisons/j-1')).body).toMatchObject({
      status: 'queued',
      document: null,
    });
    await service.store.jobs.put(job(surface, { status: 'done', result: { budget: 9 } }));
    expect((await service.call('GET', '/comparisons/j-1')).body).toMatchObject({ document: { budget: 9 } });
    expect((await service.call('GET', '/comparisons/c-9')).status).toBe(404);
  });

  it('on the live network take the rates of the plan unless others are given', async () => {
    const body = { kind: 'live', plan: 'compare', goal: { objective: 'min-latency' } };
    expect((await service.call('POST', '/comparisons', { role: 'operator', body })).status).toBe(202);
    await service.call('POST', '/comparisons', { body: { ...body, sendRatesTps: [7] } });
    const asked = { kind: 'compare-live', plan: 'compare', repeats: 5, budget: 12, seed: 1 };
    expect(submitted).toMatchObject([asked, { ...asked, sendRatesTps: [7] }]);
    expect(submitted[0]).toMatchObject({ sendRatesTps: expect.arrayContaining([expect.any(Number)]) });
    expect((await service.call('POST', '/comparisons', { body: { ...body, repeats: 4 } })).status).toBe(400);
    expect((await service.call('POST', '/comparisons', { body: { ...body, plan: '../x' } })).status).toBe(
      400,
    );
    expect((await service.call('POST', '/comparisons', { role: 'viewer', body })).status).toBe(403);
  });

  it('on a surface need a dataset that is there', async () => {
    const body = {
      ...{ kind: 'surface', dataset: 'field', sendRateTps: 60, budget: 9, seeds: 2 },
      goal: { objective: 'min-latency' },
    };
    expect((await service.call('POST', '/comparisons', { body })).status).toBe(404);
    const source = {
      id: 'field',
      importedAt: '2026-01-01T00:00:00.000Z',
      file: 'f.csv',
      sha256: '0'.repeat(64),
    };
    const table = { lines: [2], columns: [{ name: 'note', texts: ['a'] }] };
    await service.store.datasets.save(source, table, { replace: false });
    expect((await service.call('POST', '/comparisons', { body })).status).toBe(202);
    expect(submitted).toEqual([surface]);
  });
});
