import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AlreadyExistsError, ForbiddenError, JobStateError, NotFoundError } from '../domain/errors.js';
import { actor, APPLY, failed, RESUME, TestInstances, TRAIN } from './testing/instances.js';

const OPERATOR = actor('op', 'operator');
const APPROVER = actor('ap', 'approver');
import { soon } from './testing/soon.js';

describe('jobs', () => {
  let test: TestInstances;
  beforeEach(() => {
    test = new TestInstances();
  });
  afterEach(() => test.close());

  it('are run, and their end is written, told and recorded', async () => {
    const { jobs } = await test.instance('one');
    const job = await jobs.submit(TRAIN, OPERATOR, { requestId: 'r-1' });
    expect(job).toMatchObject({ status: 'queued', attempt: 0, requestId: 'r-1', requestedBy: OPERATOR });
    const body = await test.body(job.id);
    expect(body.job).toMatchObject({ status: 'running', attempt: 1, instance: { id: 'one' } });
    await body.told.subject('m-1');
    expect(await test.read(job.id)).toMatchObject({ subjectId: 'm-1' });
    body.end({ kind: 'done', result: { modelId: 'm-1' } });
    expect(await test.untilStatus(job.id, 'done')).toMatchObject({
      result: { modelId: 'm-1' },
      startedAt: expect.any(String),
      endedAt: expect.any(String),
    });
    await soon(() => test.notices).toMatchObject([
      { type: 'job-ended', subjectId: job.id, data: { status: 'done', subjectId: 'm-1' } },
    ]);
    expect(test.audited.map(({ action, by }) => [action, by.id])).toEqual([
      ['job-requested', 'op'],
      ['job-ended', 'op'],
    ]);
    await soon(() => test.table.jobs.size).toBe(0);
  });

  it('that fail say with which error', async () => {
    const { jobs } = await test.instance('one');
    const { id } = await jobs.submit(TRAIN, OPERATOR);
    (await test.body(id)).end(failed('NOT_ENOUGH_DATA', 'too few rounds'));
    const job = await test.untilStatus(id, 'failed');
    expect(job.error).toEqual({ code: 'NOT_ENOUGH_DATA', message: 'too few rounds', retry: 'later' });
    await soon(() => test.audited.at(-1)?.note).toBe('train failed: too few rounds');
    const again = await jobs.retry(id, APPROVER);
    expect(again).toMatchObject({ retryOf: id, request: TRAIN, requestedBy: APPROVER, attempt: 0 });
    await expect(jobs.retry(again.id, APPROVER)).rejects.toThrow(JobStateError);
  });

  it('that are asked for twice under one id are one; another request under it is refused', async () => {
    const { jobs } = await test.instance('one');
    const more = { id: 'j-mine' };
    const both = await Promise.all([jobs.submit(TRAIN, OPERATOR, more), jobs.submit(TRAIN, OPERATOR, more)]);
    expect(both.map(({ id }) => id)).toEqual(['j-mine', 'j-mine']);
    (await test.body('j-mine')).end();
    await test.untilStatus('j-mine', 'done');
    expect(await jobs.submit({ ...TRAIN }, OPERATOR, more)).toMatchObject({ status: 'done' });
    await expect(jobs.submit({ ...TRAIN, seed: 2 } as typeof TRAIN, OPERATOR, more)).rejects.toThrow(
      AlreadyExistsError,
    );
    expect(test.begun).toHaveLength(1);
  });

  it('are not begun unless that can be recorded', async () => {
    const { jobs } = await test.instance('one');
    test.audited.push = () => {
      throw new Error('no record');
    };
    await expect(jobs.submit(TRAIN, OPERATOR)).rejects.toThrow('no record');
    expect(await test.store.jobs.list()).toEqual([]);
  });

  it('end when they are cancelled: at once where they run, soon where they run elsewhere, and before they begin', async () => {
    const one = await test.instance('one', 1);
    const here = await one.jobs.submit(TRAIN, OPERATOR);
    const running = await test.body(here.id);
    const waiting = await one.jobs.submit(TRAIN, OPERATOR);
    expect(await one.jobs.cancel(waiting.id, APPROVER)).toMatchObject({ status: 'cancelled' });
    expect(running.signal.aborted).toBe(false);
    await one.jobs.cancel(here.id, APPROVER);
    expect(running.signal.aborted).toBe(true);
    expect(await test.untilStatus(here.id, 'cancelled')).toMatchObject({ cancelRequested: { by: APPROVER } });
    await expect(one.jobs.cancel(here.id, APPROVER)).rejects.toThrow(JobStateError);
    await expect(one.jobs.cancel('j-none', APPROVER)).rejects.toThrow(NotFoundError);

    const elsewhere = await one.jobs.submit(TRAIN, OPERATOR);
    await test.body(elsewhere.id);
    const two = await test.instance('two');
    expect(await two.jobs.cancel(elsewhere.id, OPERATOR)).toMatchObject({ status: 'running' });
    await test.untilStatus(elsewhere.id, 'cancelled');
    expect(test.begun.filter(({ job }) => job.id === waiting.id)).toEqual([]);
    expect(test.audited.filter(({ action }) => action === 'job-cancelled')).toHaveLength(3);
  });

  it('that end well although they were to be cancelled are done', async () => {
    const { jobs } = await test.instance('one');
    test.onCancel = (begun) => begun.end();
    const { id } = await jobs.submit(TRAIN, OPERATOR);
    await test.body(id);
    await jobs.cancel(id, OPERATOR);
    expect(await test.untilStatus(id, 'done')).toMatchObject({ cancelRequested: { by: OPERATOR } });
  });

  describe('that need approval', () => {
    it('wait for an approver unless one asks; an operator does not count', async () => {
      const { jobs } = await test.instance('one');
      const asked = await jobs.submit(APPLY, OPERATOR);
      expect(asked).toMatchObject({ status: 'awaiting-approval', approvalsRequired: 1, approvals: [] });
      expect(test.notices).toMatchObject([{ type: 'approval-wanted', subjectId: asked.id }]);
      await expect(jobs.approve(asked.id, OPERATOR)).rejects.toThrow(ForbiddenError);
      expect(await jobs.approve(asked.id, APPROVER)).toMatchObject({
        status: 'queued',
        approvals: [{ by: APPROVER }],
      });
      await expect(jobs.approve(asked.id, actor('other', 'admin'))).rejects.toThrow(JobStateError);
      (await test.body(asked.id)).end();
      await test.untilStatus(asked.id, 'done');
      expect(await jobs.submit(APPLY, APPROVER)).toMatchObject({
        status: 'queued',
        approvals: [{ by: APPROVER }],
      });
    });

    it('by two wait for another one than who asked, and never for the same one twice', async () => {
      test.approvalsRequired = 2;
      const { jobs } = await test.instance('one');
      const { id, status } = await jobs.submit(APPLY, APPROVER);
      expect(status).toBe('awaiting-approval');
      await expect(jobs.approve(id, APPROVER)).rejects.toThrow('already');
      expect(await jobs.approve(id, actor('other', 'approver'))).toMatchObject({ status: 'queued' });
      const byOperator = await jobs.submit(APPLY, OPERATOR);
      expect(await jobs.approve(byOperator.id, APPROVER)).toMatchObject({ status: 'awaiting-approval' });
      await expect(jobs.approve(byOperator.id, APPROVER)).rejects.toThrow('already');
      expect(test.audited.filter(({ action }) => action === 'job-approved')).toHaveLength(2);
    });

    it('are those that apply: a rollback never waits', async () => {
      test.approvalsRequired = 2;
      const { jobs } = await test.instance('one');
      expect(await jobs.submit({ kind: 'rollback' }, APPROVER)).toMatchObject({ status: 'queued' });
      expect(await jobs.submit(RESUME, OPERATOR)).toMatchObject({ status: 'queued', approvalsRequired: 0 });
    });

    it('can be cancelled meanwhile', async () => {
      const { jobs } = await test.instance('one');
      const { id } = await jobs.submit(APPLY, OPERATOR);
      expect(await jobs.cancel(id, OPERATOR)).toMatchObject({ status: 'cancelled' });
      await expect(jobs.approve(id, APPROVER)).rejects.toThrow(JobStateError);
    });
  });
});
