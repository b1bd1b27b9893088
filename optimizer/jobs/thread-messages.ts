import { z } from 'zod';

const data = z.record(z.string(), z.unknown());

export const jobErrorSchema = z.strictObject({
  code: z.string(),
  message: z.string(),
  retry: z.enum(['never', 'later', 'after-reread']),
});

/** What a job's thread tells. */
export const fromThreadSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('step'), message: z.string(), facts: data.optional() }),
  z.strictObject({ type: z.literal('warning'), message: z.string() }),
  z.strictObject({ type: z.literal('advance'), done: z.number(), total: z.number(), message: z.string() }),
  /** Answered with `kept`. */
  z.strictObject({ type: z.literal('subject'), subjectId: z.string() }),
  z.strictObject({ type: z.literal('done'), result: z.unknown() }),
  /** `stack` of an error that nobody expected, for the log. */
  z.strictObject({ type: z.literal('failed'), error: jobErrorSchema, stack: z.string().optional() }),
]);
export type FromThread = z.infer<typeof fromThreadSchema>;

/** What a job's thread is told. */
export const toThreadSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('cancel') }),
  z.strictObject({ type: z.literal('kept'), subjectId: z.string(), problem: z.string().optional() }),
]);
export type ToThread = z.infer<typeof toThreadSchema>;
