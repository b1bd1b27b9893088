import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StoreUnreachableError } from '../domain/errors.js';
import { actor, APPLY, failed, fastClock, RESUME, TestInstances, TRAIN } from './testing/instances.js';

const APPROVER = actor('ap', 'approver');
import { soon } from './testing/soon.js';

describe('instances on one store', () => {
  let test: TestInstances;
  beforeEach(() => {
    test = new TestInstances();
  });
  afterEach(() => test.close());

  const statuses = async () => (await test.store.jobs.list()).map(({ status }) => status);

  it('share the work, each as much as it may', async () => {
    const one = await test.instance('one', 1);
    await test.instance('two', 1);
    for (let count = 0; count < 3; count += 1) await one.jobs.submit(TRAIN, APPROVER);
    await soon(() => test.begun.length).toBe(2);
    expect(new Set(test.begun.map(({ job }) => job.instance?.id))).toEqual(new Set(['one', 'two']));
    test.begun[0]?.end();
    await soon(() => test.begun.length).toBe(3);
    for (const { end } of test.begun) end();
    await soon(statuses).toEqual(['done', 'done', 'done']);
  });

  it('let one job at a time work on the channel, in the order in which they were asked for', async () => {
    const one = await test.instance('one');
    const two = await test.instance('two');
    const ids: string[] = [];
    for (const [index, { jobs }] of [one, two, one].entries()) {
      const { id } = await jobs.submit(index === 1 ? APPLY : RESUME, APPROVER, { id: `j-${3 - index}` });
      ids.push(id);
      await fastClock.sleep(100);
    }
    const train = await two.jobs.submit(TRAIN, APPROVER);
    (await test.body(train.id)).end();
    await test.untilStatus(train.id, 'done');
    for (const id of ids) {
      const body = await test.body(id);
      expect(test.begun.filter(({ job }) => job.kind !== 'train').at(-1)?.job.id).toBe(id);
      expect((await test.store.jobs.list({ status: 'running' })).map((job) => job.id)).toEqual([id]);
      body.end();
      await test.untilStatus(id, 'done');
    }
  });

  it('wait for a command line that holds the channel, and say for whom', async () => {
    const { jobs } = await test.instance('one');
    const { id } = await jobs.submit(RESUME, APPROVER);
    (await test.body(id)).end(failed('CHANNEL_BUSY', 'the channel is held by sweep s-9 (process 7)'));
    const again = await test.body(id, 2);
    expect(await test.read(id)).toMatchObject({
      status: 'running',
      attempt: 1,
      progress: { message: 'waits: the channel is held by sweep s-9 (process 7)' },
    });
    again.end();
    expect(await test.untilStatus(id, 'done')).toMatchObject({ attempt: 1 });
  });

  it('do not wait for the channel for ever', async () => {
    test.channelDeadlineMs = 30_000;
    const { jobs } = await test.instance('one');
    const { id } = await jobs.submit(RESUME, APPROVER);
    const busy = setInterval(() => {
      for (const { end } of test.begun) end(failed('CHANNEL_BUSY', 'held'));
    }, 1);
    try {
      await test.untilStatus(id, 'failed');
    } finally {
      clearInterval(busy);
    }
    expect(await test.read(id)).toMatchObject({ error: { code: 'CHANNEL_BUSY' } });
    expect(test.begun.length).toBeGreaterThan(3);
  });

  it('end a wait for the channel when the job is cancelled', async () => {
    const { jobs } = await test.instance('one');
    const { id } = await jobs.submit(RESUME, APPROVER);
    (await test.body(id)).end(failed('CHANNEL_BUSY', 'held'));
    await soon(async () => (await test.read(id)).progress?.message).toBe('waits: held');
    await jobs.cancel(id, APPROVER);
    await test.untilStatus(id, 'cancelled');
  });

  it('take over from one that was killed: the next attempt knows what the one before made', async () => {
    const one = await test.instance('one');
    const { id } = await one.jobs.submit(RESUME, APPROVER);
    const first = await test.body(id);
    first.told.advance(3, 9, 'round 3');
    await first.told.subject('s-1');
    const two = await test.instance('two');
    const later = await two.jobs.submit(RESUME, APPROVER);
    one.dispatcher.kill();
    const second = await test.body(id, 2);
    expect(second.job).not.toHaveProperty('progress');
    expect(second.job).toMatchObject({ attempt: 2, subjectId: 's-1', instance: { id: 'two' } });
    // Nothing of the dead one counts any more.
    first.told.step('from the dead');
    first.end({ kind: 'done', result: 'from the dead' });
    second.end({ kind: 'done', result: 'from the living' });
    expect(await test.untilStatus(id, 'done')).toMatchObject({ attempt: 2, result: 'from the living' });
    const stored = await test.store.jobEvents.find(id);
    expect(stored?.events.map(({ message }) => message)).toEqual([
      'queued',
      'begun',
      's-1',
      'round 3',
      'goes on after process 1 on test ended unexpectedly',
      'done',
    ]);
    expect(stored?.events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6]);
    (await test.body(later.id)).end();
    await test.untilStatus(later.id, 'done');
  });

  it('that only stood still write nothing of a job that another one has begun meanwhile', async () => {
    const one = await test.instance('one');
    const { id } = await one.jobs.submit(TRAIN, APPROVER);
    const first = await test.body(id);
    one.dispatcher.stall();
    await test.instance('two');
    const second = await test.body(id, 2);
    first.told.step('from the past');
    first.end({ kind: 'done', result: 'from the past' });
    await soon(() => first.signal.aborted).toBe(true);
    await fastClock.sleep(2000);
    expect(await test.read(id)).toMatchObject({ status: 'running', instance: { id: 'two' } });
    second.end({ kind: 'done', result: 'from the present' });
    expect(await test.untilStatus(id, 'done')).toMatchObject({ result: 'from the present' });
    const messages = (await test.store.jobEvents.find(id))?.events.map(({ message }) => message);
    expect(messages).not.toContain('from the past');
  });

  it('give up a job with which three of them died', async () => {
    const first = await test.instance('i-0');
    const { id } = await first.jobs.submit(TRAIN, APPROVER);
    let last = first;
    for (const attempt of [1, 2, 3]) {
      await test.body(id, attempt);
      last.dispatcher.kill();
      last = await test.instance(`i-${attempt}`);
    }
    expect(await test.untilStatus(id, 'failed')).toMatchObject({
      attempt: 3,
      error: { code: 'INTERRUPTED', retry: 'later', message: expect.stringContaining('3 times') },
    });
    expect(test.begun).toHaveLength(3);
  });

  it('cancel for one that was killed what somebody cancelled meanwhile', async () => {
    const one = await test.instance('one');
    const { id } = await one.jobs.submit(TRAIN, APPROVER);
    await test.body(id);
    one.dispatcher.kill();
    test.onCancel = () => undefined;
    await one.jobs.cancel(id, APPROVER);
    await test.instance('two');
    await test.untilStatus(id, 'cancelled');
    expect(test.begun).toHaveLength(1);
  });

  it('that stop leave what can go on to the next start, and let changes finish', async () => {
    const one = await test.instance('one');
    const train = await one.jobs.submit(TRAIN, APPROVER);
    const apply = await one.jobs.submit(APPLY, APPROVER);
    await test.body(train.id);
    const applying = await test.body(apply.id);
    const stopped = one.jobs.stop(60_000);
    expect(await test.untilStatus(train.id, 'queued')).toMatchObject({ attempt: 0 });
    expect(applying.signal.aborted).toBe(false);
    applying.end();
    await stopped;
    expect(await test.read(apply.id)).toMatchObject({ status: 'done' });
    await test.instance('two');
    (await test.body(train.id, 2)).end();
    expect(await test.untilStatus(train.id, 'done')).toMatchObject({ attempt: 1, instance: { id: 'two' } });
  });

  it('that stop tell changes to end when time runs out, and what they became is written', async () => {
    const one = await test.instance('one');
    const { id } = await one.jobs.submit(APPLY, APPROVER);
    await test.body(id);
    test.onCancel = (begun) => begun.end(failed('CANCELLED', 'the settings are as they were'));
    await one.jobs.stop(5000);
    expect(await test.read(id)).toMatchObject({
      status: 'failed',
      error: { code: 'CANCELLED', message: 'the settings are as they were' },
    });
  });

  it('write the end of a job once the store is back', async () => {
    const { jobs } = await test.instance('one');
    const { id } = await jobs.submit(TRAIN, APPROVER);
    const body = await test.body(id);
    const writes = vi.spyOn(test.store.jobs, 'replace').mockRejectedValue(new StoreUnreachableError('away'));
    body.told.step('told while the store is away');
    body.end();
    await soon(() => writes.mock.calls.length).toBeGreaterThan(2);
    writes.mockRestore();
    await test.untilStatus(id, 'done');
    const stored = await test.store.jobEvents.find(id);
    expect(stored?.events.map(({ seq, message }) => `${seq} ${message}`)).toEqual([
      '1 queued',
      '2 begun',
      '3 told while the store is away',
      '4 done',
    ]);
  });
});
