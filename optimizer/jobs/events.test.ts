import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { NotFoundError, StoreUnreachableError } from '../domain/errors.js';
import type { JobEvent } from '../domain/job.js';
import { actor, fastClock, TestInstances, TRAIN, type TestInstance } from './testing/instances.js';
import { EVENTS_KEPT } from './job-records.js';

const OPERATOR = actor('op', 'operator');
import { soon } from './testing/soon.js';

describe('events of a job', () => {
  let test: TestInstances;
  let one: TestInstance;
  beforeEach(async () => {
    test = new TestInstances();
    one = await test.instance('one');
  });
  afterEach(() => test.close());

  async function all(
    { jobs }: TestInstance,
    id: string,
    after = 0,
    signal = new AbortController().signal,
  ): Promise<JobEvent[]> {
    const events: JobEvent[] = [];
    for await (const event of jobs.follow(id, after, signal)) events.push(event);
    return events;
  }

  it('are followed on any instance, numbered without gaps, and end with the job', async () => {
    const two = await test.instance('two', 1);
    const { id } = await one.jobs.submit(TRAIN, OPERATOR);
    const body = await test.body(id);
    const [here, there] = [all(one, id), all(two, id)];
    body.told.step('round 1', { pointId: 'p-1' });
    body.told.warn('slow');
    body.told.advance(1, 2, 'half');
    await body.told.subject('m-1');
    await fastClock.sleep(1500);
    body.told.step('round 2');
    body.end();
    const events = await here;
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(events.map(({ type, message }) => `${type}: ${message}`)).toEqual([
      'status: queued',
      'status: begun',
      'step: round 1',
      'warning: slow',
      'subject: m-1',
      'progress: half',
      'step: round 2',
      'status: done',
    ]);
    expect(events[2]?.data).toEqual({ pointId: 'p-1' });
    expect(events[5]?.data).toEqual({ done: 1, total: 2 });
    expect(await there).toEqual(events);
    expect(await all(two, id, 6)).toEqual(events.slice(6));
    expect(await all(two, id, 99)).toEqual([]);
    expect(await test.read(id)).toMatchObject({ lastEvent: 8, progress: { done: 1, total: 2 } });
  });

  it('of very many steps forward are few, and the last is told', async () => {
    const { id } = await one.jobs.submit(TRAIN, OPERATOR);
    const body = await test.body(id);
    const begunMs = fastClock.now();
    for (let done = 1; done <= 200; done += 1) {
      body.told.advance(done, 200, `step ${done}`);
      await fastClock.sleep(50);
    }
    const seconds = (fastClock.now() - begunMs) / 1000;
    body.end();
    const told = (await all(one, id)).filter(({ type }) => type === 'progress');
    expect(told.length).toBeGreaterThan(2);
    expect(told.length).toBeLessThanOrEqual(2 * seconds + 2);
    expect(told.at(-1)).toMatchObject({ message: 'step 200', data: { done: 200, total: 200 } });
  });

  it('are kept as long as there are not too many, the newest', async () => {
    const { id } = await one.jobs.submit(TRAIN, OPERATOR);
    const body = await test.body(id);
    for (let burst = 0; burst < 3; burst += 1) {
      for (let step = 0; step < 200; step += 1) body.told.step(`${burst}.${step}`);
      await fastClock.sleep(1500);
    }
    body.end();
    const events = await all(one, id);
    await test.untilStatus(id, 'done');
    const kept = (await test.store.jobEvents.find(id))?.events ?? [];
    expect(kept).toHaveLength(EVENTS_KEPT);
    expect(kept.at(-1)).toMatchObject({ seq: 603, type: 'status', data: { status: 'done' } });
    expect(kept[0]?.seq).toBe(204);
    expect(events.at(-1)?.seq).toBe(603);
  });

  it('are read once for two hundred who follow them', async () => {
    const { id } = await one.jobs.submit(TRAIN, OPERATOR);
    const body = await test.body(id);
    const followers = Array.from({ length: 200 }, () => all(one, id));
    await fastClock.sleep(1500);
    const reads = vi.spyOn(test.store.jobEvents, 'find');
    body.told.step('for everybody');
    await fastClock.sleep(1500);
    body.end();
    const told = await Promise.all(followers);
    expect(new Set(told.map((events) => events.map(({ message }) => message).join()))).toEqual(
      new Set(['queued,begun,for everybody,done']),
    );
    expect(reads.mock.calls.length).toBeLessThan(20);
  });

  it('go on after the store was away, and without whoever hung up', async () => {
    const { id } = await one.jobs.submit(TRAIN, OPERATOR);
    const body = await test.body(id);
    const hangUp = new AbortController();
    const [patient, gone] = [all(one, id), all(one, id, 0, hangUp.signal)];
    await fastClock.sleep(1500);
    hangUp.abort();
    expect((await gone).map(({ message }) => message)).toEqual(['queued', 'begun']);
    const reads = vi.spyOn(test.store.jobs, 'find').mockRejectedValue(new StoreUnreachableError('away'));
    body.told.step('meanwhile');
    await soon(() => reads.mock.calls.length).toBeGreaterThan(3);
    reads.mockRestore();
    body.end();
    expect((await patient).map(({ message }) => message)).toEqual(['queued', 'begun', 'meanwhile', 'done']);
  });

  it('end although the last was never written', async () => {
    const { id } = await one.jobs.submit(TRAIN, OPERATOR);
    const body = await test.body(id);
    const writes = vi
      .spyOn(test.store.jobEvents, 'replace')
      .mockRejectedValue(new Error('killed in between'));
    body.end();
    await test.untilStatus(id, 'done');
    await fastClock.sleep(1000);
    writes.mockRestore();
    expect((await all(one, id)).map(({ message }) => message)).toEqual(['queued', 'begun', 'done']);
  });

  it('are of jobs that there are', async () => {
    await expect(all(one, 'j-none')).rejects.toThrow(NotFoundError);
  });
});
