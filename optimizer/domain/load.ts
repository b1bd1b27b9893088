import { z } from 'zod';

/** What the clients do: `publish` writes a record, `read` reads one, `mixed` does both at equal rates. */
export const workloadSchema = z.enum(['publish', 'read', 'mixed']);
export type Workload = z.infer<typeof workloadSchema>;

/** Highest send rate that a plan may ask for; far above what one machine can send. */
export const MAX_SEND_RATE_TPS = 100_000;

export const sendRateTpsSchema = z
  .number({ error: (issue) => `must be a number of transactions a second, got ${String(issue.input)}` })
  .gt(0, { error: (issue) => `must be above 0, got ${String(issue.input)}` })
  .max(MAX_SEND_RATE_TPS, {
    error: (issue) => `must be at most ${MAX_SEND_RATE_TPS}, got ${String(issue.input)}`,
  });

/** The load that clients offer: a condition of a round, never a knob. */
export const loadSchema = z
  .strictObject({
    workload: workloadSchema,
    /** Transactions a second asked of the generator, all workers together. */
    sendRateTps: sendRateTpsSchema,
  })
  .readonly();
export type Load = z.infer<typeof loadSchema>;
