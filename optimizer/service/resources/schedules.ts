import { z } from 'zod';
import { InvalidInputError, NotFoundError } from '../../domain/errors.js';
import { newId } from '../../domain/id.js';
import { JOB_STATUSES } from '../../domain/job.js';
import { scheduleSchema, scheduleWorkSchema, type Schedule } from '../../domain/schedule.js';
import { describeActor } from '../../domain/actor.js';
import { nextRunAt, timingFaults } from '../../scheduler/cron-slots.js';
import { changedMeanwhile, requireVersion } from '../follows-version.js';
import { paged, pageOf, pageQuery } from '../paging.js';
import type { ServiceParts } from '../parts.js';
import { defineRoute, etagOf, type Reply, type Route } from '../route.js';

const scheduleView = scheduleSchema
  .unwrap()
  .extend({
    /** When it begins by itself the next time; null where it never does, as while it is disabled. */
    nextRunAt: z.iso.datetime().nullable(),
    /** Of the job that the last run asked for. */
    lastJobStatus: z.enum(JOB_STATUSES).optional(),
  })
  .meta({ id: 'Schedule' });
type ScheduleView = z.input<typeof scheduleView>;

const scheduleBody = z
  .strictObject({
    name: z.string().trim().min(1).max(64),
    cron: z.string().trim().min(1).max(100),
    timeZone: z.string().min(1).max(64).default('UTC'),
    enabled: z.boolean().default(true),
    work: scheduleWorkSchema,
  })
  .meta({ id: 'ScheduleBody' });
type ScheduleBody = z.output<typeof scheduleBody>;

const params = z.strictObject({ id: z.string().max(64) });

async function view(schedule: Schedule, { store }: Pick<ServiceParts, 'store'>): Promise<ScheduleView> {
  const jobId = schedule.lastRun?.jobId;
  const job = jobId === undefined ? undefined : await store.jobs.find(jobId);
  return {
    ...schedule,
    nextRunAt: nextRunAt(schedule, Date.now()) ?? null,
    ...(job ? { lastJobStatus: job.status } : {}),
  };
}

async function reply(schedule: Schedule, parts: Pick<ServiceParts, 'store'>): Promise<Reply<ScheduleView>> {
  return { body: await view(schedule, parts), etag: etagOf(schedule) };
}

/** @throws NotFoundError */
async function present(id: string, { store }: Pick<ServiceParts, 'store'>): Promise<Schedule> {
  const schedule = await store.schedules.find(id);
  if (!schedule) throw new NotFoundError(`there is no schedule ${id}`);
  return schedule;
}

/** @throws InvalidInputError */
function requireTiming(body: ScheduleBody): void {
  const faults = timingFaults(body, Date.now());
  if (faults.length > 0)
    throw new InvalidInputError(
      'request',
      faults.map(({ path, message }) => ({ path: `body.${path}`, message })),
    );
}

/** Where a change makes other times due, they count from now on: none of the past is made up. */
function countsAnew(before: Schedule, after: ScheduleBody): boolean {
  return (
    before.cron !== after.cron ||
    before.timeZone !== after.timeZone ||
    before.enabled !== after.enabled ||
    before.work.kind !== after.work.kind
  );
}

function describe({ name, cron, timeZone, enabled, work }: ScheduleBody): string {
  return `${name}: ${work.kind} at "${cron}" ${timeZone}, ${enabled ? 'enabled' : 'disabled'}`;
}

