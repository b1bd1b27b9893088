import { z } from 'zod';
import { mean } from './statistics.js';

/**
 * A study of plain networks: every shape, learning rate and activation of a grid, each trained several times on
 * one split, the best by validation scored once on the test part. docs/study.md has the protocol.
 */

const count = z.int().min(0);

/** Mean and sample standard deviation (n - 1), which is 0 for one value. */
const spreadSchema = z.strictObject({ mean: z.number(), sd: z.number().min(0) }).readonly();
export type Spread = z.infer<typeof spreadSchema>;

/** How far predictions of one output are from what was measured, in the output's own unit. */
const fitSchema = z
  .strictObject({
    mse: z.number().min(0),
    rmse: z.number().min(0),
    /** Coefficient of determination; null where every measured value is the same. */
    r2: z.number().nullable(),
    /** Pearson's correlation; null where measured or predicted values are all the same. */
    r: z.number().nullable(),
    mapePct: z.number().min(0),
  })
  .readonly();
export type Fit = z.infer<typeof fitSchema>;

const fitsSchema = z.strictObject({ throughputTps: fitSchema, latencyMeanMs: fitSchema }).readonly();
export type Fits = z.infer<typeof fitsSchema>;

const choiceFields = {
  /** Neurons of each hidden layer. */
  hidden: z.array(z.int().min(1)).min(1).readonly(),
  learningRate: z.number().gt(0),
  activation: z.string(),
};
/** One place of the grid. */
export const studyChoiceSchema = z.strictObject(choiceFields).readonly();
export type StudyChoice = z.infer<typeof studyChoiceSchema>;

const runSchema = z
  .strictObject({
    /** Draws the initial weights; the split has a seed of its own. */
    seed: z.int(),
    /** Passes that made the weights: those with the least loss on the validation part. */
    epochs: z.int(),
    /** Mean squared error of both scaled outputs on the validation part: what the choice is made by. */
    validationLoss: z.number(),
    validation: fitsSchema,
  })
  .readonly();
export type StudyRun = z.infer<typeof runSchema>;

const triedSchema = z
  .strictObject({
    ...choiceFields,
    /** Trained numbers of one network. */
    weights: z.int(),
    validationLoss: spreadSchema,
    runs: z.array(runSchema).min(1).readonly(),
  })
  .readonly();
export type TriedChoice = z.infer<typeof triedSchema>;

/** Rows by label and answer; "optimal" is the positive class. */
const confusionSchema = z
  .strictObject({
    truePositives: count,
    falseNegatives: count,
    falsePositives: count,
    trueNegatives: count,
  })
  .readonly();
export type Confusion = z.infer<typeof confusionSchema>;

const classifiedSchema = z
  .strictObject({
    /** Of the answer that the repeats give together. */
    confusion: confusionSchema,
    accuracy: z.number(),
    /** Share of right answers of each repeat alone. */
    accuracyOfRuns: spreadSchema,
  })
  .readonly();
export type Classified = z.infer<typeof classifiedSchema>;

const curvePointSchema = z
  .strictObject({ epoch: z.int(), train: spreadSchema, validation: spreadSchema })
  .readonly();
export type CurvePoint = z.infer<typeof curvePointSchema>;

const testedSchema = z
  .strictObject({
    /** `chosen` by validation, or the published shape, whatever the validation says. */
    role: z.enum(['chosen', 'reference']),
    choice: studyChoiceSchema,
    /** Of each repeat alone, on the test part. */
    runs: z.array(fitsSchema).readonly(),
    /** Of the mean answer of the repeats. */
    together: fitsSchema,
    curve: z.array(curvePointSchema).readonly(),
    /** Labels from the predicted figures. */
    byThresholds: classifiedSchema,
    /** Labels from a network of its own with one output. */
    byClassifier: classifiedSchema,
  })
  .readonly();
export type TestedChoice = z.infer<typeof testedSchema>;

const parts = z.strictObject({ train: count, validation: count, test: count }).readonly();

/** When a measured point counts as optimal; see `labelPoints`. */
const labelRuleSchema = z
  .strictObject({
    version: z.int().min(1),
    minCommittedShare: z.number(),
    maxLatencyRatio: z.number(),
    rateTolerance: z.number(),
    minReferencePoints: z.int(),
  })
  .readonly();
export type LabelRule = z.infer<typeof labelRuleSchema>;

export const studySchema = z
  .strictObject({
    id: z.string(),
    createdAt: z.iso.datetime(),
    /** Sweeps, datasets and files, and how many usable rows each gave. */
    sources: z.array(z.strictObject({ name: z.string(), rows: count })).readonly(),
    datasetHash: z.string(),
    codeVersion: z.string(),
    backend: z.string(),
    /** Draws the split; the repeats draw their weights from it and the seeds that follow. */
    seed: z.int(),
    repeats: z.int().min(2),
    seconds: z.number(),
    rows: parts,
    points: parts,
    choices: z.array(triedSchema).min(1).readonly(),
    tested: z.array(testedSchema).readonly(),
    labels: z
      .strictObject({
        rule: labelRuleSchema,
        /** Rows labelled optimal. */
        optimal: parts,
        /** What answers the commoner label of the training part everywhere. */
        majority: z.strictObject({ optimal: z.boolean(), confusion: confusionSchema, accuracy: z.number() }),
      })
      .readonly(),
  })
  .readonly();
export type Study = z.infer<typeof studySchema>;

/** `3-20-2 tanh 0.01`: shape, activation, learning rate. */
export function choiceName({ hidden, activation, learningRate }: StudyChoice): string {
  return `${shapeName(hidden)} ${activation} ${learningRate}`;
}

/** `3-20-2`: inputs, neurons of each hidden layer, outputs. */
export function shapeName(hidden: readonly number[]): string {
  return [3, ...hidden, 2].join('-');
}

/** @param values - at least one. */
export function spreadOf(values: readonly number[]): Spread {
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
  return { mean: centre, sd: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0 };
}
