import type { DataRow } from '../../dataset/columns.js';
import type { Split } from '../../dataset/split.js';
import type { Prediction } from '../../domain/objective.js';
import { spreadOf, type Classified, type CurvePoint, type TestedChoice } from '../../domain/study.js';
import { fitsOf } from './fit.js';
import type { GridChoice } from './grid.js';
import { accuracyOf, confusionOf } from './labels.js';
import { trainClassifier, trainRepeats, type RepeatOptions } from './train-choice.js';

/** Whether a row is optimal by what was measured, or would be with other figures. */
export type RowLabeller = (row: DataRow, figures?: Prediction) => boolean;

/** Trains a choice once more with its curve, and a classifier of its shape, and scores both on the test part. */
export async function testChoice(
  role: TestedChoice['role'],
  choice: GridChoice,
  split: Split<DataRow>,
  isOptimal: RowLabeller,
  options: RepeatOptions,
): Promise<TestedChoice> {
  const { test } = split;
  const curve: CurvePoint[] = [];
  // The same seeds and rows as in the grid: these are the networks that were chosen, bit for bit.
  const networks = await trainRepeats(choice, split, options, (point) => curve.push(point));
  const classifier = await trainClassifier(choice, split, (row) => isOptimal(row), options);
  const each = networks.predictEach(test);
  const together = networks.predict(test);
  const labelsOf = (predicted: readonly Prediction[]): boolean[] =>
    test.map((row, i) => isOptimal(row, predicted[i]));
  const labels = test.map((row) => isOptimal(row));
  return {
    role,
    choice,
    runs: each.map((predicted) => fitsOf(test, predicted)),
    together: fitsOf(test, together),
    curve,
    byThresholds: classified(labels, labelsOf(together), each.map(labelsOf)),
    byClassifier: classified(labels, classifier.classify(test), classifier.classifyEach(test)),
  };
}

function classified(
  labels: readonly boolean[],
  together: readonly boolean[],
  each: readonly (readonly boolean[])[],
): Classified {
  const confusion = confusionOf(labels, together);
  return {
    confusion,
    accuracy: accuracyOf(confusion),
    accuracyOfRuns: spreadOf(each.map((answers) => accuracyOf(confusionOf(labels, answers)))),
  };
}
