import { z } from 'zod';
import { actorSchema } from './actor.js';
import { jobRequestSchema } from './job-request.js';

/**
 * - awaiting-approval: as many approvers as the policy asks for have not spoken yet
 * - queued: waits for an instance with a free place, or for the channel
 * - running, and how it ended: done, failed, cancelled
 */
export const JOB_STATUSES = [
  'awaiting-approval',
  'queued',
  'running',
  'done',
  'failed',
  'cancelled',
] as const;
export type JobStatus = (typeof JOB_STATUSES)[number];

const instant = z.iso.datetime();

/** Long work that was asked for, and how far it is. */
export const jobSchema = z
  .strictObject({
    id: z.string(),
    /** One more with each write; a write of an older one is refused. */
    version: z.int().min(1),
    kind: z.string(),
    request: jobRequestSchema,
    status: z.enum(JOB_STATUSES),
    requestedBy: actorSchema,
    requestedAt: instant,
    /** Approvers that have to agree, the asker among them if that is one. */
    approvalsRequired: z.int().min(0),
    approvals: z.array(z.strictObject({ by: actorSchema, at: instant }).readonly()).readonly(),
    /** How often it was begun: more than once if an instance was killed meanwhile. */
    attempt: z.int().min(0),
    /** Where it runs or ran last. */
    instance: z.strictObject({ id: z.string(), host: z.string(), pid: z.int() }).readonly().optional(),
    startedAt: instant.optional(),
    endedAt: instant.optional(),
    progress: z
      .strictObject({ done: z.number(), total: z.number(), message: z.string(), at: instant })
      .readonly()
      .optional(),
    /** Id of what it makes or changes, as soon as that has one: sweep, model, comparison, application. */
    subjectId: z.string().optional(),
    /** Of the newest event; 0: none yet. */
    lastEvent: z.int().min(0),
    cancelRequested: z.strictObject({ by: actorSchema, at: instant }).readonly().optional(),
    /** What the same command prints with --json. */
    result: z.unknown().optional(),
    error: z
      .strictObject({
        code: z.string(),
        message: z.string(),
        retry: z.enum(['never', 'later', 'after-reread']),
      })
      .readonly()
      .optional(),
    /** The job that this one tries again. */
    retryOf: z.string().optional(),
    /** Of the request that asked for it: log lines carry both. */
    requestId: z.string().optional(),
  })
  .readonly();
export type Job = z.infer<typeof jobSchema>;

/** Something that happened to a job, numbered from 1 without gaps. */
export const jobEventSchema = z
  .strictObject({
    seq: z.int().min(1),
    at: instant,
    /**
     * status: the job's status changed (`data.status`); step and warning: words; progress: `data.done` of `data.total`;
     * subject: `data.subjectId` is known.
     */
    type: z.enum(['status', 'step', 'warning', 'progress', 'subject']),
    message: z.string(),
    data: z.record(z.string(), z.unknown()).optional(),
  })
  .readonly();
export type JobEvent = z.infer<typeof jobEventSchema>;

/** The newest events of one job; older ones are dropped once there are many. */
export const jobEventsSchema = z
  .strictObject({
    id: z.string(),
    /** One more with each write; a write of an older one is refused. */
    version: z.int().min(1),
    events: z.array(jobEventSchema).readonly(),
  })
  .readonly();
export type JobEvents = z.infer<typeof jobEventsSchema>;

export function isOver({ status }: Pick<Job, 'status'>): boolean {
  return status === 'done' || status === 'failed' || status === 'cancelled';
}
