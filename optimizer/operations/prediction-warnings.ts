import type { Answer } from '../ann/recipe.js';
import type { ModelInput } from '../dataset/columns.js';

interface Range {
  readonly min: number;
  readonly max: number;
}

/** The rate that a generator achieves, which models learn from, is a little off the one asked for. */
const RATE_TOLERANCE = 0.05;

/**
 * What makes the ground thin on which an answer stands.
 * @param box - what each input ranged over among the rows that the model was made from.
 */
export function groundWarnings(
  { context, consensus: _consensus, ...plain }: ModelInput,
  answer: Answer,
  box: Readonly<Record<string, Range>>,
): string[] {
  const inputs = Object.entries({ ...plain, ...context });
  return [
    ...inputs.flatMap(([name, value]) => (value === undefined ? [] : rangeWarning(name, value, box[name]))),
    ...('interval90' in answer
      ? []
      : ['the model does not know its own error: there are no intervals, train anew to have them']),
  ];
}

function rangeWarning(name: string, value: number, range: Range | undefined): string[] {
  if (!range) return [`the model was not trained on known values of ${name}: it may make no difference`];
  const tolerance = name === 'sendRateTps' ? RATE_TOLERANCE : 0;
  if (value >= range.min * (1 - tolerance) && value <= range.max * (1 + tolerance)) return [];
  return [`${name} of ${value} is outside the trained ${range.min} to ${range.max}: this is extrapolated`];
}
