import { constants } from 'node:fs';
import { access, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { PriorModel } from '../../ann/ensemble/prior.js';
import type { Evaluation } from '../../ann/evaluation/evaluate-files.js';
import { messageOf, NotFoundError } from '../../domain/errors.js';
import type { Progress } from '../../domain/ports.js';
import { everyTenth } from '../../domain/tenths.js';
import { numberOption, type Register } from '../command.js';
import type { Services } from '../../operations/services.js';
import { describeEvaluation, evaluationDocument } from './evaluate-output.js';

interface EvaluateOptions {
  readonly train: string;
  readonly test: string;
  readonly seed: number;
  readonly prior?: string;
  readonly learningCurve?: string;
  readonly importance?: boolean;
}

/** `evaluate`: learn from one results file, be scored on another. */
export const registerEvaluate: Register = (program, registry) => {
  const evaluate = program
    .command('evaluate')
    .description('learn from one results file and score the predictions on another, beside baselines')
    .requiredOption('--train <file>', 'CSV results to learn from')
    .requiredOption('--test <file>', 'CSV results to be scored on; read when everything is learnt')
    .option(
      '--seed <n>',
      'draws whatever is random',
      numberOption('--seed', Number.isInteger, 'a whole number'),
      1,
    )
    .option('--prior <model>', 'start from what this registered model found')
    .option(
      '--learning-curve <file>',
      'also write the error by number of training points: CSV, and a page beside it',
    )
    .option('--importance', 'also tell how much the error grows without each input');
  registry(evaluate, async ({ services, output }) => {
    const options = evaluate.opts<EvaluateOptions>();
    if (options.learningCurve !== undefined) await requireFolderOf(options.learningCurve);
    const evaluation = await runEvaluation(services, options);
    const files = await writeCurve(evaluation, options);
    for (const warning of evaluation.warnings) services.progress.warn(warning);
    output.result(evaluationDocument(evaluation, files), describeEvaluation(evaluation, files));
  });
};

/** Before minutes of training, not after. @throws NotFoundError */
async function requireFolderOf(file: string): Promise<void> {
  const folder = path.dirname(path.resolve(file));
  try {
    await access(folder, constants.W_OK);
  } catch (cause) {
    throw new NotFoundError(
      `the learning curve cannot be written into ${folder} (${messageOf(cause)}): make it`,
      { cause },
    );
  }
}

async function runEvaluation(
  services: Services,
  { train, test, seed, prior, learningCurve, importance = false }: EvaluateOptions,
): Promise<Evaluation> {
  const { progress, signal } = services;
  // Loaded when needed: TensorFlow would slow every other command down.
  const { evaluateFiles } = await import('../../ann/evaluation/evaluate-files.js');
  const { BASELINE_RECIPES, CURVE_BASELINES } = await import('../../ann/evaluation/baseline-recipes.js');
  const { mainRecipe, PLAIN_BASELINE } = await import('../../ann/evaluation/main-recipe.js');
  return evaluateFiles({
    trainFile: train,
    testFile: test,
    recipe: mainRecipe(prior === undefined ? undefined : await priorModel(services, prior)),
    baselines: { ...BASELINE_RECIPES, ...PLAIN_BASELINE },
    curveWith: learningCurve === undefined ? undefined : CURVE_BASELINES,
    importance,
    seed,
    signal,
    ...tenthsTo(progress),
  });
}

async function priorModel(services: Services, id: string): Promise<PriorModel> {
  const { openPrior } = await import('../../ann/registry/open-model.js');
  return openPrior(await services.store(), services.paths.models, id);
}

/** Tells each step, and every tenth of it that is done. */
function tenthsTo(progress: Progress): {
  readonly onStep: (step: string) => void;
  readonly onProgress: (share: number) => void;
} {
  let onProgress: (share: number) => void = () => undefined;
  return {
    onStep: (step) => {
      progress.step(step);
      onProgress = everyTenth((tenths) => progress.advance(tenths, 10, step));
    },
    onProgress: (share) => onProgress(share),
  };
}

/** @returns the files written: none unless a curve was asked for. */
async function writeCurve(
  { learningCurve: curve, model, rows, noiseFloor }: Evaluation,
  { learningCurve: file, train, test }: EvaluateOptions,
): Promise<string[]> {
  if (!curve || file === undefined) return [];
  const { learningCurveCsv } = await import('../../ann/evaluation/learning-curve.js');
  const { renderLearningCurve } = await import('../../research/model-report/learning-curve-page.js');
  const page = `${file.replace(/\.csv$/i, '')}.html`;
  await writeFile(file, learningCurveCsv(curve));
  await writeFile(
    page,
    renderLearningCurve({
      model,
      testRows: rows.test,
      noiseFloor,
      curve: curve.map(({ recipe, points, scores }) => ({ predictor: recipe, points, scores })),
      generatedAt: new Date().toISOString(),
      commands: [`gridtune evaluate --train ${train} --test ${test} --learning-curve ${file}`],
    }),
  );
  return [file, page];
}
