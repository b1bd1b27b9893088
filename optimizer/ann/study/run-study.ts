import type { DataRow } from '../../dataset/columns.js';
import { datasetHash } from '../../dataset/hash.js';
import { groupByPoint, inCanonicalOrder } from '../../dataset/rows.js';
import { splitByPoint, type Split } from '../../dataset/split.js';
import { spreadOf, choiceName, type Study, type TriedChoice } from '../../domain/study.js';
import { prepareBackend } from '../backend.js';
import { weightsPerMember } from '../network.js';
import { fitsOf } from './fit.js';
import { choicesOf, REFERENCE, STUDY_GRID, type GridChoice, type StudyGrid } from './grid.js';
import { accuracyOf, confusionOf, createLabeller, LABEL_RULE } from './labels.js';
import { testChoice, type RowLabeller } from './test-choice.js';
import { trainRepeats, type RepeatOptions } from './train-choice.js';

export interface StudyOptions extends RepeatOptions {
  readonly grid?: StudyGrid | undefined;
  /** `done` of `total` parts of the study, and which one starts. */
  readonly onProgress?: ((done: number, total: number, what: string) => void) | undefined;
  /** Milliseconds, for the time that it took. */
  readonly now?: (() => number) | undefined;
}

/** A study without what its record adds. */
export type StudyResult = Omit<Study, 'id' | 'createdAt' | 'sources' | 'codeVersion'>;

/**
 * Trains every choice of the grid `repeats` times on the training part and takes the one with the least mean
 * loss on the validation part, of equals the one with the fewest weights. It and the published shape are then
 * asked about the test part, which nothing has seen until then.
 * @param rows - usable rows (see `checkRows`), in any order.
 * @throws NotEnoughDataError under 3 points; CancelledError when `signal` is aborted.
 */
export async function runStudy(
  rows: readonly DataRow[],
  { grid = STUDY_GRID, onProgress, now = () => performance.now(), ...options }: StudyOptions,
): Promise<StudyResult> {
  const started = now();
  const all = inCanonicalOrder(rows);
  const split = splitByPoint(all, options.seed);
  const backend = await prepareBackend();
  const places = withReference(choicesOf(grid));
  const total = places.length + 2;
  const choices: TriedChoice[] = [];
  for (const choice of places) {
    onProgress?.(choices.length, total, choiceName(choice));
    choices.push(await tryChoice(choice, split, options));
  }
  const label = createLabeller(split.train);
  const isOptimal: RowLabeller = (row, figures = row) => label(row.sendRateTps, figures);
  const best = bestOf(places, choices);
  onProgress?.(total - 2, total, `testing ${choiceName(best)}`);
  const chosen = await testChoice('chosen', best, split, isOptimal, options);
  onProgress?.(total - 1, total, `testing ${choiceName(REFERENCE)}`);
  const reference = await testChoice('reference', REFERENCE, split, isOptimal, options);
  onProgress?.(total, total, 'studied');
  return {
    datasetHash: datasetHash(all),
    backend: backend.name,
    seed: options.seed,
    repeats: options.repeats,
    seconds: (now() - started) / 1000,
    rows: counted(split, (part) => part.length),
    points: counted(split, (part) => groupByPoint(part).size),
    choices,
    tested: [chosen, reference],
    labels: {
      rule: LABEL_RULE,
      optimal: counted(split, (part) => part.filter((row) => isOptimal(row)).length),
      majority: majorityOf(split, isOptimal),
    },
  };
}

function withReference(choices: readonly GridChoice[]): readonly GridChoice[] {
  const held = choices.some((choice) => choiceName(choice) === choiceName(REFERENCE));
  return held ? choices : [...choices, REFERENCE];
}

async function tryChoice(
  choice: GridChoice,
  split: Split<DataRow>,
  options: RepeatOptions,
): Promise<TriedChoice> {
  const trained = await trainRepeats(choice, split, options);
  const predicted = trained.predictEach(split.validation);
  const { hidden, activation } = choice;
  return {
    ...choice,
    weights: weightsPerMember({ members: 1, inputs: 3, hidden, outputs: 2, activation }),
    validationLoss: spreadOf(trained.validationLosses),
    runs: predicted.map((answers, repeat) => ({
      seed: options.seed + repeat,
      epochs: trained.epochs[repeat] ?? 0,
      validationLoss: trained.validationLosses[repeat] ?? Number.NaN,
      validation: fitsOf(split.validation, answers),
    })),
  };
}

/** @param tried - of `places`, in the same order. */
function bestOf(places: readonly GridChoice[], tried: readonly TriedChoice[]): GridChoice {
  const order = tried
    .map((choice, i) => ({ place: places[i], loss: choice.validationLoss.mean, weights: choice.weights }))
    .toSorted((a, b) => a.loss - b.loss || a.weights - b.weights);
  return order[0]?.place ?? REFERENCE;
}

function counted(
  { train, validation, test }: Split<DataRow>,
  count: (part: readonly DataRow[]) => number,
): Study['rows'] {
  return { train: count(train), validation: count(validation), test: count(test) };
}

function majorityOf({ train, test }: Split<DataRow>, isOptimal: RowLabeller): Study['labels']['majority'] {
  const optimal = 2 * train.filter((row) => isOptimal(row)).length > train.length;
  const labels = test.map((row) => isOptimal(row));
  const confusion = confusionOf(
    labels,
    labels.map(() => optimal),
  );
  return { optimal, confusion, accuracy: accuracyOf(confusion) };
}
