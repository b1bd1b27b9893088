import { z } from 'zod';
import { goalSchema, type Goal } from './goal.js';
import { loadSchema, type Load } from './load.js';
import type { Precision, RoundWindow } from './plan.js';
import { intervalPredictionSchema } from './prediction.js';
import { ordererSettingsSchema, type SettingsChange } from './settings.js';

const count = z.int().min(0);

/** Measured figures of one setting: medians over its rounds. */
const measuredFiguresSchema = z
  .strictObject({
    rounds: z.int().min(1),
    throughputTps: z.number().min(0),
    latencyMeanMs: z.number().min(0),
    latencyP95Ms: z.number().min(0).optional(),
    /** Failed transactions, % of those sent. */
    failedPct: z.number().min(0).max(100).optional(),
  })
  .readonly();
export type MeasuredFigures = z.infer<typeof measuredFiguresSchema>;

/** What a search believes after some of its rounds. */
export const searchBeliefSchema = z
  .strictObject({
    /** Rounds that it rests on, failed ones among them. */
    rounds: count,
    /** What would be recommended now; absent where nothing acceptable is known. */
    recommended: ordererSettingsSchema.optional(),
    /** What its own rounds said; absent if it was not measured. */
    measured: measuredFiguresSchema.optional(),
    /** What the strategy expects of a round with it, where it can tell. */
    expected: intervalPredictionSchema.optional(),
    /** Probability that it keeps every limit, 0 to 1; of what came closest where nothing is recommended. */
    limitsHold: z.number().min(0).max(1).optional(),
    /** Probability that it is the best of the candidates, 0 to 1, where the strategy can tell. */
    probabilityBest: z.number().min(0).max(1).optional(),
    /** By how much one more round is expected to improve the objective, in % of it. */
    expectedImprovementPct: z.number().min(0).optional(),
    /** Where nothing acceptable is known: what came closest, and the limits that it breaks. */
    closest: z
      .strictObject({
        settings: ordererSettingsSchema,
        measured: measuredFiguresSchema,
        /** As people write them: `latencyP95Ms<=400`. */
        broken: z.array(z.string()),
      })
      .readonly()
      .optional(),
  })
  .readonly();
export type SearchBelief = z.infer<typeof searchBeliefSchema>;

/** What a search looks for and among what: all that it takes to ask its strategy again. */
export const searchSchema = z
  .strictObject({
    strategy: z.string(),
    goal: goalSchema,
    load: loadSchema,
    candidates: z.array(ordererSettingsSchema).min(1),
    /** Rounds that may be measured in all, failed ones among them. */
    budget: z.int().min(1),
    seed: count,
    /** Bytes of a transaction as the block cutter counts them, where it was known. */
    txBytes: z.number().gt(0).optional(),
    consensus: z.enum(['raft', 'bft']).optional(),
    /** After each round, oldest first. */
    beliefs: z.array(searchBeliefSchema),
    /** Why it ended; absent as long as it did not. */
    stopped: z.string().optional(),
  })
  .readonly();
export type Search = z.infer<typeof searchSchema>;

/** A search to begin, or to go on with. */
export type SearchRequest = NewSearch | { readonly resume: string };

export interface NewSearch {
  /** `gridtune`, `thesis-loop`, `random`, `grid` or `latin-hypercube`. */
  readonly strategy: string;
  readonly goal: Goal;
  readonly load: Load;
  /** Rounds that may be measured in all. */
  readonly budget: number;
  /** Settings to choose among; what they leave open is filled with what is in force. */
  readonly candidates?: readonly SettingsChange[] | undefined;
  /** A plan whose points are the candidates; its window and precision hold unless given here. */
  readonly planFile?: string | undefined;
  readonly seed: number;
  /** Chosen by whoever has to find the search again; without it a new one. */
  readonly sweepId?: string | undefined;
  readonly window?: RoundWindow | undefined;
  readonly precision?: Precision | undefined;
}

export interface SearchSummary {
  readonly sweepId: string;
  readonly strategy: string;
  /** The budget, in rounds. */
  readonly planned: number;
  readonly measured: number;
  readonly failed: number;
  /** Why the search ended. */
  readonly stopped: string;
  /** Null where nothing acceptable was found. */
  readonly recommended: SearchBelief['recommended'] | null;
  /** Null where no round was measured. */
  readonly belief: SearchBelief | null;
}
