import { z } from 'zod';

/**
 * A registered model: what it was made from, how it did, and whether it is in charge. docs/models.md tells
 * its life.
 */

const pct = z.number().min(0);

const scoreSchema = z.strictObject({
  mapePct: z.number(),
  medianApePct: z.number(),
  /** In the output's own unit. */
  mae: z.number(),
  /** Null where every measured value is the same. */
  r2: z.number().nullable(),
  /** How many of 100 measured values lay in their 90 % interval; null for a predictor without intervals. */
  coverage90Pct: pct.max(100).nullable(),
});
export type Score = z.infer<typeof scoreSchema>;

export const scoresSchema = z
  .strictObject({
    throughputTps: scoreSchema,
    latencyMeanMs: scoreSchema,
    /** Missing where too few rounds have it. */
    latencyP95Ms: scoreSchema.optional(),
  })
  .readonly();
export type Scores = z.infer<typeof scoresSchema>;

/** One MAPE an output, in %, where there is one. */
const errorPctSchema = z
  .strictObject({ throughputTps: pct, latencyMeanMs: pct, latencyP95Ms: pct })
  .partial()
  .readonly();

const increase = z.strictObject({ meanPct: z.number(), spreadPct: pct });
/**
 * By how many percentage points the MAPE grows when the values of an input are shuffled among the rows, below 0
 * by chance, and the standard deviation over the shuffles.
 */
const increaseSchema = z.strictObject({
  throughputTps: increase,
  latencyMeanMs: increase,
  latencyP95Ms: increase.optional(),
});

/** `champion` answers where no model is named; `candidate` may become it; `retired` is out of use. */
export const MODEL_STATUSES = ['candidate', 'champion', 'retired'] as const;
export type ModelStatus = (typeof MODEL_STATUSES)[number];

export const modelRecordSchema = z
  .strictObject({
    id: z.string(),
    createdAt: z.iso.datetime(),
    /** Name and shape, such as `feed-forward 3-20-2`. */
    kind: z.string(),

    /** Network that the rounds were measured on; absent for a model of imported rows alone. */
    networkId: z.string().optional(),
    datasetHash: z.string(),
    /** Rounds that the rows were made from; of an imported row its source and line. */
    roundIds: z.array(z.string()),
    /** Version of the package and a hash of the files that made the model. */
    codeVersion: z.string(),
    seed: z.int(),
    /** What computed the tensors. */
    backend: z.string(),
    /** Model whose weights this one started from. */
    priorModelId: z.string().optional(),

    rows: z.strictObject({ train: z.int(), validation: z.int(), test: z.int() }),
    trainSeconds: z.number(),
    scores: scoresSchema,
    baselines: z.record(z.string(), scoresSchema),
    /** How far replicates are from each other: no model can be expected to come closer. */
    noiseFloor: errorPctSchema.optional(),
    importance: z.array(z.strictObject({ input: z.string(), increase: increaseSchema })).optional(),
    /** MAPE after learning from so many rows. */
    learningCurve: z.array(errorPctSchema.unwrap().extend({ rows: z.int().min(1) })).optional(),

    status: z.enum(MODEL_STATUSES),
    /** Why it has this status, for people. */
    statusReason: z.string(),
    statusAt: z.iso.datetime(),

    /** SHA-256 of the model file, and its name inside the models folder. */
    file: z.strictObject({ name: z.string(), sha256: z.string() }),
  })
  .readonly();
export type ModelRecord = z.infer<typeof modelRecordSchema>;

/**
 * The models as they count: of several champions of one network, as a promotion cut short leaves them, the one
 * promoted last is in charge (by id where that is equal) and the others are retired. The next promotion writes
 * that down.
 */
export function withOneChampion(models: readonly ModelRecord[]): ModelRecord[] {
  const later = (a: ModelRecord, b: ModelRecord): boolean =>
    a.statusAt === b.statusAt ? a.id > b.id : a.statusAt > b.statusAt;
  return models.map((model) => {
    const successor = models
      .filter((other) => other.status === 'champion' && other.networkId === model.networkId)
      .find((other) => later(other, model));
    return model.status === 'champion' && successor
      ? { ...model, status: 'retired', statusReason: `${successor.id} was promoted after it` }
      : model;
  });
}

/**
 * The model in charge of a network.
 * @param networkId - undefined stands for models of imported rows alone.
 */
export function championOf(
  models: readonly ModelRecord[],
  networkId: string | undefined,
): ModelRecord | undefined {
  return withOneChampion(models).find(
    (model) => model.status === 'champion' && model.networkId === networkId,
  );
}
