import { z } from 'zod';
import { goalSchema } from './goal.js';
import { loadSchema, sendRateTpsSchema } from './load.js';
import { objectiveSchema } from './objective.js';
import { planSchema } from './plan.js';
import { ordererSettingsSchema, settingsChangeSchema } from './settings.js';

const id = z.string().min(1).max(200);
const seed = z.int().min(0).default(1);

/** How live transactions are watched after a change, in the words of `apply --watch`. */
export const watchRequestSchema = z
  .strictObject({
    /** Seconds of watching. */
    seconds: z.int().min(5).max(3600),
    /** Transactions a second of our own meanwhile; 0 or absent: only those of others are looked at. */
    probeTps: z.number().min(0).max(1000).optional(),
    /** As people write them: `latencyP95Ms<=400`. Without any, those of the recommendation. */
    limits: z.array(z.string().max(100)).max(20).optional(),
  })
  .readonly();
export type WatchRequest = z.infer<typeof watchRequestSchema>;

/** Work that takes longer than a request may: what is asked for, complete, so that any instance can begin or go on with it. */
export const jobRequestSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sweep'), plan: planSchema, skipDead: z.boolean().default(false) }),
  z.strictObject({ kind: z.literal('resume-sweep'), sweepId: id }),
  z.strictObject({
    kind: z.literal('search'),
    strategy: z.string(),
    goal: goalSchema,
    load: loadSchema,
    budget: z.int().min(1).max(1000),
    seed,
    /** Name of a plan that comes with gridtune, whose settings are the candidates. */
    plan: z.string().max(64).optional(),
  }),
  z.strictObject({
    kind: z.literal('train'),
    /** Names of imported datasets and ids of sweeps; none: every measured round of the network. */
    datasets: z.array(id).max(100).default([]),
    seed,
    /** A registered model to start from. */
    priorModelId: id.optional(),
  }),
  z.strictObject({
    kind: z.literal('compare-surface'),
    /** Name of an imported dataset. */
    dataset: id,
    goal: goalSchema,
    sendRateTps: sendRateTpsSchema,
    budget: z.int().min(1).max(1000).default(25),
    seeds: z.int().min(1).max(200).default(20),
    seed,
  }),
  z.strictObject({
    kind: z.literal('compare-live'),
    /** Name of a plan that comes with gridtune. */
    plan: z.string().max(64),
    sendRatesTps: z.array(sendRateTpsSchema).min(1).max(20),
    goal: goalSchema,
    repeats: z.int().min(1).max(100).optional(),
    budget: z.int().min(1).max(1000).optional(),
    seed,
  }),
  z.strictObject({
    kind: z.literal('apply'),
    /** Either a recommendation or settings. */
    recommendationId: id.optional(),
    settings: settingsChangeSchema.optional(),
    /** Refused if the channel has other settings than these by then. */
    expectedInForce: ordererSettingsSchema.optional(),
    watch: watchRequestSchema.optional(),
  }),
  z.strictObject({
    kind: z.literal('rollback'),
    /** The application to take back; without it and `to`, the last one. */
    applicationId: id.optional(),
    /** The application whose settings, or the recommendation whose settings in force, to go back to. */
    to: id.optional(),
    watch: watchRequestSchema.optional(),
  }),
  z.strictObject({ kind: z.literal('submit-proposal'), proposalId: id }),
  z.strictObject({
    kind: z.literal('verify'),
    applicationId: id,
    pairs: z.int().min(4).max(50).default(4),
    /** Seconds of each round. */
    seconds: z.int().min(2).max(600).default(6),
    /** Where no recommendation says at what load, or for another one. */
    sendRateTps: sendRateTpsSchema.optional(),
    objective: objectiveSchema.optional(),
  }),
]);
export type JobRequest = z.infer<typeof jobRequestSchema>;
export type JobKind = JobRequest['kind'];
export const JOB_KINDS: readonly JobKind[] = jobRequestSchema.options.map(({ shape }) => shape.kind.value);
export type RequestOf<K extends JobKind> = Extract<JobRequest, { readonly kind: K }>;

/** Kinds that hold the channel while they run: one of them at a time. */
export const CHANNEL_KINDS: readonly JobKind[] = [
  'sweep',
  'resume-sweep',
  'search',
  'compare-live',
  'apply',
  'rollback',
  'submit-proposal',
  'verify',
];

/** Kinds that leave the channel changed, and so may need more than one approver. */
export const APPROVED_KINDS: readonly JobKind[] = ['apply'];
