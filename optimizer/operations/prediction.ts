import type { TrainingBox } from '../ann/artifact.js';
import type { Answer } from '../ann/recipe.js';
import type { ModelInput } from '../dataset/columns.js';
import { InvalidInputError, type Fault } from '../domain/errors.js';
import { sendRateTpsSchema } from '../domain/load.js';
import { faultsOf, settingsChangeSchema, type SettingsChange } from '../domain/settings.js';
import { groundWarnings } from './prediction-warnings.js';

/** A model that can be asked: what predicting needs of an opened one. */
export interface Predicting {
  readonly artifact: { readonly box: TrainingBox };
  readonly predict: (points: readonly ModelInput[]) => readonly Answer[];
}

/** What `predict --json` prints. */
export type PredictionDocument = Answer & {
  readonly modelId: string;
  readonly input: ModelInput;
  readonly warnings: readonly string[];
};

/** What a model expects of one point, with the reasons to doubt it. */
export function predictionOf(modelId: string, predictor: Predicting, input: ModelInput): PredictionDocument {
  const [answer] = predictor.predict([input]);
  if (!answer) throw new RangeError(`model ${modelId} gave no answer`);
  const warnings = groundWarnings(input, answer, predictor.artifact.box);
  return { modelId, input, ...answer, warnings };
}

/** @throws InvalidInputError if a setting could not be applied or the rate not be asked for */
export function refuseImpossibleInput({ sendRateTps, ...input }: ModelInput): void {
  const { maxMessageCount, batchTimeoutMs, preferredMaxBytes, absoluteMaxBytes } = input;
  const settings = { maxMessageCount, batchTimeoutMs, preferredMaxBytes, absoluteMaxBytes };
  const faults = [...settingFaults(settings), ...rateFaults(sendRateTps)];
  if (faults.length > 0) throw new InvalidInputError('predict', faults);
}

function settingFaults(settings: SettingsChange): Fault[] {
  const parsed = settingsChangeSchema.safeParse(settings);
  if (!parsed.success) return faultsOf(parsed.error);
  const { preferredMaxBytes = 0, absoluteMaxBytes = Infinity } = parsed.data;
  if (preferredMaxBytes <= absoluteMaxBytes) return [];
  return [{ path: 'preferredMaxBytes', message: 'must not be greater than absoluteMaxBytes' }];
}

function rateFaults(sendRateTps: number): Fault[] {
  const parsed = sendRateTpsSchema.safeParse(sendRateTps);
  return parsed.success ? [] : parsed.error.issues.map(({ message }) => ({ path: 'sendRateTps', message }));
}
