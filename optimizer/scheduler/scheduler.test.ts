import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { StoreUnreachableError } from '../domain/errors.js';
import { guardRailsSchema } from '../domain/guard-rails.js';
import type { Schedule } from '../domain/schedule.js';
import type { Scheduler } from '../domain/scheduler.js';
import { application, measuredRound, modelRecord } from '../store/testing/sample-values.js';
import { FakeClock, settle } from './fake-clock.fixture.js';
import { openStage, type Stage } from './schedule-services.fixture.js';
import { createScheduler } from './scheduler.js';

const BY = { kind: 'token', id: 't-1', name: 'night shift', role: 'operator' } as const;

describe('the scheduler', () => {
  let stage: Stage;
  let running: Scheduler[];

  beforeEach(async () => {
    stage = openStage('2026-11-22T08:30:00Z');
    running = [];
    await stage.store.rounds.insert(measuredRound('s1/p1/1'));
  });
  afterEach(async () => {
    for (const scheduler of running) await scheduler.stop();
  });

  async function start(instanceId = 'i1'): Promise<Scheduler> {
    const scheduler = createScheduler(stage.services(instanceId));
    running.push(scheduler);
    await scheduler.start();
    return scheduler;
  }

  async function lastRun(id = 's-1'): Promise<Schedule['lastRun']> {
    return (await stage.store.schedules.find(id))?.lastRun;
  }

  it('begins what is due, in the name of the schedule', async () => {
    await stage.schedule({});
    await start();
    await stage.clock.advanceTo('2026-11-22T08:59:59Z');
    expect(await stage.jobs()).toEqual([]);
    await stage.clock.advanceTo('2026-11-22T09:00:00Z');
    const [job, ...more] = await stage.jobs();
    expect(job).toMatchObject({ request: { kind: 'train', datasets: [] }, requestedBy: { id: 's-1' } });
    expect(more).toEqual([]);
    expect(await lastRun()).toEqual({
      at: '2026-11-22T09:00:00.000Z',
      slotAt: '2026-11-22T09:00:00.000Z',
      outcome: 'started',
      reason: '1 measured rounds that no model has learnt from',
      jobId: job?.id,
    });
  });

  it('begins each time once, however many instances look', async () => {
    await stage.schedule({});
    let begun = 0;
    stage.onSubmit = async () => void (begun += 1);
    await start('i1');
    await start('i2');
    await start('i3');
    for (const hour of ['09', '10', '11']) {
      await stage.clock.advanceTo(`2026-11-22T${hour}:00:30Z`);
      for (const job of await stage.jobs())
        await stage.store.jobs.put({ ...job, version: job.version + 1, status: 'done' });
    }
    expect(begun).toBe(3);
    expect(await stage.jobs()).toHaveLength(3);
  });

  it('makes the newest missed time up once and tells so', async () => {
    await stage.schedule({});
    await stage.clock.advanceTo('2026-11-22T12:20:00Z');
    await start('i1');
    await start('i2');
    await stage.clock.advanceTo('2026-11-22T12:59:00Z');
    expect(await stage.jobs()).toHaveLength(1);
    expect((await lastRun())?.reason).toMatch(
      /^made up: nobody ran when it was due at 2026-11-22T12:00:00.000Z, and 3 older times are not made up: /,
    );
  });

  it('heeds an edit at once: what is disabled does not begin, other times count from the edit on', async () => {
    const schedule = await stage.schedule({});
    await start();
    await stage.clock.advanceTo('2026-11-22T08:59:58Z');
    await stage.store.schedules.replace({ ...schedule, version: 2, enabled: false });
    await stage.clock.advanceTo('2026-11-22T11:30:00Z');
    expect(await stage.jobs()).toEqual([]);
    await stage.store.schedules.replace({
      ...schedule,
      version: 3,
      cron: '45 * * * *',
      lastSlotAt: '2026-11-22T11:30:00.000Z',
    });
    await stage.clock.advanceTo('2026-11-22T11:44:59Z');
    expect(await stage.jobs()).toEqual([]);
    await stage.clock.advanceTo('2026-11-22T11:45:00Z');
    expect((await lastRun())?.slotAt).toBe('2026-11-22T11:45:00.000Z');
  });

  it('keeps an edit that comes while the work is under way', async () => {
    await stage.schedule({});
    stage.onSubmit = async () => {
      const now = await stage.store.schedules.find('s-1');
      if (now) await stage.store.schedules.replace({ ...now, version: now.version + 1, name: 'renamed' });
    };
    await start();
    await stage.clock.advanceTo('2026-11-22T09:00:00Z');
    expect(await stage.store.schedules.find('s-1')).toMatchObject({
      name: 'renamed',
      lastRun: { outcome: 'started' },
    });
  });

  it('goes on with what a killed instance had taken on, as the same job', async () => {
    await stage.schedule({});
    stage.onSubmit = () => new Promise(() => undefined);
    // Its clock stands still from then on.
    const its = new FakeClock('2026-11-22T08:59:59Z');
    const killed = createScheduler(stage.services('killed', its));
    await killed.start();
    await its.advanceTo('2026-11-22T09:00:00Z');
    await stage.clock.advanceTo('2026-11-22T09:00:00Z');
    expect(await lastRun()).toMatchObject({ outcome: 'running' });
    stage.onSubmit = async () => undefined;
    await start('i2');
    await stage.clock.advanceTo('2026-11-22T09:01:00Z');
    expect(await lastRun()).toMatchObject({ outcome: 'running' });
    await stage.clock.advanceTo('2026-11-22T09:03:00Z');
    expect(await lastRun()).toMatchObject({
      outcome: 'started',
      slotAt: '2026-11-22T09:00:00.000Z',
      reason: expect.stringContaining('gone on with after another instance fell silent'),
    });
    expect(await stage.jobs()).toHaveLength(1);
    await stage.clock.advanceTo('2026-11-22T10:00:00Z');
    expect((await lastRun())?.slotAt).toBe('2026-11-22T10:00:00.000Z');
    await killed.stop();
  });

  it('puts back what it was at when it is stopped', async () => {
    await stage.schedule({ work: { kind: 'drift-check', newRounds: 20, watchSeconds: 60 } });
    await stage.store.models.insert(
      modelRecord('m1', { status: 'champion', networkId: 'n1', roundIds: ['s1/p1/1'] }),
    );
    let release = (): void => undefined;
    stage.network.status = () =>
      new Promise((resolve) => {
        release = () => resolve([]);
      });
    Object.assign(stage.network, { id: 'n1' });
    const stopped = await start('i1');
    await stage.clock.advanceTo('2026-11-22T09:00:00Z');
    expect(await lastRun()).toMatchObject({ outcome: 'running' });
    const stop = stopped.stop();
    release();
    await stop;
    expect(await lastRun()).toMatchObject({ outcome: 'skipped', reason: expect.stringContaining('stopped') });
    stage.network.status = async () => [];
    await start('i2');
    await stage.clock.advanceTo('2026-11-22T09:30:00Z');
    expect(await lastRun()).toMatchObject({
      slotAt: '2026-11-22T09:00:00.000Z',
      reason: expect.stringMatching(/^the network in force/),
      finding: { championId: 'm1', liveNotJudged: 'model m1 has no file in this test' },
    });
  });

  it('tells a failure, and tries again at the next time', async () => {
    await stage.schedule({});
    stage.onSubmit = async () => {
      throw new StoreUnreachableError('the store does not answer');
    };
    await start();
    await stage.clock.advanceTo('2026-11-22T09:00:00Z');
    expect(await lastRun()).toMatchObject({ outcome: 'failed', reason: 'the store does not answer' });
    expect(stage.told).toEqual([
      {
        type: 'schedule-failed',
        subjectId: 's-1',
        message: 'schedule a schedule: the store does not answer',
      },
    ]);
    stage.onSubmit = async () => undefined;
    await stage.clock.advanceTo('2026-11-22T10:00:00Z');
    expect(await lastRun()).toMatchObject({ outcome: 'started' });
  });

  it('goes on once the store is back', async () => {
    await stage.schedule({});
    const services = stage.services();
    let down = true;
    const schedules = {
      ...stage.store.schedules,
      list: async () => {
        if (down) throw new StoreUnreachableError('the store does not answer');
        return stage.store.schedules.list();
      },
    };
    const scheduler = createScheduler({ ...services, store: { ...stage.store, schedules } });
    down = false;
    await scheduler.start();
    running.push(scheduler);
    down = true;
    await stage.clock.advanceTo('2026-11-22T09:01:00Z');
    expect(await stage.jobs()).toEqual([]);
    down = false;
    await stage.clock.advanceTo('2026-11-22T09:01:10Z');
    expect(await stage.jobs()).toHaveLength(1);
    expect(stage.logged.filter(({ msg }) => String(msg).includes('could not be looked at'))).toHaveLength(1);
  });

  it('runs when asked, disabled or not, recorded with who asked, and not twice at once', async () => {
    await stage.schedule({ enabled: false });
    const scheduler = createScheduler(stage.services());
    let release = (): void => undefined;
    stage.onSubmit = () => new Promise((resolve) => (release = resolve));
    const { schedule, done } = await scheduler.runNow('s-1', BY);
    expect(schedule.lastRun).toMatchObject({ outcome: 'running' });
    await expect(scheduler.runNow('s-1', BY)).rejects.toMatchObject({ code: 'JOB_STATE' });
    await settle();
    release();
    expect((await done).lastRun).toMatchObject({ outcome: 'started', at: '2026-11-22T08:30:00.000Z' });
    expect(stage.audited).toEqual([{ action: 'schedule-run', subjectId: 's-1', by: BY, note: 'a schedule' }]);
    await expect(scheduler.runNow('s-2', BY)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  describe('retrains', () => {
    it('only once there is something that no model has learnt from', async () => {
      await stage.schedule({});
      await stage.store.models.insert(
        modelRecord('m1', { status: 'champion', networkId: 'n1', roundIds: ['s1/p1/1'] }),
      );
      await start();
      await stage.clock.advanceTo('2026-11-22T09:00:00Z');
      expect(await lastRun()).toMatchObject({
        outcome: 'not-needed',
        reason: 'no round was measured since those that champion m1 learnt from',
      });
      const newer = { startedAt: '2026-11-22T09:10:00.000Z', endedAt: '2026-11-22T09:10:10.000Z' };
      await stage.store.rounds.insert(measuredRound('s2/p1/1', newer));
      const candidate = modelRecord('m2', {
        networkId: 'n1',
        roundIds: ['s1/p1/1', 's2/p1/1'],
        createdAt: '2026-11-22T09:11:00.000Z',
      });
      await stage.store.models.insert(candidate);
      await stage.clock.advanceTo('2026-11-22T10:00:00Z');
      expect(await lastRun()).toMatchObject({
        outcome: 'not-needed',
        reason: expect.stringContaining('model m2 has learnt from every round'),
      });
      await stage.store.rounds.insert(measuredRound('s2/p1/2', newer));
      await stage.clock.advanceTo('2026-11-22T11:00:00Z');
      expect(await lastRun()).toMatchObject({ outcome: 'started' });
      await stage.clock.advanceTo('2026-11-22T12:00:00Z');
      expect(await lastRun()).toMatchObject({ outcome: 'skipped', reason: expect.stringContaining('at it') });
      expect(await stage.jobs()).toHaveLength(1);
    });
  });

  describe('sweeps an anchor', () => {
    it('inside the allowed hours alone, and never on top of its last', async () => {
      stage.rails = guardRailsSchema.parse({
        hours: { timeZone: 'UTC', windows: [{ from: '10:00', to: '13:00' }] },
      });
      await start();
      const [anchor] = (await stage.store.schedules.list()).filter(
        ({ work }) => work.kind === 'anchor-sweep',
      );
      if (!anchor) throw new Error('there is no default anchor sweep');
      expect(anchor.enabled).toBe(false);
      await stage.store.schedules.replace({ ...anchor, version: 2, enabled: true, cron: '0 * * * *' });
      await stage.clock.advanceTo('2026-11-22T09:00:00Z');
      expect(await lastRun(anchor.id)).toMatchObject({
        outcome: 'skipped',
        reason: expect.stringContaining('allowed from Sun, 22/11/2026, 10:00'),
      });
      await stage.clock.advanceTo('2026-11-22T10:00:00Z');
      expect(await lastRun(anchor.id)).toMatchObject({ outcome: 'started' });
      await stage.clock.advanceTo('2026-11-22T11:00:00Z');
      expect(await lastRun(anchor.id)).toMatchObject({ outcome: 'skipped' });
      expect((await stage.jobs()).map(({ request }) => request)).toMatchObject([
        { kind: 'sweep', plan: { name: 'nightly-anchor', points: [{ settings: {} }] } },
      ]);
    });
  });

  it('gives an empty store its schedules once, and enables nothing that loads or changes a channel', async () => {
    await start('i1');
    await start('i2');
    const made = await stage.store.schedules.list();
    expect(made.map(({ enabled, work }) => [work.kind, enabled])).toEqual([
      ['anchor-sweep', false],
      ['drift-check', true],
      ['retrain', false],
    ]);
  });

  it('tells a new champion once, whoever promoted it', async () => {
    await stage.store.models.insert(modelRecord('m1', { status: 'champion' }));
    await start('i1');
    await stage.clock.advance(60_000);
    expect(stage.told).toEqual([]);
    const statusAt = '2026-11-22T08:31:00.000Z';
    await stage.store.models.put(modelRecord('m2', { status: 'champion', statusAt, statusReason: 'better' }));
    await stage.clock.advance(60_000);
    expect(stage.told).toMatchObject([
      {
        type: 'champion-changed',
        subjectId: 'm2',
        message: 'model m2 is the champion now, after m1: better',
        key: `champion m2 ${statusAt}`,
      },
    ]);
  });

  it('tells settings that came in force, and those that were taken back, once every node reports them', async () => {
    await stage.store.applications.insert(application('a-1', { status: 'verified' }));
    await stage.store.applications.insert(application('a-2', { status: 'committed' }));
    await start('i1');
    await stage.clock.advance(30_000);
    expect(stage.told).toEqual([]);
    await stage.store.applications.put(application('a-2', { status: 'verified', kind: 'apply' }));
    await stage.store.applications.put(application('a-3', { status: 'verified', kind: 'rollback' }));
    await stage.store.applications.put(application('a-4', { status: 'failed' }));
    await stage.clock.advance(60_000);
    expect(stage.told.map(({ type, subjectId, key }) => [type, subjectId, key])).toEqual([
      ['settings-changed', 'a-2', 'application a-2'],
      ['settings-taken-back', 'a-3', 'application a-3'],
    ]);
  });
});
