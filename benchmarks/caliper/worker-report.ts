import { z } from 'zod';
import { processUseSchema } from '../../optimizer/domain/inside.js';

/** Stands where an outcome has no such value: JSON keeps no undefined in a list. */
export const NONE = -1;

/**
 * One transaction as it travels: created, finished, endorsed or {@link NONE}, block or {@link NONE}, the
 * reason of its failure or an empty text, and its id or an empty text. Times are milliseconds on the worker's
 * own clock. The id is told only where the ledger may know more of the transaction than its client.
 */
const outcomeSchema = z.tuple([z.number(), z.number(), z.number(), z.int(), z.string(), z.string()]);
export type ReportedOutcome = z.infer<typeof outcomeSchema>;

/** Id of a transaction, empty for a read; and whether the ordering service took it. */
const idSchema = z.tuple([z.string(), z.boolean()]);
export type ReportedId = z.infer<typeof idSchema>;

/** What a worker tells the manager every few hundred milliseconds, load or no load. */
export const workerReportSchema = z.strictObject({
  workerIndex: z.int().min(0),
  /** The worker's clock when it wrote this: the manager works out by how much their clocks differ. */
  nowMs: z.number(),
  /** The round under way or just ended; {@link NONE} before the first. */
  round: z.int(),
  /** Reports of a round count up from 0, so that one lost on the way is noticed. */
  sequence: z.int().min(0),
  /** When the first transaction of the round was due. */
  startedMs: z.number().optional(),
  /** When the first transaction that was not sent any more would have been due. */
  sendingEndedMs: z.number().optional(),
  /** When the oldest transaction without an outcome was created. */
  oldestInFlightMs: z.number().optional(),
  /** Outcomes since the last report. */
  outcomes: z.array(outcomeSchema),
  /** One for each of these outcomes, where the round asks for them. */
  ids: z.array(idSchema).optional(),
  /** What the worker used while it sent; told once sending has ended. */
  use: processUseSchema.optional(),
});
export type WorkerReport = z.infer<typeof workerReportSchema>;

/** Key of a report inside the content of Caliper's update message. */
export const REPORT = 'gridtune';
