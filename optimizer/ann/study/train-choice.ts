import { INPUT_NAMES, OUTPUT_NAMES, type DataRow, type ModelInput } from '../../dataset/columns.js';
import type { Split } from '../../dataset/split.js';
import type { Prediction } from '../../domain/objective.js';
import { spreadOf, type CurvePoint } from '../../domain/study.js';
import { runMembers, type NetworkShape } from '../network.js';
import { PLAIN_TRAINING, predictPlain, scaledRows } from '../plain-network.js';
import { fitScaler, scaleInputs } from '../scaler.js';
import { memberOf, trainNetwork, type TrainedNetwork, type TrainingOptions } from '../training.js';
import type { TrainingRows } from '../training-rows.js';
import type { GridChoice } from './grid.js';

/**
 * Every run of a study is trained alike, but for its choice. The weight decay is that of the plain network;
 * without the first passes the validation part chooses by luck (see `PLAIN_TRAINING`), and passes past 1000
 * changed nothing on grids of 60 rows.
 */
const STUDY_TRAINING = {
  schedule: 'constant',
  l2: PLAIN_TRAINING.l2,
  minEpochs: 200,
  maxEpochs: 1000,
  patience: 200,
} as const satisfies Partial<TrainingOptions>;

export interface RepeatOptions {
  /** Repeat i draws its initial weights from `seed + i`. */
  readonly seed: number;
  readonly repeats: number;
  readonly signal?: AbortSignal | undefined;
}

/** Networks of one choice, alike but for their initial weights. */
export interface TrainedRepeats {
  readonly epochs: readonly number[];
  readonly validationLosses: readonly number[];
  /** What each repeat answers. */
  readonly predictEach: (points: readonly ModelInput[]) => readonly Prediction[][];
  /** What the repeats answer together: the mean of their scaled outputs. */
  readonly predict: (points: readonly ModelInput[]) => readonly Prediction[];
}

function shapeOf({ hidden, activation }: GridChoice, members: number, outputs: number): NetworkShape {
  return { members, inputs: INPUT_NAMES.length, hidden, outputs, activation };
}

/**
 * Trains the repeats of one choice side by side on the training part; the validation part ends each.
 * @param onCurve - gets the losses of the repeats now and then; asking for them takes time.
 */
export async function trainRepeats(
  choice: GridChoice,
  { train, validation }: Pick<Split<DataRow>, 'train' | 'validation'>,
  { seed, repeats, signal }: RepeatOptions,
  onCurve?: (point: CurvePoint) => void,
): Promise<TrainedRepeats> {
  const shape = shapeOf(choice, repeats, OUTPUT_NAMES.length);
  const scaler = fitScaler(train);
  const trained = await trainNetwork(shape, scaledRows(scaler, train), scaledRows(scaler, validation), {
    ...STUDY_TRAINING,
    loss: { kind: 'squared' },
    learningRate: choice.learningRate,
    ...{ seed, signal },
    onLosses: onCurve && ((epoch, losses) => onCurve(curvePoint(epoch, losses))),
  });
  const one = { ...shape, members: 1 };
  return {
    ...endsOf(trained),
    predict: (points) => predictPlain({ shape, scaler, weights: trained.weights }, points),
    predictEach: (points) =>
      Array.from({ length: repeats }, (_, member) =>
        predictPlain({ shape: one, scaler, weights: memberOf(shape, trained.weights, member) }, points),
      ),
  };
}

function endsOf({ epochs, validationLosses }: TrainedNetwork): {
  readonly epochs: readonly number[];
  readonly validationLosses: readonly number[];
} {
  if (!validationLosses) throw new RangeError('a study has validation rows');
  return { epochs, validationLosses };
}

function curvePoint(
  epoch: number,
  { train, validation = new Float32Array() }: { train: Float32Array; validation?: Float32Array | undefined },
): CurvePoint {
  return { epoch, train: spreadOf([...train]), validation: spreadOf([...validation]) };
}

/** Says of each point whether it is optimal. */
export interface Classifier {
  readonly classifyEach: (points: readonly ModelInput[]) => readonly boolean[][];
  /** By the mean of the repeats' log-odds. */
  readonly classify: (points: readonly ModelInput[]) => readonly boolean[];
}

/**
 * Networks of the same hidden layers with one output, the log-odds of "optimal", trained by cross-entropy. With
 * two classes that is a softmax of two outputs with one of them held at 0.
 */
export async function trainClassifier(
  choice: GridChoice,
  { train, validation }: Pick<Split<DataRow>, 'train' | 'validation'>,
  isOptimal: (row: DataRow) => boolean,
  { seed, repeats, signal }: RepeatOptions,
): Promise<Classifier> {
  const shape = shapeOf(choice, repeats, 1);
  const scaler = fitScaler(train);
  const labelled = (rows: readonly DataRow[]): TrainingRows => ({
    inputs: scaleInputs(scaler, rows),
    outputs: Float32Array.from(rows, (row) => Number(isOptimal(row))),
  });
  const { weights } = await trainNetwork(shape, labelled(train), labelled(validation), {
    ...STUDY_TRAINING,
    loss: { kind: 'logistic' },
    learningRate: choice.learningRate,
    ...{ seed, signal },
  });
  const logOdds = (points: readonly ModelInput[]): number[][] => {
    const all = runMembers(shape, weights, scaleInputs(scaler, points));
    return Array.from({ length: repeats }, (_, member) => [
      ...all.subarray(member * points.length, (member + 1) * points.length),
    ]);
  };
  return {
    classifyEach: (points) => logOdds(points).map((member) => member.map((value) => value > 0)),
    classify: (points) => {
      const members = logOdds(points);
      return points.map((_, i) => members.reduce((sum, member) => sum + (member[i] ?? 0), 0) > 0);
    },
  };
}