export const scheduleRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/schedules',
    operationId: 'listSchedules',
    tag: 'schedules',
    summary: 'Every schedule, the newest first, with its next time and what came of its last',
    role: 'viewer',
    query: pageQuery,
    reply: { status: 200, description: 'A page of schedules', schema: pageOf(scheduleView) },
    handler: async ({ query }, { parts }) => {
      const schedules = (await parts.store.schedules.list()).toSorted((a, b) =>
        b.createdAt.localeCompare(a.createdAt),
      );
      const page = paged(
        schedules,
        query,
        ({ id }) => id,
        (schedule) => schedule,
      );
      const items = await Promise.all(page.items.map(async (schedule) => view(schedule, parts)));
      return { body: { ...page, items } };
    },
  }),
  defineRoute({
    method: 'post',
    path: '/schedules',
    operationId: 'createSchedule',
    tag: 'schedules',
    summary: 'Have work begin by itself',
    description:
      '`cron` has five fields, read in `timeZone`: a time that daylight saving skips comes right after the gap, one ' +
      'that it repeats comes once.',
    role: 'admin',
    body: scheduleBody,
    reply: { status: 201, description: 'The schedule', schema: scheduleView },
    handler: async ({ body }, { parts, actor }) => {
      requireTiming(body);
      const at = new Date().toISOString();
      const schedule: Schedule = {
        ...body,
        id: newId('s', at),
        version: 1,
        createdAt: at,
        changedBy: describeActor(actor),
        changedAt: at,
      };
      await parts.audit.record({
        action: 'schedule-changed',
        subjectId: schedule.id,
        by: actor,
        note: `made, ${describe(body)}`,
      });
      await parts.store.schedules.insert(schedule);
      return { ...(await reply(schedule, parts)), location: `/api/v1/schedules/${schedule.id}` };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/schedules/{id}',
    operationId: 'getSchedule',
    tag: 'schedules',
    summary: 'One schedule',
    role: 'viewer',
    params,
    reply: { status: 200, description: 'The schedule', schema: scheduleView },
    handler: async ({ params: { id } }, { parts }) => reply(await present(id, parts), parts),
  }),
  defineRoute({
    method: 'put',
    path: '/schedules/{id}',
    operationId: 'changeSchedule',
    tag: 'schedules',
    summary: 'Change a schedule; from then on it counts as it is now',
    role: 'admin',
    params,
    body: scheduleBody,
    needsIfMatch: true,
    reply: { status: 200, description: 'The schedule', schema: scheduleView },
    problems: ['STALE_WRITE'],
    handler: async ({ params: { id }, body }, context) => {
      const { parts, actor } = context;
      requireTiming(body);
      const before = await present(id, parts);
      requireVersion(context, before, `schedule ${id}`);
      const at = new Date().toISOString();
      const after: Schedule = {
        ...before,
        ...body,
        version: before.version + 1,
        changedBy: describeActor(actor),
        changedAt: at,
        ...(countsAnew(before, body) ? { lastSlotAt: at } : {}),
      };
      await parts.audit.record({
        action: 'schedule-changed',
        subjectId: id,
        by: actor,
        note: describe(body),
      });
      if (!(await parts.store.schedules.replace(after))) throw changedMeanwhile(`schedule ${id}`);
      return reply(after, parts);
    },
  }),
  defineRoute({
    method: 'delete',
    path: '/schedules/{id}',
    operationId: 'removeSchedule',
    tag: 'schedules',
    summary: 'Remove a schedule; jobs that it asked for go on',
    role: 'admin',
    params,
    needsIfMatch: true,
    reply: { status: 204, description: 'It is gone' },
    problems: ['STALE_WRITE'],
    handler: async ({ params: { id } }, context) => {
      const { parts, actor } = context;
      const schedule = await present(id, parts);
      requireVersion(context, schedule, `schedule ${id}`);
      await parts.audit.record({
        action: 'schedule-removed',
        subjectId: id,
        by: actor,
        note: schedule.name,
      });
      await parts.store.schedules.remove(id);
      return {};
    },
  }),
  defineRoute({
    method: 'post',
    path: '/schedules/{id}/runs',
    operationId: 'runSchedule',
    tag: 'schedules',
    summary: 'Begin the work of a schedule now, whether or not it is enabled',
    description:
      'A drift check goes on after the answer: `lastRun` of the schedule tells what came of it. Whatever asks for a ' +
      'job has asked by the time of the answer, and `lastRun.jobId` is that job.',
    role: 'operator',
    params,
    takesKey: true,
    reply: { status: 202, description: 'The schedule, at work', schema: scheduleView },
    problems: ['JOB_STATE'],
    handler: async ({ params: { id } }, { parts, actor }) => {
      const { schedule, done } = await parts.scheduler.runNow(id, actor);
      return reply(schedule.work.kind === 'drift-check' ? schedule : await done, parts);
    },
  }),
];
