import type { DataRow } from '../../dataset/columns.js';
import { NotEnoughDataError } from '../../domain/errors.js';
import type { Scores } from '../../domain/model-record.js';
import type { Answer, FitOptions, Recipe } from '../recipe.js';
import { permutationImportance, type InputImportance } from './importance.js';
import { inputsOnly } from './inputs-only.js';
import { learningCurve, type LearningCurvePoint } from './learning-curve.js';
import { scoresOf } from './metrics.js';
import { noiseFloor } from './noise-floor.js';
import { requireReadable, usableRowsOf } from './results-rows.js';
import { fitTimed, type Fitted, type Recipes } from './score-recipes.js';

export interface EvaluateRequest extends FitOptions {
  /** Results files (docs/measurement.md): to learn from, and to be scored on. */
  readonly trainFile: string;
  readonly testFile: string;
  readonly recipe: Recipe;
  /** By the names under which their scores are told. */
  readonly baselines: Recipes;
  /** Also tells what each input matters. */
  readonly importance: boolean;
  /** Also fits the recipe and these baselines to parts of the training rows. */
  readonly curveWith: Recipes | undefined;
  /** A step that is about to start. */
  readonly onStep?: (step: string) => void;
}

export interface Evaluation {
  readonly rows: { readonly train: number; readonly test: number };
  /** Rows of each file that cannot be used. */
  readonly setAside: { readonly train: number; readonly test: number };
  /** The fit of the recipe alone. */
  readonly trainSeconds: number;
  /** Name and shape. */
  readonly model: string;
  readonly scores: Scores;
  readonly baselines: Readonly<Record<string, Scores>>;
  /** MAPE in % that no model can be expected to beat, from replicates in the test file. */
  readonly noiseFloor: ReturnType<typeof noiseFloor>;
  readonly importance: readonly InputImportance[] | undefined;
  readonly learningCurve: readonly LearningCurvePoint[] | undefined;
  readonly warnings: readonly string[];
}

/**
 * Learns from one results file and is scored on another. The test file is opened when every model is fitted;
 * the models are asked about its input columns, and its figures meet their answers in the score alone.
 * @throws NotFoundError, InvalidInputError, NotEnoughDataError, CancelledError
 */
export async function evaluateFiles(request: EvaluateRequest): Promise<Evaluation> {
  const { trainFile, testFile, recipe, baselines, seed, signal, onProgress, onStep } = request;
  await requireReadable(testFile); // before minutes of training, not after
  const train = await usableRowsOf(trainFile);
  onStep?.(`training ${recipe.name} on ${train.rows.length} rows`);
  const main = await fitTimed(recipe, train.rows, { seed, signal, onProgress });
  onStep?.('training the baselines');
  const others = await fitBaselines(baselines, train.rows, { seed, signal });

  const test = await usableRowsOf(testFile);
  const points = inputsOnly(test.rows);
  const answers = main.model.predict(points);
  const baselineAnswers = Object.entries(others.fitted).map(
    ([name, { model }]) => [name, model.predict(points)] as const,
  );
  return {
    rows: { train: train.rows.length, test: test.rows.length },
    setAside: { train: train.setAside, test: test.setAside },
    trainSeconds: main.trainSeconds,
    model: main.model.name ?? recipe.name,
    scores: scoresOf(test.rows, answers),
    baselines: scoresByName(test.rows, baselineAnswers),
    noiseFloor: noiseFloor(test.rows),
    importance: request.importance ? permutationImportance(main.model, test.rows, { seed }) : undefined,
    learningCurve: await curveOf(request, train.rows, test.rows),
    warnings: [
      ...train.warnings,
      ...others.warnings,
      ...test.warnings,
      ...sharedPoints(train.rows, test.rows),
    ],
  };
}

/** A baseline that needs more rows than there are is left out, with a warning. */
async function fitBaselines(
  baselines: Recipes,
  rows: readonly DataRow[],
  options: FitOptions,
): Promise<{ readonly fitted: Readonly<Record<string, Fitted>>; readonly warnings: readonly string[] }> {
  const fitted: Record<string, Fitted> = {};
  const warnings: string[] = [];
  for (const [name, baseline] of Object.entries(baselines)) {
    try {
      fitted[name] = await fitTimed(baseline, rows, options);
    } catch (error) {
      if (!(error instanceof NotEnoughDataError)) throw error;
      warnings.push(`baseline ${name} is left out: ${error.message}`);
    }
  }
  return { fitted, warnings };
}

function scoresByName(
  measured: readonly DataRow[],
  answers: readonly (readonly [string, readonly Answer[]])[],
): Record<string, Scores> {
  return Object.fromEntries(answers.map(([name, of]) => [name, scoresOf(measured, of)]));
}

async function curveOf(
  { recipe, curveWith, seed, signal, onProgress, onStep }: EvaluateRequest,
  train: readonly DataRow[],
  test: readonly DataRow[],
): Promise<LearningCurvePoint[] | undefined> {
  if (!curveWith) return undefined;
  onStep?.(`training ${recipe.name} on parts of the rows`);
  const tested = new Set(test.map(settingsKey));
  const apart = train.filter((row) => !tested.has(settingsKey(row)));
  // Files may name their points alike; settings and point together tell which are the same.
  return learningCurve(apart.map(renamed), test.map(renamed), {
    recipes: { [recipe.name]: recipe, ...curveWith },
    seed,
    signal,
    onProgress,
  });
}

function renamed(row: DataRow): DataRow {
  return { ...row, pointId: settingsKey(row) };
}

function settingsKey({ pointId, maxMessageCount, batchTimeoutMs }: DataRow): string {
  return `${pointId}, ${maxMessageCount}, ${batchTimeoutMs}`;
}

function sharedPoints(train: readonly DataRow[], test: readonly DataRow[]): string[] {
  const learnt = new Set(train.map(settingsKey));
  const shared = test.filter((row) => learnt.has(settingsKey(row))).length;
  if (shared === 0) return [];
  return [
    `${shared} of ${test.length} test rows are of points that were learnt from too: their scores tell how well ` +
      'a model repeats what it saw, not how well it predicts what it did not',
  ];
}
