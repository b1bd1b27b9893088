import { z } from 'zod';
import { driftFindingSchema } from './drift.js';
import { planSchema } from './plan.js';

/** What a schedule has done. */
export const scheduleWorkSchema = z.discriminatedUnion('kind', [
  /** Trains on every measured round of the network; the champion gate decides what becomes of the model. */
  z.strictObject({ kind: z.literal('retrain'), seed: z.int().min(0).default(1) }),
  /**
   * Looks whether the champion still describes the network: live figures outside its interval, new results, another
   * topology or other versions; trains if it does not.
   */
  z.strictObject({
    kind: z.literal('drift-check'),
    /** Measured rounds that the champion has not seen, from which on it is trained anew. */
    newRounds: z.int().min(1).max(10_000).default(20),
    /** Seconds of live transactions that are looked at. */
    watchSeconds: z.int().min(5).max(3600).default(60),
  }),
  /** Measures the anchor of a plan, so that drift of the network itself shows. Inside the allowed hours alone. */
  z.strictObject({ kind: z.literal('anchor-sweep'), plan: planSchema }),
]);
export type ScheduleWork = z.infer<typeof scheduleWorkSchema>;

/** Work that begins by itself. */
export const scheduleSchema = z
  .strictObject({
    id: z.string(),
    /** One more with each write; the ETag of the resource. */
    version: z.int().min(1),
    name: z.string().min(1).max(64),
    /** Five fields, as cron reads them. */
    cron: z.string().min(9).max(100),
    /** IANA name; `UTC` by default. */
    timeZone: z.string().max(64).default('UTC'),
    enabled: z.boolean(),
    work: scheduleWorkSchema,
    createdAt: z.iso.datetime(),
    /** Who wrote it last. */
    changedBy: z.string(),
    changedAt: z.iso.datetime(),
    /** The newest time by `cron` that somebody has taken on, or from which on times count; later ones are due. */
    lastSlotAt: z.iso.datetime().optional(),
    lastRun: z
      .strictObject({
        /** When it was begun. */
        at: z.iso.datetime(),
        /** `running`: somebody is at it; `started`: a job does it. */
        outcome: z.enum(['running', 'started', 'not-needed', 'skipped', 'failed']),
        /** Why, in words. */
        reason: z.string(),
        /** The time by `cron` that it was due; absent where somebody asked for it. */
        slotAt: z.iso.datetime().optional(),
        /** While it is running: who is silent longer than this is taken for dead, and another instance goes on. */
        claimedUntil: z.iso.datetime().optional(),
        jobId: z.string().optional(),
        /** Of a drift-check. */
        finding: driftFindingSchema.optional(),
      })
      .readonly()
      .optional(),
  })
  .readonly();
export type Schedule = z.infer<typeof scheduleSchema>;
