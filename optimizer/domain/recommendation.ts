import { z } from 'zod';
import { objectiveSchema, predictionSchema } from './objective.js';
import { loadSchema } from './load.js';
import { ordererSettingsSchema } from './settings.js';

const score = z.strictObject({
  mapePct: z.number(),
  medianApePct: z.number(),
  mae: z.number(),
  /** Missing where every measured value is the same. */
  r2: z.number().nullable(),
});
export const scoresSchema = z.strictObject({ throughputTps: score, latencyMeanMs: score }).readonly();
export type Score = z.infer<typeof score>;
export type Scores = z.infer<typeof scoresSchema>;

/** A registered model: what it was made from and how it did on rows it never saw. */
export const modelRecordSchema = z
  .strictObject({
    id: z.string(),
    createdAt: z.iso.datetime(),
    /** Name and shape, such as `feed-forward 3-20-2`. */
    kind: z.string(),
    seed: z.int(),
    datasetHash: z.string(),
    /** Rounds that the rows were made from. */
    roundIds: z.array(z.string()),
    rows: z.strictObject({ train: z.int(), validation: z.int(), test: z.int() }),
    trainSeconds: z.number(),
    scores: scoresSchema,
    baselines: z.record(z.string(), scoresSchema),
    /** SHA-256 of the model file, and its name inside the models folder. */
    file: z.strictObject({ name: z.string(), sha256: z.string() }),
  })
  .readonly();
export type ModelRecord = z.infer<typeof modelRecordSchema>;

/** Settings worth applying, with the evidence that they rest on. */
export const recommendationSchema = z
  .strictObject({
    id: z.string(),
    createdAt: z.iso.datetime(),
    objective: objectiveSchema,
    load: loadSchema,
    current: ordererSettingsSchema,
    settings: ordererSettingsSchema,
    predicted: predictionSchema,
    predictedCurrent: predictionSchema,
    /** `stay` when the settings in force are already the best candidate. */
    decision: z.enum(['change', 'stay']),
    candidates: z.int().min(1),
    modelId: z.string(),
    roundIds: z.array(z.string()),
    warnings: z.array(z.string()),
  })
  .readonly();
export type Recommendation = z.infer<typeof recommendationSchema>;
