import { z } from 'zod';

/** Why the champion may not describe its network any more. */
export const DRIFT_KINDS = ['live-figures', 'new-rounds', 'network-changed'] as const;
export type DriftKind = (typeof DRIFT_KINDS)[number];

/** Figures of live transactions that a champion is held against. */
export const LIVE_FIGURES = ['throughputTps', 'latencyMeanMs', 'latencyP95Ms'] as const;
export type LiveFigure = (typeof LIVE_FIGURES)[number];

const liveFigureSchema = z.strictObject({
  name: z.enum(LIVE_FIGURES),
  /** Median over the windows, in the figure's own unit. */
  live: z.number(),
  /** Ends of the champion's 90 % interval, median over the windows. */
  low: z.number(),
  high: z.number(),
  /** Windows that lie clearly below and above it. */
  below: z.int().min(0),
  above: z.int().min(0),
});

/** What a look at a champion and its network came to. */
export const driftFindingSchema = z
  .strictObject({
    at: z.iso.datetime(),
    /** Absent where the network has no champion. */
    championId: z.string().optional(),
    drifted: z.boolean(),
    /** One for each kind of drift that was found. */
    reasons: z
      .array(z.strictObject({ kind: z.enum(DRIFT_KINDS), message: z.string() }).readonly())
      .readonly(),
    /** Live transactions against the champion; absent where they could not be compared. */
    live: z
      .strictObject({
        /** Windows that were compared. */
        windows: z.int().min(0),
        /** What clients offered, transactions a second, median over the windows. */
        offeredRateTps: z.number(),
        figures: z.array(liveFigureSchema.readonly()).readonly(),
      })
      .readonly()
      .optional(),
    /** Why live transactions could not be compared. */
    liveNotJudged: z.string().optional(),
    /** Measured rounds that no model of the network has learnt from. */
    newRounds: z.int().min(0),
  })
  .readonly();
export type DriftFinding = z.infer<typeof driftFindingSchema>;
