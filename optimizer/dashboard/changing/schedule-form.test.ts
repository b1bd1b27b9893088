import { describe, expect, it } from 'vitest';
import type { ScheduleBody } from '../api-views.js';
import { bodyOf, formOf, NEW_SCHEDULE } from './schedule-form.js';

type ScheduleWork = ScheduleBody['work'];

const schedule = (work: ScheduleWork): ScheduleBody => ({
  name: 'nightly',
  cron: '30 2 * * *',
  timeZone: 'Europe/Berlin',
  enabled: false,
  work,
});

const sweep: Extract<ScheduleWork, { kind: 'anchor-sweep' }> = {
  kind: 'anchor-sweep',
  plan: {
    name: 'own',
    points: [
      { settings: { batchTimeoutMs: 100 }, sendRateTps: 40 },
      { settings: {}, sendRateTps: 80 },
    ],
    workload: 'mixed',
    replicates: 2,
    seed: 7,
    window: { warmupS: 1, minS: 2, maxS: 3 },
    precision: { meanPct: 3, p95Pct: 10 },
  },
};

describe('the form of a schedule', () => {
  it.each<ScheduleWork>([
    { kind: 'retrain', seed: 9 },
    { kind: 'drift-check', newRounds: 11, watchSeconds: 30 },
    sweep,
  ])('gives back what it was given: %j', (work) => {
    const before = schedule(work);
    const { name, cron, timeZone, enabled } = before;
    expect(bodyOf(formOf(before), before)).toEqual({ name, cron, timeZone, enabled, work });
  });

  it('changes the load of the first point alone, and keeps what no field is for', () => {
    const before = schedule(sweep);
    const body = bodyOf({ ...formOf(before), sendRateTps: '55', replicates: '4' }, before);
    expect(body.work).toEqual({
      kind: 'anchor-sweep',
      plan: {
        ...sweep.plan,
        points: [{ settings: { batchTimeoutMs: 100 }, sendRateTps: 55 }, sweep.plan.points[1]],
        replicates: 4,
      },
    });
  });

  it('makes a new anchor sweep of the settings in force', () => {
    const body = bodyOf({ ...NEW_SCHEDULE, name: 'anchor', kind: 'anchor-sweep', sendRateTps: '70' });
    expect(body.work).toMatchObject({ plan: { points: [{ settings: {}, sendRateTps: 70 }], replicates: 3 } });
  });
});
