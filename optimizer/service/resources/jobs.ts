import { z } from 'zod';
import { mayActAs, type Actor, type Role } from '../../domain/actor.js';
import { ForbiddenError, InvalidInputError, NotFoundError } from '../../domain/errors.js';
import { JOB_KINDS, type JobKind } from '../../domain/job-request.js';
import { JOB_STATUSES, jobEventSchema, type Job } from '../../domain/job.js';
import { acceptedReply, jobView } from '../accepted.js';
import { eventStream } from '../event-stream.js';
import { paged, pageOf, pageQuery } from '../paging.js';
import type { ServiceParts } from '../parts.js';
import { defineRoute, etagOf, type Reply, type Route } from '../route.js';

const tag = 'jobs';
const params = z.strictObject({ id: z.string().min(1).max(200) });

/** Asked for by approvers alone; an application is asked for by operators, and theirs until it is approved. */
const OF_APPROVERS: readonly JobKind[] = ['apply', 'rollback', 'submit-proposal', 'verify'];

export const jobRoutes: readonly Route[] = [
  defineRoute({
    method: 'get',
    path: '/jobs',
    operationId: 'listJobs',
    tag,
    summary: 'Every job, the newest first, without its result',
    role: 'viewer',
    query: pageQuery.extend({
      kind: z.enum(JOB_KINDS).optional(),
      status: z.enum(JOB_STATUSES).optional(),
    }),
    reply: { status: 200, description: 'A page of jobs', schema: pageOf(jobView) },
    handler: async ({ query: { kind, status, ...page } }, { parts }) => {
      const where = { ...(kind ? { kind } : {}), ...(status ? { status } : {}) };
      const jobs = (await parts.store.jobs.list(where)).toSorted(newestFirst);
      return { body: paged(jobs, page, ({ id }) => id, withoutResult) };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/jobs/{id}',
    operationId: 'getJob',
    tag,
    summary: 'One job: how far it is, and what came of it',
    role: 'viewer',
    params,
    reply: { status: 200, description: 'The job', schema: jobView },
    problems: ['NOT_FOUND'],
    handler: async ({ params: { id } }, { parts }) => shown(await jobOf(id, parts)),
  }),
  defineRoute({
    method: 'post',
    path: '/jobs/{id}/cancellation',
    operationId: 'cancelJob',
    tag,
    summary: 'Ask a job to end, with the channel as it was; its status tells when it has',
    description:
      'What changes the channel for good, or asks whether to, is cancelled by approvers; whoever asked for it may take it back as long as it waits for approval.',
    role: 'operator',
    params,
    reply: { status: 200, description: 'The job, cancelled or about to be', schema: jobView },
    problems: ['NOT_FOUND', 'JOB_STATE'],
    handler: async ({ params: { id } }, { parts, actor }) => {
      const job = await jobOf(id, parts);
      if (!(job.status === 'awaiting-approval' && isSame(job.requestedBy, actor)))
        requireRole(actor, roleFor(job), `cancels ${job.kind} jobs`);
      return shown(await parts.jobs.cancel(id, actor));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/jobs/{id}/approvals',
    operationId: 'approveJob',
    tag,
    summary: 'Agree to a job that waits for approval; it begins once enough approvers have',
    role: 'approver',
    takesKey: true,
    params,
    reply: { status: 200, description: 'The job with the approval', schema: jobView },
    problems: ['NOT_FOUND', 'JOB_STATE'],
    handler: async ({ params: { id } }, { parts, actor }) => {
      await jobOf(id, parts);
      return shown(await parts.jobs.approve(id, actor));
    },
  }),
  defineRoute({
    method: 'post',
    path: '/jobs/{id}/retry',
    operationId: 'retryJob',
    tag,
    summary: 'Ask once more for what a job that is over asked for; approvals are needed anew',
    role: 'operator',
    params,
    takesKey: true,
    reply: acceptedReply,
    problems: ['NOT_FOUND', 'JOB_STATE'],
    handler: async ({ params: { id } }, { parts, actor, jobId, requestId }) => {
      const before = await jobOf(id, parts);
      if (before.request.kind !== 'apply') requireRole(actor, roleFor(before), `asks for ${before.kind}`);
      const job = await parts.jobs.retry(id, actor, { id: jobId, requestId });
      return { body: job, location: `/api/v1/jobs/${job.id}` };
    },
  }),
  defineRoute({
    method: 'get',
    path: '/jobs/{id}/events',
    operationId: 'followJob',
    tag,
    summary: 'What happens to a job, as server-sent events until it is over',
    description:
      'Each event has its number as `id`, its type as `event` and the JobEvent as `data`. `Last-Event-ID` goes on after that number. Of a job with very many events the newest are kept, and of one that ended a week ago none.',
    role: 'viewer',
    params,
    headers: {
      'Last-Event-ID': z.string().optional().describe('Number of the last event that came: goes on after it'),
    },
    reply: {
      status: 200,
      description: 'A stream of events',
      contentType: 'text/event-stream',
      schema: z
        .string()
        .meta({ description: `Each event's data: ${Object.keys(jobEventSchema.unwrap().shape).join(', ')}` }),
    },
    problems: ['NOT_FOUND'],
    handler: async ({ params: { id } }, { parts, headers, signal }) => {
      await jobOf(id, parts);
      const after = numberOf(headers['last-event-id']);
      return { stream: eventStream(parts.jobs.follow(id, after, signal)) };
    },
  }),
];

async function jobOf(id: string, { store }: Pick<ServiceParts, 'store'>): Promise<Job> {
  const job = await store.jobs.find(id);
  if (!job) throw new NotFoundError(`there is no job ${id}: list what there is with GET /jobs`);
  return job;
}

function shown(job: Job): Reply<Job> {
  return { body: job, etag: etagOf(job) };
}

function withoutResult({ result: _result, ...rest }: Job): Job {
  return rest;
}

function newestFirst(a: Job, b: Job): number {
  return b.requestedAt.localeCompare(a.requestedAt) || b.id.localeCompare(a.id);
}

function roleFor({ request }: Job): Role {
  return OF_APPROVERS.includes(request.kind) ? 'approver' : 'operator';
}

/** @throws ForbiddenError */
function requireRole(actor: Actor, role: Role, what: string): void {
  if (!mayActAs(actor.role, role))
    throw new ForbiddenError(`only the role ${role} ${what}, and ${actor.name} has the role ${actor.role}`);
}

function isSame(a: Actor, b: Actor): boolean {
  return a.kind === b.kind && a.id === b.id;
}

/** @throws InvalidInputError */
function numberOf(lastEventId: string | string[] | undefined): number {
  if (lastEventId === undefined || lastEventId === '') return 0;
  if (typeof lastEventId === 'string' && /^\d{1,15}$/.test(lastEventId)) return Number(lastEventId);
  throw new InvalidInputError('Last-Event-ID', [
    { path: '', message: 'must be the id of an event: a number' },
  ]);
}
